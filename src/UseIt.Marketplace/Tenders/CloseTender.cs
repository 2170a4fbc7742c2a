using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Wakes a tender at its deadline. It only wakes: whether anything is due follows from the tender and the store's clock, so early, late and
/// twice do no harm.
/// </summary>
public sealed record CloseTender(Guid TenderId) : Message, ICommand;

public static class CloseTenderHandler
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>What stands against closing: outages before the deadline, and bids that arrived in time and are not decided yet.</summary>
    public sealed record Circumstances(IReadOnlyList<OutageGap> Gaps, bool BidsUndecided)
    {
        public static Circumstances None { get; } = new([], false);
    }

    public static Access Authorise() => Access.NotFound; // nobody but the program itself

    public static async Task<Circumstances> Load(
        CloseTender command,
        Tender tender,
        DateTimeOffset now,
        Heartbeat heartbeat,
        NpgsqlDataSource database,
        ReceivedBids received,
        CancellationToken cancel
    )
    {
        if (tender is not { Stage: TenderStage.Published, Deadline: { } deadline } || now <= deadline)
            return Circumstances.None;
        // Whoever closes is there: after a break this beat is what ends it.
        await heartbeat.BeatAsync(cancel);
        var gaps = Outage.Gaps(await heartbeat.StretchesAsync(cancel), deadline, now);
        // In the order in which a bid comes in: what is no longer at one place is seen at the next.
        return new Circumstances(
            gaps,
            await heartbeat.MayStillComeAsync(deadline, cancel)
                || await ReceiptInFlight.AnyAsync(database, command.TenderId, cancel)
                || await received.UndecidedAsync(database, command.TenderId, deadline, cancel)
        );
    }

    public static Decision Handle(CloseTender command, Tender tender, Circumstances circumstances, DateTimeOffset now)
    {
        if (tender is not { Stage: TenderStage.Published, Deadline: { } deadline })
            return Decision.Nothing;
        if (now <= deadline)
            return Decision.Nothing.Send(command, deadline);
        if (Outage.NewDeadline(circumstances.Gaps, tender.OutageLimitMinutes, deadline, now) is { } later)
            return Decision
                .On<Tender>(command.TenderId, new ClosingDeferred(command.TenderId, deadline, later, circumstances.Gaps))
                .Send(command, later);
        if (circumstances.BidsUndecided)
            return Decision.Nothing.Send(command, now + Again);
        return Decision.On<Tender>(command.TenderId, new TenderClosed(command.TenderId, tender.BuyerId, deadline, circumstances.Gaps));
    }
}
