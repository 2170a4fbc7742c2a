using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// A programme belongs to the programme managers of its lead; its partners return what they did, auditors look at everything.
/// </summary>
internal static class ProgrammeAccess
{
    public static readonly string[] Leading = [Roles.ProgrammeManager];
    public static readonly string[] Caring = [Roles.ProgrammeManager, Roles.Adviser];

    /// <summary>Who speaks for a partner.</summary>
    public static readonly string[] Delivering =
    [
        Roles.ProgrammeManager,
        Roles.OrganisationAdministrator,
        Roles.Author,
        Roles.ContractManager,
        Roles.BidManager,
    ];

    /// <summary>Who says for an enterprise that it was helped.</summary>
    public static readonly string[] Confirming = [Roles.Signatory, Roles.OrganisationAdministrator];

    public static AllowedTo Leads { get; } = AllowedTo.Role("a programme manager", Leading);
    public static AllowedTo Carers { get; } = AllowedTo.Role("a programme manager or an adviser", Caring);
    public static AllowedTo Deliverers { get; } = AllowedTo.Role("whoever speaks for a partner", Delivering);
    public static AllowedTo Confirmers { get; } = AllowedTo.Role("a signatory of the enterprise", Confirming);
    public static AllowedTo Auditors { get; } = AllowedTo.Role("an auditor", Roles.Auditor);
    public static AllowedTo Readers { get; } =
        AllowedTo.Role("the lead, its partners and auditors", [.. Delivering, Roles.Adviser, Roles.Auditor]);

    public static Access ForLead(Actor actor, Programme programme) => actor.On(programme.LeadOrganisation, Leading);

    public static Access ForCarer(Actor actor, Programme programme) =>
        actor.ActsFor(programme.LeadOrganisation) ? actor.On(programme.LeadOrganisation, Caring)
        : programme.Partners.Any(p => p.Left is null && actor.ActsFor(p.OrganisationId, Caring)) ? Access.Granted
        : Access.NotFound;

    /// <summary>Who speaks for a partner; of one that has left only what it still owes is asked.</summary>
    public static Access ForPartner(Actor actor, Programme programme, Guid partner, bool orLeft = false) =>
        programme.Partner(partner) is { OrganisationId: { } organisation } found && (orLeft || found.Left is null)
            ? actor.On(organisation, Delivering)
            : Access.NotFound;

    /// <summary>Who reads what is not public of a programme.</summary>
    public static bool Reads(Actor actor, Programme programme) =>
        Sees(actor, programme.LeadOrganisation) || actor.ActsFor(programme.LeadOrganisation, Roles.Adviser);

    /// <summary>The lead itself, and auditors: they see every output with its number.</summary>
    public static bool Sees(Actor actor, Guid lead) => actor.ActsFor(lead, Leading) || actor.Has(Roles.Auditor);

    public static readonly Refusal NoPartner = new("partner-unknown", "partnerId", "Choose a partner of this programme");
    public static readonly Refusal TitleMissing = new("title-missing", "title", "Enter a title");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why");
    public static readonly Refusal CapacityMissing = new(
        "capacity-missing",
        "capacity",
        "Say in which capacity you sign, such as finance director"
    );
    public static readonly Refusal NoIndicator = new("indicator-unknown", "indicator", "Choose an indicator of this programme");
    public static readonly Refusal NoQuarter = new("quarter-unknown", "quarter", "Choose a quarter, for example 2026-Q2");

    public static Refusal DayWrong(string field) => new("day-wrong", field, "Enter a day that is not in the future");

    // The quarters that are counted lie in these years.
    private const int FirstYear = 2000,
        LastYear = 2199;

    public static bool IsInItsTime(DateOnly day) => day.Year is >= FirstYear and <= LastYear;

    public static bool HasBeen(DateOnly day, DateTimeOffset now) => day != default && day <= UkTime.DayOf(now);
}

/// <summary>An organisation as a programme sees it.</summary>
public sealed record OrganisationInProgramme(string Name, bool Supports, bool IsEnterprise, bool Checked, bool Gone)
    : IState<OrganisationInProgramme>
{
    public static OrganisationInProgramme Empty { get; } = new("", false, false, false, false);

    public static string StreamType => "organisation";

    public bool MayLead => Supports && Checked && !Gone;
    public bool IsThere => Name.Length > 0 && !Gone;

    public OrganisationInProgramme Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with
            {
                Name = e.Name,
                Supports = e.Kinds.Any(k => k != OrganisationKind.Enterprise),
                IsEnterprise = e.Kinds.Contains(OrganisationKind.Enterprise),
            },
            OrganisationRenamed e => this with { Name = e.Name },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}
