using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Organisations;

public sealed record Person(bool Disabled, bool Erased, Protected? Name, Protected? Mail) : IState<Person>
{
    public static Person Empty { get; } = new(false, false, null, null);

    public Person Evolve(object fact) =>
        fact switch
        {
            PersonRegistered e => this with { Name = e.Name, Mail = e.Mail },
            PersonContactChanged e => this with { Name = e.Name ?? Name, Mail = e.Mail ?? Mail },
            PersonDisabled => this with { Disabled = true },
            PersonEnabled => this with { Disabled = false },
            PersonErased => this with { Erased = true, Disabled = true },
            _ => this,
        };
}
