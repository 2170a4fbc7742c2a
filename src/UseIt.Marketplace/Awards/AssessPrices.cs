using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Gives each price its marks by the published formula, once quality is concluded and every price is open. Whichever comes last sends it.
/// </summary>
public sealed record AssessPrices(Guid TenderId, Guid LotId) : Message, ICommand
{
    public Guid EvaluationId => Evaluation.IdOf(TenderId, LotId);
}

public static class AssessPricesHandler
{
    public sealed record Opened(IReadOnlyDictionary<Guid, PriceTotals> Totals, PriceBasis Basis, StandingBids Standing)
    {
        /// <summary>What is compared.</summary>
        public IReadOnlyDictionary<Guid, Money> Prices { get; } =
            Totals.Where(t => t.Value.On(Basis) is not null).ToDictionary(t => t.Key, t => t.Value.On(Basis)!.Value);
    }

    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static async Task<Opened> Load(
        AssessPrices command,
        Evaluation evaluation,
        Actor actor,
        Streams streams,
        OpenedBids bids,
        CancellationToken cancel
    ) =>
        new(
            (await bids.ReadAsync(command.TenderId, command.LotId, actor, "assess prices", cancel))
                .Where(b => b.Totals is not null)
                .ToDictionary(b => b.BidId, b => b.Totals!),
            (await streams.PeekAsync<Procurement>(command.TenderId, cancel)).State.Basis,
            await StandingBids.LoadAsync(evaluation, streams, cancel)
        );

    public static Decision Handle(AssessPrices command, Evaluation evaluation, Opened opened)
    {
        if (!evaluation.QualityConcluded || evaluation.Prices is not null)
            return Decision.Nothing;
        Guid[] bids = [.. opened.Standing.In(evaluation)];
        if (bids.Length == 0 || bids.Any(bid => !opened.Prices.ContainsKey(bid)))
            return Decision.Nothing;
        var ranking = opened.Standing.Rank(evaluation, opened.Prices);
        if (!ranking.IsKnown)
            return ranking.Refusal;
        var marks = ranking.Value.Bids.ToDictionary(b => b.BidId, b => b.Price);
        return Decision.On<Evaluation>(
            command.EvaluationId,
            new PricesAssessed(
                command.EvaluationId,
                command.TenderId,
                command.LotId,
                AwardMethod.Of(evaluation.Criteria, evaluation.TieLadder).Value.Price.Name,
                [
                    .. bids.Select(bid => new PriceAssessed(
                        bid,
                        opened.Prices[bid],
                        marks.GetValueOrDefault(bid),
                        opened.Basis == PriceBasis.Gross ? opened.Totals[bid].Net : null
                    )),
                ],
                opened.Basis == PriceBasis.Gross ? PriceBasis.Gross : null
            )
        );
    }
}
