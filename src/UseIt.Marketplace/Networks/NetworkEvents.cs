using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Networks;

/// <summary>A meeting of a network's members, or a marketplace at which buyers and enterprises meet.</summary>
public enum GatheringKind
{
    Meeting,
    Marketplace,
}

/// <summary>On which side of a purchase a guest is.</summary>
public enum GuestSide
{
    Enterprise,
    Buyer,
    Other,
}

public sealed record Guest(Guid OrganisationId, GuestSide Side);

// A network of organisations, each a member from one day to another.
public sealed record NetworkFormed(
    Guid NetworkId,
    Guid SupportOrganisationId,
    string Name,
    string Purpose,
    IReadOnlyList<string> Sectors,
    DateOnly On,
    Guid By
) : IFact;

public sealed record NetworkMemberJoined(
    Guid NetworkId,
    Guid SupportOrganisationId,
    Guid OrganisationId,
    IReadOnlyList<string> Sectors,
    DateOnly On
) : IFact;

public sealed record NetworkMemberLeft(Guid NetworkId, Guid SupportOrganisationId, Guid OrganisationId, string Reason, DateOnly On) : IFact;

/// <summary>Members that grow something together.</summary>
public sealed record ClusterFormed(
    Guid NetworkId,
    Guid SupportOrganisationId,
    Guid ClusterId,
    string Name,
    string Purpose,
    IReadOnlyList<Guid> Members,
    DateOnly On
) : IFact;

public sealed record ClusterMembersChanged(
    Guid NetworkId,
    Guid SupportOrganisationId,
    Guid ClusterId,
    IReadOnlyList<Guid> Members,
    DateOnly On
) : IFact;

// A gathering: who is invited, who comes, who was there. Organisations are named once; people say for themselves that they come.
public sealed record GatheringPlanned(
    Guid GatheringId,
    Guid SupportOrganisationId,
    Guid? NetworkId,
    GatheringKind Kind,
    string Title,
    string Theme,
    Guid HostId,
    string Venue,
    DateOnly On,
    Guid By
) : IFact;

public sealed record OrganisationsInvited(Guid GatheringId, Guid SupportOrganisationId, IReadOnlyList<Guest> Guests) : IFact;

/// <summary>One person's answer, and how many of their organisation come by now.</summary>
public sealed record InvitationAnswered(
    Guid GatheringId,
    Guid SupportOrganisationId,
    Guid OrganisationId,
    Guid PersonId,
    bool Coming,
    string? Capability,
    int ComingNow
) : IFact;

public sealed record AttendanceRecorded(Guid GatheringId, Guid SupportOrganisationId, IReadOnlyList<Guid> Organisations) : IFact;

// A buyer's market engagement, in one stream, so that whoever publishes its tender or judges its bids rests on all of it.
public sealed record MarketIntroductionMade(
    Guid EngagementId,
    Guid BuyerId,
    Guid IntroductionId,
    Guid GatheringId,
    Guid SupportOrganisationId,
    Guid EnterpriseId,
    string About,
    IReadOnlyList<Guid> BuyersPeople,
    Guid By
) : IFact;

public sealed record MarketFollowUpPromised(
    Guid EngagementId,
    Guid BuyerId,
    Guid IntroductionId,
    Guid GatheringId,
    Guid PromisedBy,
    string What,
    DateOnly Due
) : IFact;

public sealed record MarketFollowUpDone(Guid EngagementId, Guid BuyerId, Guid IntroductionId, Guid GatheringId, string Outcome, DateOnly On)
    : IFact;

public sealed record MarketIntroductionLedToTender(Guid EngagementId, Guid BuyerId, Guid IntroductionId, Guid GatheringId, Guid TenderId)
    : IFact;

/// <summary>What a buyer said about a coming purchase: it goes to all bidders once the tender is published.</summary>
public sealed record MarketStatementRecorded(
    Guid EngagementId,
    Guid BuyerId,
    Guid StatementId,
    Guid GatheringId,
    Guid SupportOrganisationId,
    string Statement,
    Guid By
) : IFact;

public sealed record MarketStatementAttached(Guid EngagementId, Guid BuyerId, Guid StatementId, Guid TenderId, Guid By) : IFact;

public sealed record MarketStatementSetApart(Guid EngagementId, Guid BuyerId, Guid StatementId, Guid TenderId, string Reason, Guid By)
    : IFact;
