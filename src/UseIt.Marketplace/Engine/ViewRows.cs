using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>A page of rows; <c>Next</c> is what to send as <c>after</c> for the following page, null at the end.</summary>
public sealed record Rows<TRow>(IReadOnlyList<TRow> Items, Guid? Next);

/// <summary>Reads pages of a view by a condition on <c>data</c>.</summary>
public sealed class ViewRows(NpgsqlDataSource database)
{
    public const int LargestPage = 100;

    /// <summary>Rows in the order of their keys.</summary>
    /// <param name="condition">SQL over <c>data</c> with the texts as $1, $2 ...; null is a text that was not given.</param>
    public Task<Rows<TRow>> PageAsync<TRow>(
        TableView<TRow> view,
        string condition,
        IReadOnlyList<string?> texts,
        Guid? after,
        int? limit,
        CancellationToken cancel
    )
        where TRow : class =>
        ReadAsync(view, $"({condition}) and key > ${texts.Count + 1}", "key", texts, after ?? Guid.Empty, limit, cancel);

    /// <summary>Rows with the newest first.</summary>
    /// <param name="condition">As in <see cref="PageAsync"/>.</param>
    /// <param name="when">SQL over the row that says since when it is what is asked for; an index begins with it.</param>
    public Task<Rows<TRow>> NewestAsync<TRow>(
        TableView<TRow> view,
        string condition,
        string when,
        IReadOnlyList<string?> texts,
        Guid? after,
        int? limit,
        CancellationToken cancel
    )
        where TRow : class
    {
        var before = after is null ? "" : $" and ({when}, key) < (select {when}, key from {view.Table} where key = ${texts.Count + 1})";
        return ReadAsync(view, $"({condition}){before}", $"{when} desc, key desc", texts, after, limit, cancel);
    }

    private async Task<Rows<TRow>> ReadAsync<TRow>(
        TableView<TRow> view,
        string where,
        string order,
        IReadOnlyList<string?> texts,
        Guid? after,
        int? limit,
        CancellationToken cancel
    )
        where TRow : class
    {
        var size = Math.Clamp(limit ?? 20, 1, LargestPage);
        await using var command = database.CreateCommand(
            $"select key, data from {view.Table} where {where} order by {order} limit {size + 1}"
        );
        foreach (var text in texts)
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        if (after is { } last)
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = last });
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
