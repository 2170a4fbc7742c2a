using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Until when each tender takes bids; written with the facts, so that no view that stands still hides a deadline.</summary>
public sealed class Deadlines : InlineView
{
    public override string Name => "deadline";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (tender uuid primary key, deadline timestamptz not null);
            create index if not exists deadline_1_deadline on {Table} (deadline);
            """;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(TenderPublished),
            typeof(DeadlineExtended),
            typeof(ClosingDeferred),
            typeof(TenderClosed),
            typeof(TenderWithdrawn),
        };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case TenderPublished f:
                Run(
                    batch,
                    $"insert into {Table} (tender, deadline) values ($1, $2) on conflict (tender) do update set deadline = excluded.deadline",
                    e.StreamId,
                    f.Deadline.ToUniversalTime()
                );
                break;
            case DeadlineExtended f:
                Run(batch, $"update {Table} set deadline = $2 where tender = $1", e.StreamId, f.To.ToUniversalTime());
                break;
            case ClosingDeferred f:
                Run(batch, $"update {Table} set deadline = $2 where tender = $1", e.StreamId, f.To.ToUniversalTime());
                break;
            default:
                Run(batch, $"delete from {Table} where tender = $1", e.StreamId);
                break;
        }
    }
}

/// <summary>Asks the deadlines, once in a few seconds at most.</summary>
public sealed class LastHour(Deadlines deadlines, NpgsqlDataSource database) : ILastHour
{
    private const long Kept = 5000;

    private bool now;
    private long askedAt = -Kept;

    /// <summary>Whether a tender takes bids for an hour more at most; yes where it cannot be found out.</summary>
    public async Task<bool> IsNowAsync(CancellationToken cancel)
    {
        var (tick, before) = (Environment.TickCount64, Interlocked.Read(ref askedAt));
        // While one asks, the others take what was known before, unless that is too old.
        if (tick - before < Kept || (Interlocked.CompareExchange(ref askedAt, tick, before) != before && tick - before < 6 * Kept))
            return now;
        try
        {
            await using var command = database.CreateCommand(
                // Some seconds more, for which the answer is kept.
                $"select exists (select from {deadlines.Table} where deadline < events.clock() + interval '61 minutes')"
            );
            return now = await command.ExecuteScalarAsync(cancel) is true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return now = true;
        }
    }
}
