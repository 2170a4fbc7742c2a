using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>Reading rows of a view by their keys.</summary>
public static class ViewReading
{
    public static async Task<TRow?> FindAsync<TRow>(
        this TableView<TRow> view,
        NpgsqlDataSource database,
        Guid key,
        CancellationToken cancel = default
    )
        where TRow : class
    {
        await using var command = database.CreateCommand($"select data from {view.Table} where key = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key });
        return await command.ExecuteScalarAsync(cancel) is string json ? JsonSerializer.Deserialize<TRow>(json, EventJson.Options) : null;
    }

    /// <summary>The rows of these keys, as far as there are any.</summary>
    public static async Task<IReadOnlyDictionary<Guid, TRow>> FindAsync<TRow>(
        this TableView<TRow> view,
        NpgsqlDataSource database,
        IEnumerable<Guid> keys,
        CancellationToken cancel = default
    )
        where TRow : class
    {
        await using var command = database.CreateCommand($"select key, data from {view.Table} where key = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. keys.Distinct()] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new Dictionary<Guid, TRow>();
        while (await reader.ReadAsync(cancel))
            rows[reader.GetGuid(0)] = JsonSerializer.Deserialize<TRow>(reader.GetFieldValue<byte[]>(1), EventJson.Options)!;
        return rows;
    }

    /// <summary>The rows of a query that selects <c>data</c> and nothing else. Its values are texts or arrays of texts.</summary>
    public static async Task<IReadOnlyList<TRow>> RowsAsync<TRow>(
        this NpgsqlDataSource database,
        string sql,
        object[] values,
        CancellationToken cancel = default
    )
        where TRow : class
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(
                new NpgsqlParameter
                {
                    Value = value,
                    NpgsqlDbType = value is string[] ? NpgsqlDbType.Array | NpgsqlDbType.Text : NpgsqlDbType.Text,
                }
            );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancel))
            rows.Add(JsonSerializer.Deserialize<TRow>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!);
        return rows;
    }
}
