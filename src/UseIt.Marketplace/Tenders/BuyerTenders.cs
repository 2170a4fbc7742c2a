using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>A tender as its buyer's own people see it in their list: how far it is, who has which duty, what waits for whom.</summary>
public sealed record BuyerTender(Guid TenderId, Guid BuyerId, string Title, Guid Author, DateTimeOffset ChangedAt)
{
    public long Version { get; init; }
    public TenderStage Stage { get; init; } = TenderStage.Draft;
    public string Regime { get; init; } = "";
    public DateTimeOffset? Deadline { get; init; }
    public IReadOnlyList<Guid> Openers { get; init; } = [];
    public int OpenersNeeded { get; init; }
    public string? PackageSha256 { get; init; }
    public string? SubmissionId { get; init; }
    public ExtensionProposal? Extension { get; init; }
    public IReadOnlyList<OpeningStep> Opening { get; init; } = [];
    public IReadOnlyList<BidPart> Opened { get; init; } = [];
    public int OpenQuestions { get; init; }
    public IReadOnlyList<Guid> LotsDecided { get; init; } = [];
    public IReadOnlyList<Guid> LotsAwarded { get; init; } = [];
}

public sealed record OpeningStep(DateTimeOffset At, BidPart Part, Guid Opener, string? Refused);

