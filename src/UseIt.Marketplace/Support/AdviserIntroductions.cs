using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

public sealed record ToldOutcome(Guid OrganisationId, AdviserIntroductionOutcome Outcome, string Note, DateTimeOffset At);

/// <summary>An introduction by an adviser, with what each has said to it.</summary>
public sealed record AdviserIntroductionRow(
    Guid AdviserIntroductionId,
    Guid SupportOrganisationId,
    Guid CaseId,
    Guid EnterpriseId,
    Guid OtherId,
    bool OtherBuys,
    string About,
    DateTimeOffset ProposedAt,
    IReadOnlyList<Guid> Agreed,
    IReadOnlyList<Guid> Declined,
    bool Made,
    IReadOnlyList<ToldOutcome> Outcomes
)
{
    /// <summary>Who speaks for one of the two: neither whoever judges bids, nor whoever approves an award.</summary>
    public static IReadOnlyList<string> Answerers { get; } =
    [Roles.BidManager, Roles.Signatory, Roles.Member, Roles.Author, Roles.ContractManager];

    public static AllowedTo Parties { get; } = AllowedTo.Role("those who are introduced", Answerers);

    /// <summary>Those who may find it.</summary>
    public IReadOnlyList<Guid> Parts => [SupportOrganisationId, EnterpriseId, OtherId];

    /// <summary>Where it is kept whom a buyer's people were introduced to.</summary>
    public static Guid OfBuyer(Guid buyer) => UuidV5.Of(buyer, "buyer-introductions");

    public bool SeenBy(Actor actor) =>
        actor.ActsFor(SupportOrganisationId, Roles.Adviser)
        || actor.ActsFor(EnterpriseId, [.. Answerers])
        || actor.ActsFor(OtherId, [.. Answerers]);
}

/// <summary>Introductions by advisers; those who judge bids find none of them.</summary>
public sealed class AdviserIntroductions : TableView<AdviserIntroductionRow>
{
    public override string Name => "adviser_introductions";
    public override Composite Composite => Composites.Ledger;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["parts"] = "using gin ((data -> 'parts') jsonb_path_ops) with (fastupdate = off)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(AdviserIntroductionProposed),
            typeof(AdviserIntroductionAnswered),
            typeof(AdviserIntroductionMade),
            typeof(AdviserIntroductionOutcomeTold),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override AdviserIntroductionRow? Apply(Guid key, AdviserIntroductionRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, AdviserIntroductionProposed f) => new AdviserIntroductionRow(
                key,
                f.SupportOrganisationId,
                f.CaseId,
                f.EnterpriseId,
                f.OtherId,
                f.OtherBuys,
                f.About,
                e.Timestamp,
                [],
                [],
                false,
                []
            ),
            (null, _) => null,
            (_, AdviserIntroductionAnswered f) => row with
            {
                Agreed = [.. row.Agreed.Where(o => o != f.OrganisationId), .. f.Agreed ? new[] { f.OrganisationId } : []],
                Declined = [.. row.Declined.Where(o => o != f.OrganisationId), .. f.Agreed ? [] : new[] { f.OrganisationId }],
            },
            (_, AdviserIntroductionMade) => row with { Made = true },
            (_, AdviserIntroductionOutcomeTold f) => row with
            {
                Outcomes = [.. row.Outcomes, new ToldOutcome(f.OrganisationId, f.Outcome, f.Note, e.Timestamp)],
            },
            _ => row,
        };

    /// <summary>Those an actor may know of, the latest first.</summary>
    public async Task<IReadOnlyList<AdviserIntroductionRow>> SeenByAsync(
        Actor actor,
        NpgsqlDataSource database,
        CancellationToken cancel
    ) =>
        actor.Organisation is not { } own
            ? []
            :
            [
                .. (
                    await database.RowsAsync<AdviserIntroductionRow>(
                        $"select data from {Table} where data -> 'parts' @> to_jsonb($1) order by key desc limit {ViewRows.LargestPage}",
                        [own.ToString()],
                        cancel
                    )
                ).Where(i => i.SeenBy(actor)),
            ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/adviser-introductions",
                async (
                    HttpContext http,
                    Actors actors,
                    AdviserIntroductions view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return Results.Json(new { items = await view.SeenByAsync(actor, database, http.RequestAborted) }, EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithName("ListAdviserIntroductions")
            .WithTags("Support");
}
