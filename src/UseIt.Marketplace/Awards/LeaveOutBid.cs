using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Takes a bid that was excluded, or whose seal did not open, out of the evaluations of its lots. The fact about the bid itself sends it.
/// </summary>
public sealed record LeaveOutBid(Guid TenderId, Guid BidId) : Message, ICommand;

public static class LeaveOutBidHandler
{
    public sealed record Found(string Reason, IReadOnlyList<Stream<Evaluation>> Evaluations);

    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static async Task<Found> Load(LeaveOutBid command, Streams streams, CancellationToken cancel)
    {
        var bid = (await streams.FetchAsync<Bidding>(command.BidId, cancel)).State;
        return new Found(
            bid.OutBecause ?? "",
            await streams.FetchAsync<Evaluation>(bid.Lots.Select(lot => Evaluation.IdOf(command.TenderId, lot)), cancel)
        );
    }

    public static Decision Handle(LeaveOutBid command, Found found) =>
        found
            .Evaluations.Where(e => e.State.Standing.Any(b => b.BidId == command.BidId))
            .Aggregate(
                Decision.Nothing,
                (decision, e) =>
                    decision.And<Evaluation>(e.Id, new BidLeftOut(e.Id, command.TenderId, e.State.LotId, command.BidId, found.Reason))
            );
}
