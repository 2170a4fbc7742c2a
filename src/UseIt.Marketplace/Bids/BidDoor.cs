using System.Text.Json;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Where bids arrive. First the instant, then the arrival in the log, then the decision: two commits, so that no queue at the tender can
/// make a bid late. Nor can one before the door, since the instant counts from the last byte; its own connections keep that queue short.
/// </summary>
public sealed class BidDoor(Commands commands, BidTenders tenders, Arrivals arrivals, Settings settings, NodeFence? fence = null)
    : IAsyncDisposable
{
    private const int Connections = 32;
    private const int DecidingAtOnce = 16;

    // Sealing is work for the processor: while few do it at once, the next that arrives is noted at once. Who waits here loses nothing.
    private static readonly int SealingAtOnce = Math.Min(4 * Environment.ProcessorCount, Connections - 8);

    // A large bid may take long to seal; what hangs must not hold up the closing for ever.
    private readonly NpgsqlDataSource connections = MarketplaceHost.DataSource(
        settings.ConnectionString,
        "useit-bid-door",
        fence,
        poolSize: Connections,
        idle: "5min"
    );
    private readonly SemaphoreSlim sealing = new(SealingAtOnce);
    private readonly SemaphoreSlim deciding = new(DecidingAtOnce);

    /// <summary>
    /// Takes a bid in and says whether it was in time. Once it has arrived, no broken connection of the sender's takes it back.
    /// </summary>
    public async Task<Outcome> SubmitAsync(SubmitBid command, CommandContext context)
    {
        var outcome = await ReceiveAsync(command, context);
        if (outcome is not Outcome.Done done)
            return outcome;
        var receipt = done.Answer.Deserialize<Receipt>(EventJson.Options)!;
        var tender =
            await tenders.OfAsync(connections, command.BidId)
            ?? throw new InvalidOperationException($"Bid {command.BidId} arrived and has no tender.");
        if (
            await DecideAsync(new DecideReceivedBid(command.BidId, tender, receipt.Version), context)
            is not { Decided: { } decided, Position: var position, Versions: var versions }
        )
            return done with { Answer = Answer(receipt, "received") };
        return decided.InTime
            ? done with
            {
                Position = Math.Max(done.Position, position),
                Versions = new Dictionary<Guid, long>(done.Versions.Concat(versions).GroupBy(v => v.Key).Select(g => g.Last())),
                Answer = Answer(receipt, "submitted"),
            }
            : new Outcome.Refused([Late(receipt, decided.Deadline)]);
    }

    /// <summary>The first commit alone: the bid has arrived, and nothing is decided.</summary>
    public async Task<Outcome> ReceiveAsync(SubmitBid command, CommandContext context)
    {
        using var arrival = Arrivals.Current ?? arrivals.Note();
        await sealing.WaitAsync();
        try
        {
            return await ReceiveAsync(command, context, arrival);
        }
        finally
        {
            sealing.Release();
        }
    }

    private async Task<Outcome> ReceiveAsync(SubmitBid command, CommandContext context, Arrival arrival)
    {
        if (await TenderOfAsync(command.BidId) is not { } tender)
            return new Outcome.Denied(Access.NotFound);
        await using var receipt = await ReceiptInFlight.BeginAsync(connections, tender, arrival);
        return await commands.SendAsync(
            command with
            {
                ReceivedAt = receipt.At,
                UncertaintyMs = (int)Math.Ceiling(receipt.Uncertainty.TotalMilliseconds),
            },
            context with
            {
                Holding = (commit, cancel) => receipt.HandOverAsync(commit, tender, cancel),
            },
            CancellationToken.None
        );
    }

    // A database that was started again leaves connections that are dead; all of them are forgotten when one is found so. The door has no
    // loop that finds out before the first bid does.
    private async Task<Guid?> TenderOfAsync(Guid bid)
    {
        try
        {
            return await tenders.OfAsync(connections, bid);
        }
        catch (NpgsqlException e) when (e is { IsTransient: true, InnerException: not TimeoutException })
        {
            return await tenders.OfAsync(connections, bid);
        }
    }

    public static Refusal Late(Receipt receipt, DateTimeOffset deadline) =>
        new(
            "bid-late",
            null,
            $"The bid arrived at {Exact(receipt.ReceivedAt)}, after the deadline of {Exact(deadline)}. It is recorded as late, stays sealed and is not counted",
            new Dictionary<string, object?>
            {
                ["version"] = receipt.Version,
                ["receivedAt"] = receipt.ReceivedAt,
                ["deadline"] = deadline,
            }
        );

    public async ValueTask DisposeAsync()
    {
        sealing.Dispose();
        deciding.Dispose();
        await connections.DisposeAsync();
    }

    private sealed record Known(DecideReceivedBidHandler.Answer? Decided, long Position, IReadOnlyDictionary<Guid, long> Versions);

    // Many may wait for the tender at once; only a few hold a connection while they do.
    private async Task<Known?> DecideAsync(DecideReceivedBid command, CommandContext context)
    {
        await deciding.WaitAsync();
        try
        {
            return
                await commands.SendAsync(command, new CommandContext(Actor.System, CorrelationId: context.CorrelationId))
                    is Outcome.Done done
                ? new Known(done.Answer.Deserialize<DecideReceivedBidHandler.Answer>(EventJson.Options), done.Position, done.Versions)
                : null;
        }
        finally
        {
            deciding.Release();
        }
    }

    // A thousandth of a second can decide: it is shown.
    private static string Exact(DateTimeOffset instant) =>
        FormattableString.Invariant($"{UkTime.Display(instant)} ({instant.UtcDateTime:HH:mm:ss.fff} UTC)");

    private static System.Text.Json.Nodes.JsonNode Answer(Receipt receipt, string decision) =>
        JsonSerializer.SerializeToNode(
            new
            {
                receipt.BidId,
                receipt.Version,
                receipt.ReceivedAt,
                receipt.UncertaintyMs,
                receipt.Envelopes,
                decision,
                Sealing = BidAccess.SealingNotice,
            },
            EventJson.Options
        )!;
}
