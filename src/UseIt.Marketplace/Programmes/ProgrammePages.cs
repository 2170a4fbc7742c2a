using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>What the pages of programmes read from, and the door their commands go through.</summary>
public sealed class ProgrammeDesk(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite,
    ViewRows rows,
    OrganisationNames organisations,
    Colleagues colleagues,
    Vault vault,
    ProgrammeRooms programmes
) : PageRooms(actors, acting, store, database, readYourWrite, rows, organisations)
{
    public ProgrammeRooms Programmes => programmes;
    public Colleagues Colleagues => colleagues;
    public Vault Vault => vault;
}

/// <summary>A page about programmes.</summary>
public abstract class ProgrammesPage(ProgrammeDesk desk) : RoomsPage<ProgrammeDesk>(desk)
{
    protected Task BeginAsync() => BeginAsync(Rooms.Programmes.List);
}

/// <summary>A page about one programme.</summary>
public abstract class ProgrammePage(ProgrammeDesk desk) : ProgrammesPage(desk)
{
    public Guid Id { get; private set; }
    public Programme Programme { get; private set; } = Programme.Empty;
    public string Back => $"/programmes/{Id}/desk";
    public bool Leads => Who.ActsFor(Programme.LeadOrganisation, ProgrammeAccess.Leading);
    public bool Reads => ProgrammeAccess.Reads(Who, Programme);

    /// <summary>Whether outputs and evidence are this person's work: at the lead, or at a partner.</summary>
    public bool Cares => ProgrammeAccess.ForCarer(Who, Programme) == Access.Granted;

    /// <summary>The part of this person's organisation in it, where it speaks for that.</summary>
    public Partner? OwnPart =>
        Programme.Partners.FirstOrDefault(p => p.Left is null && Who.ActsFor(p.OrganisationId, ProgrammeAccess.Delivering));

    protected async Task<bool> LoadAsync(Guid programme)
    {
        await BeginAsync();
        if (await Rooms.Programmes.FindAsync(programme, HttpContext.RequestAborted) is not { } found)
            return false;
        (Id, Programme) = (programme, found);
        return true;
    }

    public IReadOnlyList<Choice> IndicatorChoices =>
        [new("", "Choose one"), .. Programme.Indicators.Select(i => new Choice(i.Code, $"{i.Code}: {i.Title}"))];

    /// <summary>The quarters of the programme that are over, the latest first.</summary>
    public IEnumerable<Quarter> Over() => Quarter.Over(Programme.From, Programme.Until, Today);
}

/// <summary>What programmes are called on pages.</summary>
internal static class ProgrammeWords
{
    public static (string Words, string Colour) Of(ReturnState state) =>
        state switch
        {
            ReturnState.Submitted => ("Waits for the lead", "yellow"),
            ReturnState.SentBack => ("Sent back", "red"),
            ReturnState.Accepted => ("Accepted", "green"),
            _ => ("Not returned", "grey"),
        };

    public static string Of(FigureKind kind) =>
        kind switch
        {
            FigureKind.Forecast => "Forecast",
            FigureKind.Tally => "Tally, without names",
            _ => "Actual",
        };

    public static string Of(BusinessRegister register) =>
        register switch
        {
            BusinessRegister.CompaniesHouse => "Companies House",
            BusinessRegister.CharityRegister => "A charity register",
            BusinessRegister.MutualsRegister => "The mutuals register",
            _ => "HM Revenue and Customs, for the self-employed",
        };

    public static string Of(GrantKind kind) =>
        kind switch
        {
            GrantKind.FromTheProgramme => "A grant from this programme",
            GrantKind.FromOthers => "A grant from somebody else",
            _ => "A contract won elsewhere",
        };

    public static string Number(decimal? number) => Reports.ReportWriter.Quantity(number);

    public static string Amount(decimal value, string unit) => unit == Money.Pounds ? new Money(value).ToString() : Number(value);

    public static string Total(ProgrammeTotal total, Indicator indicator) =>
        total.Value is > 0 and var value ? Amount(value, total.Unit)
        : total.Value is null && indicator.CountsPeople ? SocialValue.SmallNumbers.NotShown
        : Reports.ReportWriter.NotRecorded;
}
