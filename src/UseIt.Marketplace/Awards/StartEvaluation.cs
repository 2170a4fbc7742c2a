using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Starts the evaluation of a lot with the bids that were opened for it and the criteria as published. The opening itself sends it.
/// </summary>
public sealed record StartEvaluation(Guid TenderId, Guid LotId, IReadOnlyList<Guid> Bids) : Message, ICommand
{
    public Guid EvaluationId => Evaluation.IdOf(TenderId, LotId);
}

public static class StartEvaluationHandler
{
    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static Task<IReadOnlyList<Stream<Bidding>>> Load(StartEvaluation command, Streams streams, CancellationToken cancel) =>
        streams.FetchAsync<Bidding>(command.Bids, cancel);

    public static Decision Handle(
        StartEvaluation command,
        Stream<Evaluation> evaluation,
        Procurement tender,
        IReadOnlyList<Stream<Bidding>> bids
    )
    {
        if (evaluation.Exists)
            return Decision.Nothing;
        Bidder[] bidders = [.. bids.Where(b => b.Exists && !b.State.IsOut).OrderBy(b => b.Id).Select(b => b.State.As(b.Id))];
        return bidders.Length == 0
            ? Decision.Nothing
            : Decision.On<Evaluation>(
                command.EvaluationId,
                new EvaluationStarted(
                    command.EvaluationId,
                    command.TenderId,
                    tender.BuyerId,
                    command.LotId,
                    tender.Criteria,
                    bidders,
                    tender.TieLadder
                )
            );
    }
}
