using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Needs;

// A community's need: small, specific, in a place, by a day. Offered to, one offer accepted, done, confirmed by the community.
public sealed record NeedPosted(
    Guid NeedId,
    Guid GroupId,
    string Title,
    string What,
    string PlaceCode,
    DateOnly By,
    string? OnBehalfOf,
    Guid PostedBy
) : IFact;

public sealed record NeedWithdrawn(Guid NeedId, Guid GroupId, string Reason) : IFact;

public sealed record NeedOfferMade(
    Guid NeedId,
    Guid OfferId,
    Guid OrganisationId,
    string What,
    decimal? Quantity,
    string? Unit,
    DateOnly By,
    Guid OfferedBy
) : IFact;

public sealed record NeedOfferWithdrawn(Guid NeedId, Guid OfferId, Guid OrganisationId, string Reason) : IFact;

public sealed record NeedOfferAccepted(Guid NeedId, Guid GroupId, Guid OfferId, Guid OrganisationId, Guid AcceptedBy) : IFact;

/// <summary>The accepted offer counts towards one commitment of one contract, and towards no other ever.</summary>
public sealed record NeedOfferAttributed(
    Guid NeedId,
    Guid OfferId,
    Guid OrganisationId,
    Guid ContractId,
    Guid CommitmentId,
    Guid AttributedFor,
    Guid AttributedBy
) : IFact;

public sealed record NeedDone(Guid NeedId, Guid OfferId, Guid OrganisationId, DateOnly On, string Words) : IFact;

public sealed record NeedConfirmed(Guid NeedId, Guid GroupId, Guid OfferId, Guid ConfirmedBy, string Words) : IFact;

/// <summary>The community says that what is told to be done is not.</summary>
public sealed record NeedNotMet(Guid NeedId, Guid GroupId, Guid OfferId, string Reason) : IFact;
