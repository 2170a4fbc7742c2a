using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

/// <summary>What was decided about a file, and how far it has been taken in.</summary>
public sealed record FileState
{
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

/// <summary>Files on their way in: sealed, seen by the advisers of their own organisation, gone after three days.</summary>
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

    public async Task<Guid> KeepAsync(Guid organisation, Guid person, byte[] bytes, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        await using var command = database.CreateCommand(
            "insert into imports.file (id, organisation, person, sealed, state) values ($1, $2, $3, $4, $5)"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Sealer(id).Protect(bytes) });
        command.Parameters.Add(Json(new FileState()));
        await command.ExecuteNonQueryAsync(cancel);
        return id;
    }

    /// <summary>A file of this organisation, while it is kept.</summary>
    public async Task<(byte[] Bytes, FileState State)?> FindAsync(Guid organisation, Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select sealed, state from imports.file
            where id = $1 and organisation = $2 and kept >= events.clock() - interval '{Days} days'
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? (
                Sealer(id).Unprotect(reader.GetFieldValue<byte[]>(0)),
                JsonSerializer.Deserialize<FileState>(reader.GetString(1), EventJson.Options)!
            )
            : null;
    }

    public async Task SaveAsync(Guid id, FileState state, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update imports.file set state = $2 where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(Json(state));
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What headings meant before, in this organisation.</summary>
    public async Task<IReadOnlyDictionary<string, CaseField?>> HeadingsAsync(Guid organisation, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select heading, field from imports.heading where organisation = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var known = new Dictionary<string, CaseField?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
            known[reader.GetString(0)] = !reader.IsDBNull(1) && Enum.TryParse<CaseField>(reader.GetString(1), out var field) ? field : null;
        return known;
    }

    public async Task RememberAsync(
        Guid organisation,
        IReadOnlyList<string> headings,
        IReadOnlyList<CaseField?> columns,
        CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand(
            """
            insert into imports.heading select $1, * from unnest($2, $3)
            on conflict (organisation, heading) do update set field = excluded.field
            """
        );
        var said = headings
            .Zip(columns)
            .Select(h => (Heading: CaseColumns.Plain(h.First), Field: h.Second))
            .Where(h => h.Heading.Length is > 0 and <= 100)
            .DistinctBy(h => h.Heading)
            .ToArray();
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. said.Select(h => h.Heading)] });
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. said.Select(h => h.Field?.ToString())] });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private IDataProtector Sealer(Guid id) => protection.CreateProtector("imports", id.ToString());

    private static NpgsqlParameter Json(FileState state) =>
        new() { Value = JsonSerializer.Serialize(state, EventJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
