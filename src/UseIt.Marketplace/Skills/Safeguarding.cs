using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>Who leads safeguarding in an organisation.</summary>
public sealed record Safeguarding(IReadOnlyList<Guid> Leads, Protected? Numbers) : IState<Safeguarding>
{
    public static Safeguarding Empty { get; } = new([], null);

    public static Guid IdOf(Guid supportOrganisation) => UuidV5.Of(supportOrganisation, "safeguarding");

    public static Guid SubjectOf(Guid supportOrganisation) => UuidV5.Of(supportOrganisation, "safeguarding-numbers");

    public Safeguarding Evolve(object fact) => fact is SafeguardingLeadsNamed e ? new Safeguarding(e.Leads, e.Numbers) : this;
}

public sealed record Concern(Guid SupportOrganisation, Protected? What, Protected? Done) : IState<Concern>
{
    public static Concern Empty { get; } = new(Guid.Empty, null, null);

    /// <summary>The key's subject, derived as a candidate's is.</summary>
    public static Guid SubjectOf(Guid concern) => UuidV5.Of(concern, "concern");

    public Concern Evolve(object fact) =>
        fact switch
        {
            ConcernRaised e => this with { SupportOrganisation = e.SupportOrganisationId, What = e.What },
            ConcernClosed e => this with { Done = e.Done },
            _ => this,
        };
}
