using System.CommandLine;
using System.Data;
using System.Globalization;
using System.IO.Compression;
using Npgsql;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// Writes the whole database to a file as it is at one moment, while the marketplace works on. The keys (schema <c>secrets</c>) go into a
/// file of their own, so that they can be kept for a shorter time: a person erased today can be read from an old backup for as long as its
/// keys are kept.
/// </summary>
public static class Backup
{
    public static Command Verb()
    {
        var file = new Option<string>("--out") { Description = "The file to write; it must not be there yet", Required = true };
        var secrets = new Option<bool>("--with-secrets") { Description = "Also write the keys, to the same name with .secrets after it" };
        var verb = new Command("backup", "Write the database to a file") { file, secrets };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                var manifest = await WriteAsync(installation.Settings, parsed.GetValue(file)!, parsed.GetValue(secrets), cancel);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{parsed.GetValue(file)}: {manifest.Tables.Sum(t => t.Rows):N0} rows of {manifest.Tables.Count} tables, as of {manifest.At:u}"
                    )
                );
                if (!parsed.GetValue(secrets))
                    Console.WriteLine("Without --with-secrets nobody's name can be read from it again.");
                Console.WriteLine("The key-encryption key is in no backup. Keep it somewhere else.");
                return 0;
            }
        );
        return verb;
    }

    public static async Task<BackupManifest> WriteAsync(
        Marketplace.Settings settings,
        string file,
        bool withSecrets,
        CancellationToken cancel = default
    )
    {
        await using var connection = new NpgsqlConnection(
            withSecrets ? settings.MigrationsConnectionString ?? settings.ConnectionString : settings.ConnectionString
        );
        await connection.OpenAsync(cancel);
        await using (var ours = new NpgsqlCommand("select to_regclass('events.migration') is not null", connection))
            if (await ours.ExecuteScalarAsync(cancel) is not true)
                throw new CommandException("There is nothing here to back up: the database holds no marketplace.");
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using (var readOnly = new NpgsqlCommand("set transaction read only", connection))
            await readOnly.ExecuteNonQueryAsync(cancel);
        // Before the first look: to a snapshot older than its rewriting (an erasure) the table would be empty.
        await using (var hold = new NpgsqlCommand("lock table secrets.subject_key in access share mode", connection))
            if (withSecrets)
                await hold.ExecuteNonQueryAsync(cancel);
        await using var clock = new NpgsqlCommand("select events.clock()", connection);
        var empty = new BackupManifest(
            BackupManifest.CurrentFormat,
            Guid.NewGuid(),
            new DateTimeOffset((DateTime)(await clock.ExecuteScalarAsync(cancel))!, TimeSpan.Zero),
            BackupArchive.KeyCheck(settings.KeyEncryptionKey),
            await BackupArchive.MigrationsAsync(connection, cancel),
            await BackupArchive.SequencesAsync(connection, cancel),
            []
        );
        var tables = (await BackupArchive.TablesAsync(connection, cancel)).ToLookup(t =>
            t.Name.StartsWith($"{BackupArchive.SecretsSchema}.", StringComparison.Ordinal)
        );
        var whole = await WriteFileAsync(connection, file, empty, tables[false], cancel);
        if (withSecrets)
            await WriteFileAsync(connection, BackupArchive.SecretsOf(file), empty, tables[true], cancel);
        return whole;
    }

    private static async Task<BackupManifest> WriteFileAsync(
        NpgsqlConnection connection,
        string file,
        BackupManifest manifest,
        IEnumerable<BackupTable> tables,
        CancellationToken cancel
    )
    {
        // Under another name until it is whole.
        var part = $"{file}.part";
        try
        {
            if (File.Exists(file))
                throw new CommandException($"{file} is there already. Choose another name.");
            await using (
                var stream = new FileStream(
                    part,
                    new FileStreamOptions
                    {
                        Mode = FileMode.Create,
                        Access = FileAccess.Write,
                        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    }
                )
            )
            {
                using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
                var written = new List<BackupTable>();
                foreach (var table in tables)
                {
                    string sum;
                    await using (
                        var rows = await connection.BeginRawBinaryCopyAsync(
                            $"copy {table.Quoted} ({table.QuotedColumns}) to stdout (format binary)",
                            cancel
                        )
                    )
                    await using (
                        var entry = await archive.CreateEntry(BackupArchive.EntryOf(table), CompressionLevel.Fastest).OpenAsync(cancel)
                    )
                        sum = await BackupArchive.CopyAsync(rows, entry, cancel);
                    written.Add(table with { Rows = await BackupArchive.CountAsync(connection, table, cancel), Sha256 = sum });
                }
                manifest = manifest with { Tables = written };
                BackupArchive.WriteManifest(archive, manifest);
            }
            File.Move(part, file, overwrite: false);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
