using JasperFx.Events;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>An evaluation as a list shows it: how far it is, and who works on it. No score is in it.</summary>
public sealed record EvaluationRow(
    Guid EvaluationId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    string Stage,
    int Bids,
    IReadOnlyList<Guid> Evaluators,
    IReadOnlyList<Guid> Submitted,
    IReadOnlyList<Guid> Confirmed,
    Guid? AwardId,
    DateTimeOffset StartedAt
)
{
    /// <summary>The one evaluation of a lot, for lists that hold no evaluation yet.</summary>
    public static Guid IdOf(Guid tenderId, Guid lotId) => Evaluation.IdOf(tenderId, lotId);
}

public sealed class EvaluationView : TableView<EvaluationRow>
{
    public override string Name => "evaluation";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string> { ["buyer"] = "((data ->> 'buyerId'), key)", ["evaluators"] = "using gin ((data -> 'evaluators'))" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(EvaluationStarted),
            typeof(EvaluatorAppointed),
            typeof(ScoresSubmitted),
            typeof(ConsensusReached),
            typeof(ConsensusConfirmed),
            typeof(QualityConcluded),
            typeof(PricesAssessed),
            typeof(BidsRanked),
            typeof(AwardProposed),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.Data is AwardProposed proposed ? proposed.EvaluationId : e.StreamId];

    public override EvaluationRow? Apply(Guid key, EvaluationRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, EvaluationStarted s) => new EvaluationRow(
                key,
                s.TenderId,
                s.LotId,
                s.BuyerId,
                "scoring",
                s.Bidders.Count,
                [],
                [],
                [],
                null,
                e.Timestamp
            ),
            ({ }, EvaluatorAppointed a) => row with { Evaluators = [.. row.Evaluators, a.Evaluator] },
            ({ }, ScoresSubmitted s) => row with { Submitted = [.. row.Submitted, s.Evaluator] },
            ({ }, ConsensusReached) => row with { Confirmed = [] },
            ({ }, ConsensusConfirmed c) => row with { Confirmed = [.. row.Confirmed, c.Evaluator] },
            ({ }, QualityConcluded) => row with { Stage = "qualityConcluded" },
            ({ }, PricesAssessed) => row with { Stage = "pricesAssessed" },
            ({ }, BidsRanked) => row with { Stage = "ranked" },
            ({ }, AwardProposed a) => row with { AwardId = a.AwardId },
            _ => row,
        };
}
