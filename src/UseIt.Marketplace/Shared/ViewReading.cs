using System.Text.Json;
using Npgsql;
using UseIt.EventStore;

namespace UseIt.Marketplace.Shared;

/// <summary>Reading one row of a view by its key.</summary>
public static class ViewReading
{
    public static async Task<TRow?> FindAsync<TRow>(this View<TRow> view, NpgsqlDataSource database, Guid key, CancellationToken cancel = default) where TRow : class
    {
        await using var command = database.CreateCommand($"select data from {view.Table} where key = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key });
        return await command.ExecuteScalarAsync(cancel) is string json ? JsonSerializer.Deserialize<TRow>(json, EventJson.Options) : null;
    }
}
