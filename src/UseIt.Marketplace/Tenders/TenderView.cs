using JasperFx.Events;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// One tender, all that it says in public. Rows of drafts wait here until publication; nobody is shown them from this view.
/// </summary>
public sealed class TenderView : TableView<TenderSheet>
{
    public override string Name => "tender";
    public override Composite Composite => Composites.Work;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(TenderDrafted),
            typeof(TenderDescribed),
            typeof(LotAdded),
            typeof(LotChanged),
            typeof(LotRemoved),
            typeof(RequirementAdded),
            typeof(CommitmentMetricChosen),
            typeof(RequirementRemoved),
            typeof(CriteriaSet),
            typeof(TenderDocumentAttached),
            typeof(TenderDocumentRemoved),
            typeof(DeadlineSet),
            typeof(OpenersNamed),
            typeof(OpeningKeyMade),
            typeof(NoticePrepared),
            typeof(NoticeSubmitted),
            typeof(NoticeConfirmed),
            typeof(TenderPublished),
            typeof(DeadlineExtensionProposed),
            typeof(DeadlineExtended),
            typeof(TenderAmended),
            typeof(TenderWithdrawn),
            typeof(ClosingDeferred),
            typeof(TenderClosed),
            typeof(OpeningRequested),
            typeof(OpeningRefused),
            typeof(BidsOpened),
            typeof(TenderAwarded),
            typeof(TenderUnsuccessful),
            typeof(QuestionAnswered),
            typeof(LateBidAdmitted),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        [
            e.Data switch
            {
                QuestionAnswered answered => answered.TenderId,
                LateBidAdmitted admitted => admitted.TenderId,
                _ => e.StreamId,
            },
        ];

    public override TenderSheet? Apply(Guid key, TenderSheet? row, IEvent e)
    {
        var next = e.Data is TenderDrafted drafted ? TenderSheet.From(drafted, e.Timestamp) : row?.After(e.Data, e.Timestamp);
        return e.StreamId == key && next is not null ? next with { Version = e.Version } : next;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/tenders/{tenderId:guid}",
                async (Guid tenderId, HttpContext http, TenderReader reader, CancellationToken cancel) =>
                {
                    if (await reader.PublicAsync(http, tenderId, cancel) is not { } sheet)
                        return Problems.NotFound();
                    http.Response.Headers.ETag = $"\"{sheet.Version}\"";
                    return Results.Json(sheet, EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<TenderSheet>()
            .WithTags("Tenders")
            .WithName("Tender");
    }
}
