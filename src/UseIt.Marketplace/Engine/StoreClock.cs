using Marten;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>The store's clock: the only clock that decides about stored time.</summary>
public static class StoreClock
{
    private const string Ask = "select events.clock()";

    /// <summary>What time it is.</summary>
    public static async Task<DateTimeOffset> ClockAsync(this NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(Ask);
        return Read(await command.ExecuteScalarAsync(cancel));
    }

    /// <summary>What time it is.</summary>
    public static async Task<DateTimeOffset> ClockAsync(this IDocumentStore store, CancellationToken cancel = default)
    {
        await using var session = store.QuerySession();
        return await session.CreateBatchQuery().ReadAsync([], cancel);
    }

    internal static async Task<DateTimeOffset> ClockAsync(this IDocumentOperations session, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Ask);
        await using var reader = await ((IDocumentSession)session).ExecuteReaderAsync(command, cancel);
        await reader.ReadAsync(cancel);
        return await reader.GetFieldValueAsync<DateTimeOffset>(0, cancel);
    }

    /// <summary>
    /// Sets the clock of a demo or a test. What waits for an instant of it waits by the machine's clock, and so is moved with it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The store is a live one.</exception>
    public static async Task SetAsync(NpgsqlDataSource database, DateTimeOffset at, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            """
            with before as materialized (select clock_offset from events.mark),
                 moved as (update events.mark set clock_offset = $1 - clock_timestamp() where kind <> 'live' returning clock_offset),
                 shifted as (update wolverine.wolverine_incoming_envelopes
                             set execution_time = execution_time - ((select clock_offset from moved) - (select clock_offset from before))
                             where status = 'Scheduled')
            select count(*) from moved
            """
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at.ToUniversalTime() });
        if (await command.ExecuteScalarAsync(cancel) is not 1L)
            throw new InvalidOperationException("The clock may be set in a demo only.");
    }

    private static DateTimeOffset Read(object? value) => new((DateTime)value!, TimeSpan.Zero);
}
