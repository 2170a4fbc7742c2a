using Microsoft.Extensions.Logging;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Who carries out an effect outside the database: a lease of a minute, kept alive, and a fence that only the latest holder passes.
/// </summary>
/// <remarks>
/// By the machine's own clock: how long a process may be silent has nothing to do with the store's time, which a demo moves.
/// </remarks>
internal sealed class Claims(NpgsqlDataSource database, ILogger log)
{
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(10);
    private readonly Guid node = Guid.NewGuid();

    /// <summary>
    /// The fence under which the message is this node's; null when another node has it. The transaction must hold the message's row.
    /// </summary>
    public async Task<long?> TakeAsync(Guid message, NpgsqlConnection transaction, CancellationToken cancel)
    {
        await using var claim = new NpgsqlCommand(
            """
            insert into messaging.claim (message, owner, fence, until) values ($1, $2, 1, clock_timestamp() + interval '60 seconds')
            on conflict (message) do update set owner = excluded.owner, fence = claim.fence + 1, until = excluded.until
            where claim.until < clock_timestamp() returning fence
            """,
            transaction
        );
        claim.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
        claim.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node });
        return await claim.ExecuteScalarAsync(cancel) as long?;
    }

    /// <summary>Keeps a claim alive until disposed.</summary>
    public Timer KeepAlive(Guid message, long fence) => new(_ => _ = ExtendAsync(message, fence), null, KeepEvery, KeepEvery);

    /// <summary>
    /// Ends message and claim together, and runs the statement with them, if the fence still stands; otherwise another holder will do so.
    /// </summary>
    /// <remarks>
    /// The message's row goes first, as it is locked first by whoever takes it: the other way round two would wait for each other.
    /// </remarks>
    public async Task FinishAsync(Guid message, long fence, NpgsqlBatchCommand with, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var end = new NpgsqlCommand(
            """
            delete from messaging.outgoing
            where id = $1 and exists (select from messaging.claim where message = $1 and fence = $2 and owner = $3)
            """,
            connection,
            transaction
        );
        end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
        end.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fence });
        end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node });
        if (await end.ExecuteNonQueryAsync(cancel) == 0)
            return;
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Outbox.ForMessage("delete from messaging.claim where message = $1", message));
        batch.BatchCommands.Add(with);
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task ExtendAsync(Guid message, long fence)
    {
        try
        {
            await using var command = database.CreateCommand(
                "update messaging.claim set until = clock_timestamp() + interval '60 seconds' where message = $1 and fence = $2"
            );
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fence });
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e)
        {
            log.LogWarning("The claim of message {Message} could not be extended ({Kind}).", message, e.GetType().Name);
        }
    }
}
