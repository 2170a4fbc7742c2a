using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>Large institutions and capital projects, or what a neighbourhood has itself.</summary>
public enum AssetScale
{
    Macro,
    Micro,
}

public enum AssetKind
{
    Physical,
    Financial,
    Community,
    Human,
}

public enum AssetCondition
{
    InUse,
    Underused,
    Empty,
    UnderThreat,
}

public enum AssetOwnership
{
    Organisation,
    NaturalPerson,
    Unknown,
}

/// <summary>Where an asset is: its ward, its census area, and a point where it has one. People's skills have none.</summary>
public sealed record AssetPlace(string Ward, string? Lsoa, decimal? Latitude, decimal? Longitude);

/// <summary>What is known of an asset at a time: what state it is in, what it is used for and could be, and who says so.</summary>
public sealed record AssetDescription(AssetCondition Condition, string Use, string? Opportunity, string Source);

/// <summary>Who said yes to being on the public map.</summary>
public enum PublicityConsent
{
    Owner,
    Group,
}

public enum BridgeStage
{
    Proposed,
    Talking,
    Agreed,
    Building,
    Built,
    Ended,
}

// An asset on the map of a support organisation. A natural owner's name exists only as ciphertext under the asset's key.
public sealed record AssetMapped(
    Guid AssetId,
    Guid SupportOrganisationId,
    AssetScale Scale,
    AssetKind Kind,
    string Name,
    AssetOwnership Ownership,
    Guid? OwnerId,
    Protected? OwnerName,
    AssetPlace Place,
    AssetDescription Description,
    bool Sensitive,
    int? People
) : IFact;

public sealed record AssetDescribed(Guid AssetId, Guid SupportOrganisationId, AssetDescription Description) : IFact;

/// <summary>Owner or group said yes to being on the public map, or took it back.</summary>
public sealed record AssetPublicityAgreed(Guid AssetId, Guid SupportOrganisationId, PublicityConsent By, DateOnly On) : IFact;

public sealed record AssetPublicityWithdrawn(Guid AssetId, Guid SupportOrganisationId) : IFact;

public sealed record AssetTakenOffMap(Guid AssetId, Guid SupportOrganisationId, string Reason) : IFact;

// Asset of Community Value (Localism Act 2011, part 5, chapter 3): what happened on which day; the days that follow are worked out.
public sealed record CommunityValueNominated(Guid AssetId, Guid SupportOrganisationId, string Nominator, DateOnly On) : IFact;

public sealed record CommunityValueDecided(Guid AssetId, Guid SupportOrganisationId, bool Listed, string Reason, DateOnly On) : IFact;

public sealed record DisposalNoticeReceived(Guid AssetId, Guid SupportOrganisationId, DateOnly On) : IFact;

public sealed record CommunityBidRequested(Guid AssetId, Guid SupportOrganisationId, string Group, DateOnly On) : IFact;

// A bridge: one macro and one micro asset for one specific need.
public sealed record BridgeProposed(
    Guid BridgeId,
    Guid SupportOrganisationId,
    Guid MacroAssetId,
    Guid MicroAssetId,
    string Need,
    DateOnly? By,
    Guid Broker
) : IFact;

public sealed record BridgeStageReached(Guid BridgeId, Guid SupportOrganisationId, BridgeStage Stage, DateOnly On) : IFact;

public sealed record BridgeOutcomeRecorded(Guid BridgeId, Guid SupportOrganisationId, bool NeedMet, string Outcome, DateOnly On) : IFact;

public sealed record UnintendedSuccessRecorded(Guid BridgeId, Guid SupportOrganisationId, Guid SuccessId, string What, DateOnly On) : IFact;

public sealed record BridgeHandedOver(Guid BridgeId, Guid SupportOrganisationId, Guid Broker) : IFact;

// An import of assets: one file of one organisation. What its rows have made bears ids that follow from the import's and the row's number.
public sealed record AssetImportBegun(Guid ImportId, Guid SupportOrganisationId, int Rows, int LastRow, Guid By) : IFact;

public sealed record AssetImportUndone(Guid ImportId, Guid SupportOrganisationId, int TakenOff, int Kept, Guid By) : IFact;
