using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

/// <summary>What was decided about a sheet of one kind, which no other kind of sheet is taken for.</summary>
public interface ISheetState
{
    static abstract string Kind { get; }
}

/// <summary>What was decided about a file, and how far it has been taken in.</summary>
public sealed record FileState : ISheetState
{
    public static string Kind => "cases";

    /// <summary>What each column says; null before anybody has said.</summary>
    public IReadOnlyList<CaseField?>? Columns { get; init; }

    /// <summary>By the first row of an enterprise, which one it is.</summary>
    public IReadOnlyDictionary<int, string> Answers { get; init; } = new Dictionary<int, string>();

    /// <summary>The last row that was done; null before the first.</summary>
    public int? Done { get; init; }

    public int Imported { get; init; }

    /// <summary>Rows that were refused when it was their turn, and why.</summary>
    public IReadOnlyList<RowOutcome> Refused { get; init; } = [];

    public bool Finished { get; init; }
    public bool Undone { get; init; }
}

/// <summary>Files on their way in: sealed, seen by those of their own organisation who take such in, gone after three days.</summary>
public sealed class ImportFiles(NpgsqlDataSource database, IDataProtectionProvider protection)
{
    private const int Days = 3;

    internal static readonly RetentionClass Kept = new(
        "uploaded spreadsheets",
        Days,
        "until they are taken in, and a look back",
        "select kept from imports.file"
    )
    {
        Erase = async (services, before, cancel) =>
        {
            await using var command = services
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("delete from imports.file where kept < $1");
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            return await command.ExecuteNonQueryAsync(cancel);
        },
    };

    public async Task<Guid> KeepAsync<TState>(Guid organisation, Guid person, byte[] bytes, CancellationToken cancel)
        where TState : class, ISheetState, new()
    {
        var id = Guid.CreateVersion7();
        await using var command = database.CreateCommand(
            "insert into imports.file (id, organisation, person, sealed, state, kind) values ($1, $2, $3, $4, $5, $6)"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Sealer(id).Protect(bytes) });
        command.Parameters.Add(Json(new TState()));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TState.Kind });
        await command.ExecuteNonQueryAsync(cancel);
        return id;
    }

    /// <summary>A file of this organisation, while it is kept.</summary>
    public async Task<(byte[] Bytes, TState State)?> FindAsync<TState>(Guid organisation, Guid id, CancellationToken cancel)
        where TState : class, ISheetState
    {
        await using var command = database.CreateCommand(
            $"""
            select sealed, state from imports.file
            where id = $1 and organisation = $2 and kind = $3 and kept >= events.clock() - interval '{Days} days'
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TState.Kind });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? (
                Sealer(id).Unprotect(reader.GetFieldValue<byte[]>(0)),
                JsonSerializer.Deserialize<TState>(reader.GetString(1), EventJson.Options)!
            )
            : null;
    }

    public async Task SaveAsync<TState>(Guid id, TState state, CancellationToken cancel)
        where TState : class, ISheetState
    {
        await using var command = database.CreateCommand("update imports.file set state = $2 where id = $1 and kind = $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(Json(state));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TState.Kind });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Nothing of the file is kept any more.</summary>
    public async Task DropAsync<TState>(Guid organisation, Guid id, CancellationToken cancel)
        where TState : class, ISheetState
    {
        await using var command = database.CreateCommand("delete from imports.file where id = $1 and organisation = $2 and kind = $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TState.Kind });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What headings of such a sheet meant before, in this organisation.</summary>
    public async Task<IReadOnlyDictionary<string, TField?>> HeadingsAsync<TState, TField>(Guid organisation, CancellationToken cancel)
        where TState : class, ISheetState
        where TField : struct, Enum
    {
        await using var command = database.CreateCommand(
            "select heading, field from imports.heading where organisation = $1 and kind = $2"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TState.Kind });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var known = new Dictionary<string, TField?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
            known[reader.GetString(0)] = !reader.IsDBNull(1) && Enum.TryParse<TField>(reader.GetString(1), out var field) ? field : null;
        return known;
    }

    public async Task RememberAsync<TState, TField>(
        Guid organisation,
        IReadOnlyList<string> headings,
        IReadOnlyList<TField?> columns,
        CancellationToken cancel
    )
        where TState : class, ISheetState
        where TField : struct, Enum
    {
        await using var command = database.CreateCommand(
            """
            insert into imports.heading (organisation, kind, heading, field) select $1, $4, * from unnest($2, $3)
            on conflict (organisation, kind, heading) do update set field = excluded.field
            """
        );
        var said = headings
            .Zip(columns)
            .Select(h => (Heading: SheetColumns.Plain(h.First), Field: h.Second))
            .Where(h => h.Heading.Length is > 0 and <= 100)
            .DistinctBy(h => h.Heading)
            .ToArray();
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. said.Select(h => h.Heading)] });
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. said.Select(h => h.Field?.ToString())] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TState.Kind });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private IDataProtector Sealer(Guid id) => protection.CreateProtector("imports", id.ToString());

    private static NpgsqlParameter Json<TState>(TState state) =>
        new() { Value = JsonSerializer.Serialize(state, EventJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
