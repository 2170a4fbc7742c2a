using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.OpenData;

/// <summary>What pages about organisations read from, and the door their commands go through.</summary>
public class PageRooms(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite,
    ViewRows rows,
    OrganisationNames organisations
)
{
    public Acting Acting => acting;
    public IDocumentStore Store => store;
    public NpgsqlDataSource Database => database;
    public ViewRows Rows => rows;

    public Task<Actor> WhoAsync(HttpContext http) => actors.OfAsync(http, http.RequestAborted);

    public Task FreshAsync(HttpContext http, TableView view) => readYourWrite.WaitAsync(http, view);

    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IEnumerable<Guid> ids, CancellationToken cancel) =>
        (await organisations.FindAsync(database, ids, cancel)).ToDictionary(o => o.Key, o => o.Value.Name);

    /// <summary>Organisations that a word finds, of the kinds wanted, or of any, but for some, to choose from.</summary>
    public Task<IReadOnlyList<Choice>> FindAsync(
        string? words,
        IReadOnlyList<OrganisationKind> kinds,
        IEnumerable<Guid> but,
        CancellationToken cancel
    ) => organisations.ChoicesAsync(database, words, kinds, but, cancel);
}

/// <summary>A page about organisations: who looks at it and when, what they are called, and the door for commands.</summary>
public abstract class RoomsPage<TRooms>(TRooms rooms) : PageModel
    where TRooms : PageRooms
{
    private readonly Dictionary<Guid, string> names = [];

    protected TRooms Rooms => rooms;
    public Actor Who { get; private set; } = Actor.Anonymous;
    public DateTimeOffset Now { get; private set; }
    public DateOnly Today => UkTime.DayOf(Now);
    public Guid Own => Who.Organisation ?? Guid.Empty;

    public string NameOf(Guid organisation) => names.GetValueOrDefault(organisation, "An organisation");

    /// <summary>Organisations by name, to choose from.</summary>
    public IReadOnlyList<Choice> Choices(IEnumerable<Guid> organisations) =>
        [.. organisations.Select(o => new Choice(o.ToString(), NameOf(o))).OrderBy(c => c.Label, StringComparer.Ordinal)];

    protected async Task BeginAsync(params TableView[] views)
    {
        foreach (var view in views)
            await rooms.FreshAsync(HttpContext, view);
        Who = await rooms.WhoAsync(HttpContext);
        Now = await rooms.Store.ClockAsync(HttpContext.RequestAborted);
    }

    protected async Task NameAsync(IEnumerable<Guid> organisations)
    {
        foreach (var (id, name) in await rooms.NamesAsync(organisations, HttpContext.RequestAborted))
            names[id] = name;
    }

    protected async Task<IActionResult> DoAsync(ICommand command, string done, string next, Func<string, string>? fields = null)
    {
        if (await rooms.Acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(next);
    }
}

/// <inheritdoc/>
public abstract class RoomsPage(PageRooms rooms) : RoomsPage<PageRooms>(rooms);
