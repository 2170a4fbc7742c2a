using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Research;

/// <summary>A safeguarding concern; what it says is in no state.</summary>
public sealed record ResearchConcern(Guid SupportOrganisation, bool Closed) : IState<ResearchConcern>
{
    public static ResearchConcern Empty { get; } = new(Guid.Empty, Closed: false);

    public ResearchConcern Evolve(object fact) =>
        fact switch
        {
            ResearchConcernRaised e => this with { SupportOrganisation = e.SupportOrganisationId },
            ResearchConcernClosed => this with { Closed = true },
            _ => this,
        };
}
