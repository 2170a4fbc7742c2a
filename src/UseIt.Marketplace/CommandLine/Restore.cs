using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using Npgsql;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Fills an empty database from a backup: all of it, every table counted and every byte checked, or nothing.</summary>
public static class Restore
{
    public static Command Verb()
    {
        var file = new Argument<string>("file")
        {
            Description = "The backup; its keys are looked for in the same name with .secrets after it",
        };
        var without = new Option<bool>("--without-secrets") { Description = "Restore without the keys: names stay unreadable for ever" };
        var verb = new Command("restore", "Fill an empty database from a backup") { file, without };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                var manifest = await ReadAsync(installation.Settings, parsed.GetValue(file)!, parsed.GetValue(without), cancel);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Restored to {manifest.At:u}: {manifest.Tables.Sum(t => t.Rows):N0} rows of {manifest.Tables.Count} tables, counted and checked."
                    )
                );
                return 0;
            }
        );
        return verb;
    }

    /// <exception cref="CommandException">The database is not empty, or the backup does not fit, or it is damaged; nothing was
    /// restored.</exception>
    public static async Task<BackupManifest> ReadAsync(
        Marketplace.Settings settings,
        string file,
        bool withoutSecrets = false,
        CancellationToken cancel = default
    )
    {
        var (archive, manifest) = BackupArchive.Open(file);
        using var whole = archive;
        var parts = new List<(ZipArchive Archive, BackupManifest Manifest)> { (archive, manifest) };
        if (
            !((byte[][])[settings.KeyEncryptionKey, .. settings.OtherKeyEncryptionKeys])
                .Select(BackupArchive.KeyCheck)
                .Contains(manifest.KeyCheck)
        )
            throw new CommandException(
                "The backup was sealed under another key-encryption key. Set Keys__KeyEncryptionKey (or the file keys/key-encryption.key of the data folder) to the one it was made with, or name that one in Keys__OtherKeyEncryptionKeyFile."
            );
        var secretsFile = BackupArchive.SecretsOf(file);
        if (!withoutSecrets && !File.Exists(secretsFile))
            throw new CommandException(
                $"There is no {secretsFile}. Without it no name can be read again; if that is meant, add --without-secrets."
            );
        using var secrets = withoutSecrets ? null : Paired(secretsFile, manifest, parts);

        await using var connection = new NpgsqlConnection(settings.MigrationsConnectionString ?? settings.ConnectionString);
        await connection.OpenAsync(cancel);
        if (await HoldsFactsAsync(connection, cancel))
            throw new CommandException("The database is not empty. Restore into a new one: another --data folder, or another database.");
        await MarketplaceHost.MigrateAsync(settings, manifest.Migrations.Keys.ToHashSet(StringComparer.Ordinal), cancel);
        var here = await BackupArchive.MigrationsAsync(connection, cancel);
        if (manifest.Migrations.FirstOrDefault(m => here.GetValueOrDefault(m.Key) != m.Value).Key is { } strange)
            throw new CommandException(
                $"The backup's schema has {strange}, which this program does not know. Restore it with the version that made it, or a later one."
            );
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            await FillAsync(connection, parts, manifest.Sequences, cancel);
            await transaction.CommitAsync(cancel);
        }
        await MarketplaceHost.MigrateAsync(settings, cancel: cancel);
        return manifest with { Tables = [.. parts.SelectMany(p => p.Manifest.Tables)] };
    }

    private static ZipArchive Paired(string file, BackupManifest manifest, List<(ZipArchive, BackupManifest)> parts)
    {
        var (archive, secrets) = BackupArchive.Open(file);
        if (secrets.Snapshot != manifest.Snapshot)
            throw new CommandException($"{file} belongs to another backup.");
        parts.Add((archive, secrets));
        return archive;
    }

    private static async Task<bool> HoldsFactsAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var there = new NpgsqlCommand("select to_regclass('events.mt_streams') is not null", connection);
        if (await there.ExecuteScalarAsync(cancel) is not true)
            return false;
        await using var facts = new NpgsqlCommand("select exists (select from events.mt_streams)", connection);
        return await facts.ExecuteScalarAsync(cancel) is true;
    }

    private static async Task FillAsync(
        NpgsqlConnection connection,
        IEnumerable<(ZipArchive Archive, BackupManifest Manifest)> parts,
        IReadOnlyDictionary<string, long> sequences,
        CancellationToken cancel
    )
    {
        var here = await BackupArchive.TablesAsync(connection, cancel);
        // What migrations themselves have put in; a table that only ever grows allows no truncate, and is empty.
        foreach (var table in here)
            if (await BackupArchive.CountAsync(connection, table, cancel) > 0)
                await RunAsync($"truncate {table.Quoted} cascade");
        foreach (var (archive, manifest) in parts)
        foreach (var table in manifest.Tables)
        {
            // A view of an older shape has no table any more; its successor is built from the facts.
            if (table.Name.StartsWith("views.", StringComparison.Ordinal) && here.All(t => t.Name != table.Name))
                continue;
            await CopyInAsync(connection, archive, table, cancel);
            if (await BackupArchive.CountAsync(connection, table, cancel) is var count && count != table.Rows)
                throw new CommandException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The backup is damaged: {table.Name} has {count} rows where {table.Rows} were written. Nothing was restored."
                    )
                );
        }
        // Messages that a process had in hand wait for whoever comes.
        foreach (var table in new[] { "wolverine.wolverine_incoming_envelopes", "wolverine.wolverine_outgoing_envelopes" })
            await RunAsync($"update {table} set owner_id = 0 where owner_id <> 0");
        foreach (var (name, value) in sequences)
        {
            await using var set = new NpgsqlCommand("select setval($1::regclass, $2)", connection)
            {
                Parameters =
                {
                    new NpgsqlParameter { Value = name },
                    new NpgsqlParameter { Value = value },
                },
            };
            await set.ExecuteNonQueryAsync(cancel);
        }

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private static async Task CopyInAsync(NpgsqlConnection connection, ZipArchive archive, BackupTable table, CancellationToken cancel)
    {
        var damaged = new CommandException($"The backup is damaged: {table.Name} is not what was written. Nothing was restored.");
        try
        {
            string sum;
            await using (
                var rows = await connection.BeginRawBinaryCopyAsync(
                    $"copy {table.Quoted} ({table.QuotedColumns}) from stdin (format binary)",
                    cancel
                )
            )
            await using (var entry = await (archive.GetEntry(BackupArchive.EntryOf(table)) ?? throw damaged).OpenAsync(cancel))
                sum = await BackupArchive.CopyAsync(entry, rows, cancel);
            if (sum != table.Sha256)
                throw damaged;
        }
        catch (Exception e) when (e is InvalidDataException or PostgresException { SqlState: ['2', '2', ..] or "08P01" })
        {
            throw damaged;
        }
    }
}