/// <summary>Every tender of a buyer, drafts included; only the buyer's own organisation is shown it.</summary>
public sealed class BuyerTenders : TableView<BuyerTender>
{
    public override string Name => "buyer_tender";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyList<string> Columns =>
        [
            "buyer varchar generated always as (data ->> 'buyerId') stored",
            "changed_at varchar generated always as (data ->> 'changedAt') stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["buyer"] = "(buyer, changed_at desc, key desc)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>(new TenderView().Handles)
        {
            typeof(QuestionAsked),
            typeof(QuestionDeclined),
            typeof(AwardApproved),
            typeof(AwardConfirmed),
            typeof(AwardCancelled),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        [
            e.Data switch
            {
                QuestionAsked q => q.TenderId,
                QuestionAnswered q => q.TenderId,
                QuestionDeclined q => q.TenderId,
                AwardApproved a => a.TenderId,
                AwardConfirmed a => a.TenderId,
                AwardCancelled a => a.TenderId,
                _ => e.StreamId,
            },
        ];

    public override BuyerTender? Apply(Guid key, BuyerTender? row, IEvent e)
    {
        if (e.Data is TenderDrafted d)
            return new BuyerTender(d.TenderId, d.BuyerId, d.Title, d.Author, e.Timestamp) { Version = e.Version, Regime = d.Regime };
        if (row is null)
            return null;
        var next = After(row, e.Data, e.Timestamp) with { ChangedAt = e.Timestamp };
        return e.StreamId == key ? next with { Version = e.Version } : next;
    }

    private static BuyerTender After(BuyerTender row, object fact, DateTimeOffset at) =>
        fact switch
        {
            TenderDescribed e => Redrafted(row) with { Title = e.Title },
            LotAdded
            or LotChanged
            or LotRemoved
            or RequirementAdded
            or RequirementRemoved
            or CriteriaSet
            or TenderDocumentAttached
            or TenderDocumentRemoved => Redrafted(row),
            DeadlineSet e => Redrafted(row) with { Deadline = e.Deadline },
            OpenersNamed e => row with { Openers = e.Openers, OpenersNeeded = e.Needed },
            NoticePrepared e => row with { Stage = TenderStage.NoticePrepared, PackageSha256 = e.PackageSha256, SubmissionId = null },
            NoticeSubmitted e => row with { Stage = TenderStage.NoticeSubmitted, SubmissionId = e.SubmissionId },
            TenderPublished e => row with { Stage = TenderStage.Published, Deadline = e.Deadline },
            DeadlineExtensionProposed e => row with { Extension = new ExtensionProposal(e.To, e.QuestionsUntil, e.Reason, e.By) },
            DeadlineExtended e => row with { Deadline = e.To, Extension = null },
            ClosingDeferred e => row with { Deadline = e.To, Extension = null },
            TenderClosed => row with { Stage = TenderStage.Closed, Extension = null },
            TenderWithdrawn => row with { Stage = TenderStage.Withdrawn },
            OpeningRequested e => row with { Opening = [.. row.Opening, new OpeningStep(at, e.Part, e.Opener, null)] },
            OpeningRefused e => row with { Opening = [.. row.Opening, new OpeningStep(at, e.Part, e.Opener, e.Reason)] },
            BidsOpened e => row with { Opened = [.. row.Opened, e.Part] },
            AwardApproved e => row with { LotsDecided = [.. row.LotsDecided, e.LotId] },
            AwardConfirmed e => row with { LotsAwarded = [.. row.LotsAwarded, e.LotId] },
            AwardCancelled e => row with
            {
                LotsDecided = [.. row.LotsDecided.Where(l => l != e.LotId)],
                LotsAwarded = [.. row.LotsAwarded.Where(l => l != e.LotId)],
            },
            QuestionAsked => row with { OpenQuestions = row.OpenQuestions + 1 },
            QuestionAnswered or QuestionDeclined => row with { OpenQuestions = row.OpenQuestions - 1 },
            _ => row,
        };

    private static BuyerTender Redrafted(BuyerTender row) =>
        row.Stage == TenderStage.NoticePrepared ? row with { Stage = TenderStage.Draft, PackageSha256 = null } : row;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var buyer = AllowedTo.Role("the buyer", Roles.Buyer);
        routes
            .MapGet(
                "/api/v1/buyer/tenders",
                async (
                    HttpContext http,
                    Actors actors,
                    BuyerTenders view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite,
                    string? after,
                    int? limit,
                    CancellationToken cancel
                ) =>
                {
                    try
                    {
                        var actor = await actors.OfAsync(http, cancel);
                        await readYourWrite.WaitAsync(http, view);
                        return Results.Json(
                            await view.PageAsync(
                                database,
                                actor.Organisation ?? Guid.Empty,
                                PlaceInList.From(after),
                                PlaceInList.Limit(limit),
                                cancel
                            ),
                            EventJson.Options
                        );
                    }
                    catch (EdgeException e)
                    {
                        return Problems.Malformed(e.Field, e.Message);
                    }
                }
            )
            .AllowedTo(buyer)
            .Produces<TenderPage<BuyerTender>>()
            .WithTags("Tenders")
            .WithName("BuyerTenders");

        routes
            .MapGet(
                "/api/v1/buyer/tenders/{tenderId:guid}",
                async (Guid tenderId, HttpContext http, Actors actors, TenderReader reader, CancellationToken cancel) =>
                {
                    var actor = await actors.OfAsync(http, cancel);
                    if (await reader.OfBuyerAsync(http, tenderId, actor.Organisation, cancel) is not { } found)
                        return Problems.NotFound();
                    http.Response.Headers.ETag = $"\"{found.Sheet.Version}\"";
                    return Results.Json(new { tender = found.Sheet, buyer = found.Buyer }, EventJson.Options);
                }
            )
            .AllowedTo(buyer)
            .WithTags("Tenders")
            .WithName("BuyerTender");
    }

    internal async Task<TenderPage<BuyerTender>> PageAsync(
        NpgsqlDataSource database,
        Guid buyer,
        PlaceInList? after,
        int limit,
        CancellationToken cancel
    )
    {
        after ??= PlaceInList.Newest;
        await using var read = database.CreateCommand(
            $"""
            select data, changed_at, key from {Table} where buyer = $1 and (changed_at, key) < ($2, $3)
            order by changed_at desc, key desc limit $4
            """
        );
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = buyer.ToString() });
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after.At });
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after.Id });
        read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        return await TenderPage<BuyerTender>.ReadAsync(read, limit, cancel);
    }
}
