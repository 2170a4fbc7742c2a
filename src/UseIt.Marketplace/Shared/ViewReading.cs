using System.Text.Json;
using Npgsql;
using UseIt.EventStore;

namespace UseIt.Marketplace.Shared;

/// <summary>Reading rows of a view by their keys.</summary>
public static class ViewReading
{
    public static async Task<TRow?> FindAsync<TRow>(this View<TRow> view, NpgsqlDataSource database, Guid key, CancellationToken cancel = default) where TRow : class
    {
        await using var command = database.CreateCommand($"select data from {view.Table} where key = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key });
        return await command.ExecuteScalarAsync(cancel) is string json ? JsonSerializer.Deserialize<TRow>(json, EventJson.Options) : null;
    }

    /// <summary>The rows of these keys, as far as there are any.</summary>
    public static async Task<IReadOnlyDictionary<Guid, TRow>> FindAsync<TRow>(this View<TRow> view, NpgsqlDataSource database, IEnumerable<Guid> keys, CancellationToken cancel = default) where TRow : class
    {
        await using var command = database.CreateCommand($"select key, data from {view.Table} where key = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. keys.Distinct()] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new Dictionary<Guid, TRow>();
        while (await reader.ReadAsync(cancel)) rows[reader.GetGuid(0)] = JsonSerializer.Deserialize<TRow>(reader.GetFieldValue<byte[]>(1), EventJson.Options)!;
        return rows;
    }
}
