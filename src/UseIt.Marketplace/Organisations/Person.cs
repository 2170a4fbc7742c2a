using UseIt.EventStore;

namespace UseIt.Marketplace.Organisations;

public sealed record Person(bool Disabled, bool Erased) : IState<Person>
{
    public static Person Empty { get; } = new(false, false);

    public Person Evolve(object fact) => fact switch
    {
        PersonDisabled => this with { Disabled = true },
        PersonEnabled => this with { Disabled = false },
        PersonErased => this with { Erased = true, Disabled = true },
        _ => this
    };
}
