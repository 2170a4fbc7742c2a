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
        var batch = session.CreateBatchQuery();
        var now = batch.AddItem(Question());
        await batch.Execute(cancel);
        return await now;
    }

    /// <summary>What time it is, asked together with something else.</summary>
    internal static Question<DateTimeOffset> Question() =>
        new(
            BoundSql.Of(Ask),
            async (reader, cancel) =>
            {
                await reader.ReadAsync(cancel);
                return await reader.GetFieldValueAsync<DateTimeOffset>(0, cancel);
            }
        );

    internal static async Task<DateTimeOffset> ClockAsync(this IDocumentOperations session, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Ask);
        await using var reader = await ((IDocumentSession)session).ExecuteReaderAsync(command, cancel);
        await reader.ReadAsync(cancel);
        return await reader.GetFieldValueAsync<DateTimeOffset>(0, cancel);
    }

    /// <summary>Sets the clock of a demo or a test.</summary>
    public static async Task SetAsync(NpgsqlDataSource database, DateTimeOffset at, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand("select events.set_clock_offset($1 - clock_timestamp())");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static DateTimeOffset Read(object? value) => new((DateTime)value!, TimeSpan.Zero);
}
