using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Consortia;

/// <summary>A member as the terms name it.</summary>
public sealed record TermsMember(Guid OrganisationId, string Role, Share Share);

/// <summary>One package of the work: one member answers for it, others may help; it covers requirements of the tender.</summary>
public sealed record WorkPackage(
    [property: Web.NewId(OrKept = true)] Guid WorkPackageId,
    string Title,
    Guid LotId,
    Guid Accountable,
    IReadOnlyList<Guid> Helpers,
    IReadOnlyList<Guid> Requirements
);

/// <summary>
/// What the members agree on. The digest of exactly this is what each of them accepts. Where the book is open each of them sees every
/// member's prices; unless that is chosen it is closed.
/// </summary>
public sealed record Terms(
    Guid LeadId,
    IReadOnlyList<TermsMember> Members,
    IReadOnlyList<Guid> Lots,
    IReadOnlyList<WorkPackage> WorkPackages,
    Protected? PriceCeiling,
    string PriceCeilingDigest,
    string Liability,
    string Agreement,
    bool? OpenBook = null
);

// A consortium; it may outlive one tender.
public sealed record ConsortiumProposed(Guid ConsortiumId, string Name, Guid LeadId, Guid? TenderId) : IFact;

public sealed record PartnerInvited(Guid ConsortiumId, Guid OrganisationId, string Role, string? Message = null) : IFact;

public sealed record PartnerJoined(Guid ConsortiumId, Guid OrganisationId, string? ConfidentialitySha256 = null, Guid? By = null) : IFact;

public sealed record PartnerDeclined(Guid ConsortiumId, Guid OrganisationId) : IFact;

public sealed record PartnerLeft(Guid ConsortiumId, Guid OrganisationId, string Reason) : IFact;

public sealed record TermsProposed(Guid ConsortiumId, int Edition, string Sha256, Terms Terms) : IFact;

public sealed record TermsAccepted(
    Guid ConsortiumId,
    Guid OrganisationId,
    int Edition,
    string Sha256,
    Signature Signature,
    string JointBidReason
) : IFact;

public sealed record DeputyNamed(Guid ConsortiumId, Guid OrganisationId, Guid Deputy) : IFact;

public sealed record LeadMandated(Guid ConsortiumId, Guid OrganisationId, Protected? PriceFrom, Protected? PriceTo, DateTimeOffset Until)
    : IFact;

public sealed record ConsortiumAgreed(Guid ConsortiumId, Guid? TenderId, int Edition, string Sha256, IReadOnlyList<Guid> Members) : IFact;

public sealed record ConsortiumDissolved(Guid ConsortiumId, string Reason) : IFact;
