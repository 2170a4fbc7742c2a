using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Organisations;

public sealed record Person(bool Disabled, bool Erased, Protected? Name, Protected? Mail) : IState<Person>
{
    public static Person Empty { get; } = new(false, false, null, null);

    /// <summary>What each identity provider calls the person, as a digest.</summary>
    public IReadOnlyDictionary<string, string> Subjects { get; init; } = new Dictionary<string, string>();

    public Person Evolve(object fact) =>
        fact switch
        {
            PersonRegistered e => this with { Name = e.Name, Mail = e.Mail },
            PersonContactChanged e => this with { Name = e.Name ?? Name, Mail = e.Mail ?? Mail },
            PersonDisabled => this with { Disabled = true },
            PersonEnabled => this with { Disabled = false },
            IdentityBound e => this with { Subjects = new Dictionary<string, string>(Subjects) { [e.Issuer] = e.SubjectDigest } },
            IdentityReleased => this with { Subjects = new Dictionary<string, string>() },
            PersonErased => this with { Erased = true, Disabled = true },
            _ => this,
        };
}
