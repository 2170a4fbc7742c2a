using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
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
    ReadYourWrite readYourWrite,
    Colleagues colleagues,
    OrganisationNames organisations,
    Vault vault,
    ProgrammeRooms rooms
)
{
    private const int Found = 20;

    public Acting Acting => acting;
    public ProgrammeRooms Rooms => rooms;
    public Colleagues Colleagues => colleagues;
    public Vault Vault => vault;

    public Task<Actor> WhoAsync(HttpContext http) => actors.OfAsync(http, http.RequestAborted);

    public Task FreshAsync(HttpContext http, TableView view) => readYourWrite.WaitAsync(http, view);

    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IEnumerable<Guid> ids, CancellationToken cancel) =>
        (await organisations.FindAsync(rooms.Database, ids, cancel)).ToDictionary(o => o.Key, o => o.Value.Name);

    /// <summary>Organisations that words find, to choose one.</summary>
    public async Task<IReadOnlyList<Choice>> FindAsync(string? words, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(words)
            ? []
            :
            [
                .. (
                    await rooms.Database.RowsAsync<OrganisationName>(
                        $"select data from {organisations.Table} where words @@ websearch_to_tsquery('english', $1) limit {Found}",
                        [words],
                        cancel
                    )
                )
                    .Where(o => o.MergedInto is null)
                    .OrderBy(o => o.Name, StringComparer.Ordinal)
                    .Select(o => new Choice(o.OrganisationId.ToString(), o.Name)),
            ];
}

/// <summary>A page about programmes.</summary>
public abstract class ProgrammesPage(ProgrammeDesk desk) : PageModel
{
    protected ProgrammeDesk Desk => desk;
    public Actor Who { get; private set; } = Actor.Anonymous;
    public DateTimeOffset Now { get; private set; }
    public DateOnly Today => UkTime.DayOf(Now);
    public Guid Own => Who.Organisation ?? Guid.Empty;

    protected async Task BeginAsync()
    {
        await desk.FreshAsync(HttpContext, desk.Rooms.List);
        Who = await desk.WhoAsync(HttpContext);
        Now = await desk.Rooms.Store.ClockAsync(HttpContext.RequestAborted);
    }

    protected async Task<IActionResult> DoAsync(ICommand command, string done, string next, Func<string, string>? fields = null)
    {
        if (await desk.Acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(next);
    }
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
        if (await Desk.Rooms.FindAsync(programme, HttpContext.RequestAborted) is not { } found)
            return false;
        (Id, Programme) = (programme, found);
        return true;
    }

    public IReadOnlyList<Choice> IndicatorChoices =>
        [new("", "Choose one"), .. Programme.Indicators.Select(i => new Choice(i.Code, $"{i.Code}: {i.Title}"))];

    /// <summary>The quarters of the programme that are over, the latest first.</summary>
    public IEnumerable<Quarter> Over()
    {
        var first = Quarter.Of(Programme.From);
        for (var quarter = Quarter.Of(Today < Programme.Until ? Today : Programme.Until); quarter >= first; quarter = quarter.Plus(-1))
            if (quarter.Last < Today)
                yield return quarter;
    }
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
