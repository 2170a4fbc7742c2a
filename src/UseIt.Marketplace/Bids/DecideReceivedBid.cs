using JasperFx.Events;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Decides an arrival by the one rule: in time is what was received no later than the deadline, whatever waited for whom since. The tender
/// is held while this is decided, so it cannot close or move its deadline at the same time. Doing it twice is harmless: the request does
/// it, and so does a reaction, if the request could not.
/// </summary>
public sealed record DecideReceivedBid(Guid BidId, Guid TenderId, int Version) : Message, ICommand;

public static class DecideReceivedBidHandler
{
    public static readonly Refusal NotReceived = new("bid-not-received", "version", "This version of the bid has not arrived");

    /// <summary>What the decision was.</summary>
    public sealed record Answer(bool InTime, DateTimeOffset Deadline);

    // Only the program itself decides.
    public static Access Authorise(Actor actor) => Access.NotFound;

    public static async Task<Freed> Load(DecideReceivedBid command, Bid bid, SealedBids sealedBids, Vault vault, CancellationToken cancel)
    {
        if (bid.Undecided is not null)
            await sealedBids.SweepAsync(command.BidId, bid, cancel);
        return new Freed(StartBidHandler.Places(vault, bid.Dropped, bid.Members));
    }

    /// <summary>The places at lots that this version is no longer for.</summary>
    public sealed record Freed(IReadOnlyList<(string Scope, string Key)> Places)
    {
        public static Freed None { get; } = new([]);
    }

    public static Decision Handle(DecideReceivedBid command, Bid bid, TenderForBids tender, Freed freed)
    {
        if (bid.Attempts.FirstOrDefault(a => a.Version == command.Version) is not { } attempt)
            return NotReceived;
        if (attempt.InTime is { } known)
            return Decision.Nothing.Answering(new Answer(known, tender.Deadline));
        if (attempt.ReceivedAt > tender.Deadline)
            return Decision
                .On<Bid>(
                    command.BidId,
                    new LateBidRefused(command.BidId, bid.TenderId, attempt.Version, attempt.ReceivedAt, tender.Deadline)
                )
                .Answering(new Answer(false, tender.Deadline));
        var decision = Decision.On<Bid>(
            command.BidId,
            new BidSubmitted(
                command.BidId,
                bid.TenderId,
                bid.LeadId,
                bid.Members,
                attempt.Version,
                attempt.ReceivedAt,
                [.. attempt.Parts.Select(p => p.LotId).Distinct()]
            )
        );
        foreach (var (scope, key) in freed.Places)
            decision.Release(scope, key, command.BidId);
        return decision.Answering(new Answer(true, tender.Deadline));
    }
}

/// <summary>Finishes what a request that died after the arrival could not.</summary>
public sealed class DecideReceivedBids() : Reaction("decide_received_bids", typeof(BidReceived))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is BidReceived received ? [(new DecideReceivedBid(received.BidId, received.TenderId, received.Version), null)] : [];
}
