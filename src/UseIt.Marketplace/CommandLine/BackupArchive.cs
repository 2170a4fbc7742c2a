using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.CommandLine;

/// <summary>What an archive holds. The rows of each table lie beside it as PostgreSQL's binary COPY writes them.</summary>
/// <param name="Format">The form of the archive; 1.</param>
/// <param name="Snapshot">The one moment in the database's life that it shows; an archive and its secrets carry the same.</param>
/// <param name="At">When that was, by the store's clock.</param>
/// <param name="KeyCheck">Tells whether a key-encryption key is the one the data was sealed with, without telling the key.</param>
/// <param name="Migrations">The schema the data fits, by file and checksum.</param>
/// <param name="Sequences">The last number drawn from each sequence, where one was.</param>
/// <param name="Tables">The tables, each after those it refers to.</param>
public sealed record BackupManifest(
    int Format,
    Guid Snapshot,
    DateTimeOffset At,
    string KeyCheck,
    IReadOnlyDictionary<string, string> Migrations,
    IReadOnlyDictionary<string, long> Sequences,
    IReadOnlyList<BackupTable> Tables
)
{
    public const int CurrentFormat = 1;
}

public sealed record BackupTable(string Name, IReadOnlyList<string> Columns, long Rows, string Sha256)
{
    public string Quoted => string.Join('.', Name.Split('.').Select(n => $"\"{n}\""));
    public string QuotedColumns => string.Join(", ", Columns.Select(c => $"\"{c}\""));
}

/// <summary>A zip file: <c>manifest.json</c> and one entry for each table.</summary>
internal static class BackupArchive
{
    public const string SecretsSchema = "secrets";

    private const string ManifestName = "manifest.json";

    public static string SecretsOf(string file) => file + ".secrets";

    public static string EntryOf(BackupTable table) => $"tables/{table.Name}.copy";

    public static string KeyCheck(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "useit-backup"u8))[..16];

    public static void WriteManifest(ZipArchive archive, BackupManifest manifest)
    {
        using var stream = archive.CreateEntry(ManifestName).Open();
        JsonSerializer.Serialize(stream, manifest, new JsonSerializerOptions(EventJson.Options) { WriteIndented = true });
    }

    /// <exception cref="CommandException">It is no archive of ours, or of a form this program does not know.</exception>
    public static (ZipArchive Archive, BackupManifest Manifest) Open(string file)
    {
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(file);
            using var stream = (archive.GetEntry(ManifestName) ?? throw new InvalidDataException()).Open();
            var manifest = JsonSerializer.Deserialize<BackupManifest>(stream, EventJson.Options) ?? throw new InvalidDataException();
            return manifest.Format == BackupManifest.CurrentFormat
                ? (archive, manifest)
                : throw new CommandException($"{file} was written by a newer version of this program. Restore it with that version.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"There is no file {file}.", e);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or IOException or UnauthorizedAccessException)
        {
            archive?.Dispose();
            throw new CommandException($"{file} is not a whole backup of this program, or cannot be read.", e);
        }
    }

    /// <summary>The tables of our schemas (those that belong to the owner of <c>events</c>), each after those it refers to.</summary>
    public static async Task<IReadOnlyList<BackupTable>> TablesAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string sql = $$"""
            with ours as ({{OurSchemas}}), tables as (
              select c.oid, ours.nspname || '.' || c.relname as name from pg_class c
              join ours on ours.oid = c.relnamespace where c.relkind = 'r')
            select t.name,
                   (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
                   where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''),
                   (select coalesce(array_agg(distinct r.name) filter (where r.oid <> t.oid), array[]::text[])
                   from pg_constraint k join tables r on r.oid = k.confrelid where k.conrelid = t.oid and k.contype = 'f')
            from tables t where t.name <> 'events.migration' and not t.name = any('{{{NodeTables}}}') order by t.name
            """;
        var found = new List<(BackupTable Table, string[] RefersTo)>();
        await using (var command = new NpgsqlCommand(sql, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                found.Add(
                    (new BackupTable(reader.GetString(0), reader.GetFieldValue<string[]>(1), 0, ""), reader.GetFieldValue<string[]>(2))
                );
        var ordered = new List<BackupTable>();
        while (found.Count > 0)
        {
            var next = found.FindIndex(f => f.RefersTo.All(r => ordered.Any(o => o.Name == r)));
            if (next < 0)
                throw new InvalidOperationException(
                    $"The tables {string.Join(", ", found.Select(f => f.Table.Name))} refer to each other in a ring."
                );
            ordered.Add(found[next].Table);
            found.RemoveAt(next);
        }
        return ordered;
    }

    public static async Task<IReadOnlyDictionary<string, string>> MigrationsAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var migrations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name, checksum from events.migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            migrations[reader.GetString(0)] = reader.GetString(1);
        return migrations;
    }

    public static async Task<IReadOnlyDictionary<string, long>> SequencesAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var sequences = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            $"""
            select schemaname || '.' || sequencename, last_value from pg_sequences
            where schemaname in (select nspname from ({OurSchemas}) ours) and last_value is not null
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            sequences[reader.GetString(0)] = reader.GetInt64(1);
        return sequences;
    }

    public static async Task<long> CountAsync(NpgsqlConnection connection, BackupTable table, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {table.Quoted}", connection);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Copies, and gives the SHA-256 of what went through.</summary>
    public static async Task<string> CopyAsync(Stream from, Stream to, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer, cancel)) > 0; )
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Which processes run, and what they are doing at this moment: it says nothing anywhere else.
    private const string NodeTables =
        "messaging.node,messaging.backend,wolverine.wolverine_nodes,wolverine.wolverine_node_assignments,"
        + "wolverine.wolverine_node_records,wolverine.wolverine_control_queue";

    private const string OurSchemas = """
        select oid, nspname from pg_namespace
        where nspowner = (select nspowner from pg_namespace where nspname = 'events')
        and nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
        """;
}
