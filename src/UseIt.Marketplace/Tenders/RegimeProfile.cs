using System.Text.Json.Serialization;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// The rules one procurement runs under, as data of one date. Every fact names its source; a fact that is null is unknown,
/// which is never the same as "none". A tender stores the code and the rule set's date.
/// </summary>
public sealed record RegimeProfile(
    string Code,
    string Name,
    string? Law,
    IReadOnlyList<BuyerKind> Buyers,
    IReadOnlyList<ContractKind> Contracts,
    IReadOnlyList<MinimumPeriod>? ParticipationPeriods,
    IReadOnlyList<MinimumPeriod>? TenderingPeriods,
    StandstillRule? Standstill,
    IReadOnlyList<NoticeRule>? Notices,
    LateRules? Late,
    ImportanceRule? Importance,
    IReadOnlyList<ReservationRule>? Reservations,
    KpiDuty? Kpis,
    PaymentRule? Payment
)
{
    /// <summary>The first day on which this set of rules applies to procurements that start.</summary>
    public DateOnly RuleSet { get; init; }

    /// <summary>The value from which the profile applies; empty when there is no lower limit.</summary>
    public IReadOnlyList<Threshold> AtLeast { get; init; } = [];

    /// <summary>The value below which the profile applies; empty when there is no upper limit.</summary>
    public IReadOnlyList<Threshold> Below { get; init; } = [];

    /// <summary>Under the Procurement Act a notice counts from its confirmation by the central platform, not from ours.</summary>
    [JsonIgnore]
    public bool NoticesAreConfirmedElsewhere => Notices is { Count: > 0 };
}

public static class RegimeCodes
{
    public const string Above = "PA_ABOVE";
    public const string LightTouch = "PA_LIGHT_TOUCH";
    public const string BelowNotifiable = "PA_BELOW_NOTIFIABLE";
    public const string BelowUnnotifiable = "PA_BELOW_UNNOTIFIABLE";
    public const string Concession = "PA_CONCESSION";
    public const string PrivateVoluntary = "PRIVATE_VOLUNTARY";
    public const string ProviderDirectAwardA = "PSR_A";
    public const string ProviderDirectAwardB = "PSR_B";
    public const string ProviderDirectAwardC = "PSR_C";
    public const string ProviderMostSuitable = "PSR_MSP";
    public const string ProviderCompetitive = "PSR_COMPETITIVE";
}

public enum BuyerKind
{
    CentralGovernment, // NHS trusts and foundation trusts use this row too
    SubCentral,
    Utility,
    Defence,
    School,
    Private,
}

public enum ContractKind
{
    GoodsOrServices,
    Works,
    LightTouch,
    Concession,
    LightTouchConcession,
    HealthCare, // in scope of the Provider Selection Regime
}

public enum VatBasis
{
    Included,
    Excluded,
}

/// <summary>A limit that holds for one kind of buyer or contract, or for all of them where null.</summary>
public sealed record Threshold(decimal Amount, VatBasis Vat, string Source, BuyerKind? Buyer = null, ContractKind? Contract = null)
{
    [JsonIgnore]
    public Money Money => new(Amount);
}

/// <summary>So many civil days, counted from the day after publication, where all the circumstances hold.</summary>
public sealed record MinimumPeriod(int Days, IReadOnlyList<TenderingCircumstance> When, string Source);

public enum TenderingCircumstance
{
    UtilityOrSubCentral,
    OnlyPreSelectedSuppliers,
    PeriodNegotiated,
    QualifyingPlannedNotice,
    StateOfUrgency,
    DynamicMarket,
    ElectronicSubmission,
    DocumentsWithNotice,
}

public enum StandstillDuty
{
    Mandatory,
    Voluntary,
}

public enum HolidayCalendar
{
    UnitedKingdom,
    EnglandAndWales,
}

/// <summary>
/// At least so many working days. The first of them is counted from <paramref name="FirstCountedDay"/> civil days after publication:
/// 0 under the Procurement Act ("beginning with the day"), 2 under the Provider Selection Regime ("after the day it begins", itself the day
/// after).
/// </summary>
public sealed record StandstillRule(
    StandstillDuty Duty,
    int LeastWorkingDays,
    int FirstCountedDay,
    HolidayCalendar Calendar,
    string Source,
    bool Verified = true
);

public enum NoticeNeed
{
    Required,
    Conditional,
    Optional,
}

public sealed record NoticeRule(string Notice, NoticeNeed Need, string When, string Source);

public enum LateRule
{
    Never,
    OfficerDecides, // on published grounds, with a second person
}

public sealed record LateRules(LateRule UnlessChosen, IReadOnlyList<LateRule> MayChoose, string Source);

public sealed record ImportanceRule(bool Weights, bool Ranking, bool Description, string Source);

public enum ReservedFor
{
    SupportedEmploymentProvider,
    PublicServiceMutual,
    UnitedKingdom,
    CountyOrLondonBorough,
    LocalArea,
    SmallOrVoluntary,
}

public sealed record ReservationRule(
    ReservedFor For,
    string Note,
    string Source,
    DateOnly? From = null,
    IReadOnlyList<BuyerKind>? Buyers = null
);

/// <summary>Key performance indicators are due for contracts above the amount; a least number of 0 means no duty.</summary>
public sealed record KpiDuty(int AtLeast, string Source, decimal? Above = null, int? AssessEveryMonths = null);

public sealed record PaymentRule(int Days, string Source, bool Verified = true);
