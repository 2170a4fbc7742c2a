using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// A page of rows in the order of their keys; <c>Next</c> is what to send as <c>after</c> for the following page, null at the end.
/// </summary>
public sealed record Rows<TRow>(IReadOnlyList<TRow> Items, Guid? Next);

/// <summary>Reads pages of a view by a condition on <c>data</c>.</summary>
public sealed class ViewRows(NpgsqlDataSource database)
{
    public const int LargestPage = 100;

    /// <param name="condition">SQL over <c>data</c> with the texts as $1, $2 ...; null is a text that was not given.</param>
    public async Task<Rows<TRow>> PageAsync<TRow>(
        TableView<TRow> view,
        string condition,
        IReadOnlyList<string?> texts,
        Guid? after,
        int? limit,
        CancellationToken cancel
    )
        where TRow : class
    {
        var size = Math.Clamp(limit ?? 20, 1, LargestPage);
        await using var command = database.CreateCommand(
            $"select key, data from {view.Table} where ({condition}) and key > ${texts.Count + 1} order by key limit {size + 1}"
        );
        foreach (var text in texts)
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after ?? Guid.Empty });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<(Guid Key, TRow Row)> rows = [];
        while (await reader.ReadAsync(cancel))
            rows.Add((reader.GetGuid(0), JsonSerializer.Deserialize<TRow>(reader.GetFieldValue<byte[]>(1), EventJson.Options)!));
        var more = rows.Count > size;
        if (more)
            rows.RemoveAt(size);
        return new Rows<TRow>([.. rows.Select(r => r.Row)], more ? rows[^1].Key : null);
    }
}
