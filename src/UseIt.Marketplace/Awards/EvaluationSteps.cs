using JasperFx.Events;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// What follows by itself: publishing binds the draw, opening starts evaluations, a bid that falls out is left out, the last of quality and
/// price assesses prices, and prices rank the bids.
/// </summary>
public sealed class EvaluationSteps()
    : Reaction(
        "evaluation_steps",
        typeof(TenderPublished),
        typeof(BidsOpened),
        typeof(BidOpened),
        typeof(BidSealBroken),
        typeof(BidExcluded),
        typeof(BidLeftOut),
        typeof(QualityConcluded),
        typeof(PricesAssessed)
    )
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data switch
        {
            TenderPublished published => [(new CommitDraw(published.TenderId), null)],
            BidsOpened { Part: BidPart.Quality } opened => ByLot(opened, (lot, bids) => new StartEvaluation(opened.TenderId, lot, bids)),
            BidOpened { Part: BidPart.Price } opened => opened.Lots.Select(lot =>
                ((object)new AssessPrices(opened.TenderId, lot), (DateTimeOffset?)null)
            ),
            BidSealBroken broken => [(new LeaveOutBid(broken.TenderId, broken.BidId), null)],
            BidExcluded excluded => [(new LeaveOutBid(excluded.TenderId, excluded.BidId), null)],
            BidLeftOut left => [(new AssessPrices(left.TenderId, left.LotId), null)],
            QualityConcluded concluded => [(new AssessPrices(concluded.TenderId, concluded.LotId), null)],
            PricesAssessed assessed => [(new RankBids(assessed.EvaluationId), null)],
            _ => [],
        };

    private static IEnumerable<(object, DateTimeOffset?)> ByLot(BidsOpened opened, Func<Guid, IReadOnlyList<Guid>, object> command) =>
        opened
            .Bids.GroupBy(b => b.LotId)
            .OrderBy(lot => lot.Key)
            .Select(lot => (command(lot.Key, [.. lot.Select(b => b.BidId).Order()]), (DateTimeOffset?)null));
}
