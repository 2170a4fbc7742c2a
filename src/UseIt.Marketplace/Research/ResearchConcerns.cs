using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>What was done about a concern; ciphertext.</summary>
public sealed record ConcernAction(Protected What, Guid By, DateTimeOffset At);

/// <summary>A concern as it rests: ciphertext, by whom and when.</summary>
public sealed record ConcernRow(
    Guid ConcernId,
    Guid SupportOrganisationId,
    Guid? ProjectId,
    Protected What,
    Guid By,
    DateTimeOffset RaisedAt,
    IReadOnlyList<ConcernAction> Actions,
    bool Closed
);

/// <summary>Safeguarding concerns. Nothing of their words is in the row; the leads alone have them revealed.</summary>
public sealed class ResearchConcerns : TableView<ConcernRow>
{
    public override string Name => "research_concerns";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["support"] = "((data ->> 'supportOrganisationId'), key)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(ResearchConcernRaised), typeof(ResearchConcernActedOn), typeof(ResearchConcernClosed) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override ConcernRow? Apply(Guid key, ConcernRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, ResearchConcernRaised f) => new ConcernRow(
                key,
                f.SupportOrganisationId,
                f.ProjectId,
                f.What,
                f.By,
                e.Timestamp,
                [],
                false
            ),
            (null, _) => null,
            (_, ResearchConcernActedOn f) => row with { Actions = [.. row.Actions, new ConcernAction(f.What, f.By, e.Timestamp)] },
            (_, ResearchConcernClosed) => row with { Closed = true },
            _ => row,
        };

    public Task<Rows<ConcernRow>> OfAsync(ViewRows rows, Guid support, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'supportOrganisationId' = $1", [support.ToString()], after, limit, cancel);
}

/// <summary>What a concern says, and what was done.</summary>
public sealed record ReadConcern(
    Guid ConcernId,
    Guid? ProjectId,
    string What,
    Guid By,
    DateTimeOffset RaisedAt,
    IReadOnlyList<ReadConcernAction> Actions,
    bool Closed
);

public sealed record ReadConcernAction(string What, Guid By, DateTimeOffset At);

/// <summary>Reads concerns for a named lead of the organisation, and for nobody else; each reading is noted.</summary>
public sealed class ConcernsForLeads(
    IDocumentStore store,
    NpgsqlDataSource database,
    ResearchConcerns view,
    ViewRows rows,
    Vault everything,
    ReadAudit audit
)
{
    private readonly Vault vault = everything.For(RaiseResearchConcernHandler.Purpose);

    public async Task<bool> MayAsync(Actor actor, CancellationToken cancel) =>
        actor.Organisation is { } own
        && (await store.FetchAsync<ResearchDesk>(ResearchDesk.IdOf(own), cancel)).State.Leads.ContainsKey(actor.Person);

    /// <summary>Whether it is a concern of this organisation that nobody has closed.</summary>
    public async Task<bool> IsOpenAsync(Guid support, Guid concern, CancellationToken cancel) =>
        await view.FindAsync(database, concern, cancel) is { Closed: false } row && row.SupportOrganisationId == support;

    /// <summary>Null where the actor is no lead.</summary>
    public async Task<Rows<ReadConcern>?> OfAsync(Actor actor, Guid? after, int? limit, CancellationToken cancel)
    {
        if (!await MayAsync(actor, cancel))
            return null;
        var page = await view.OfAsync(rows, actor.Organisation!.Value, after, limit, cancel);
        await audit.NoteAsync(actor, "research-concern", [.. page.Items.Select(c => c.ConcernId)], "safeguarding", cancel);
        var said = new Queue<string?>(
            await vault.RevealAsync([.. page.Items.SelectMany(c => c.Actions.Select(a => a.What).Prepend(c.What))], cancel)
        );
        return new Rows<ReadConcern>(
            [
                .. page.Items.Select(c => new ReadConcern(
                    c.ConcernId,
                    c.ProjectId,
                    said.Dequeue()!,
                    c.By,
                    c.RaisedAt,
                    [.. c.Actions.Select(a => new ReadConcernAction(said.Dequeue()!, a.By, a.At))],
                    c.Closed
                )),
            ],
            page.Next
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/research/concerns",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Actors actors,
                    ResearchConcerns view,
                    ConcernsForLeads concerns,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await concerns.OfAsync(actor, after, limit, http.RequestAborted) is { } page
                        ? Results.Json(page, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithName("ListResearchConcerns")
            .WithTags("Research");
}
