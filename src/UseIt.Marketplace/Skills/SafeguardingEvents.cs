using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Skills;

// Safeguarding in one organisation: who leads it, and the concerns. What a concern says, of whom too, is sealed under a key of its own:
// a candidate who is erased does not take it along, and whoever reads the candidate does not read it.
public sealed record SafeguardingLeadsNamed(
    Guid SafeguardingId,
    Guid SupportOrganisationId,
    IReadOnlyList<Guid> Leads,
    Protected Numbers,
    Guid By
) : IFact;

public sealed record ConcernRaised(Guid ConcernId, Guid SupportOrganisationId, Protected What, Guid By) : IFact;

public sealed record ConcernClosed(Guid ConcernId, Guid SupportOrganisationId, Protected Done, Guid By) : IFact;
