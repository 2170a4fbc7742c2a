using System.IO.Compression;
using Npgsql;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.CommandLine;

public sealed class BackupTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private readonly string folder = TestFolders.Scratch();

    [Fact]
    public async Task a_restored_database_is_row_for_row_the_one_backed_up_and_works_on()
    {
        var person = await PersonAsync("Amina Yusuf");
        var file = await BackUpAsync(secrets: true);
        var restored = await PostgresFixture.CreateDatabaseAsync();
        try
        {
            var there = app.Settings with { ConnectionString = restored };
            var manifest = await Restore.ReadAsync(there, file);
            Assert.Contains(manifest.Tables, t => t.Name == "secrets.subject_key");
            foreach (var table in manifest.Tables)
                Assert.Equal(table.Rows, await NumberAsync(restored, $"select count(*) from {table.Name}"));
            foreach (
                var table in new[]
                {
                    "events.mt_events",
                    "events.mt_streams",
                    "events.reservation",
                    "events.mark",
                    "secrets.subject_key",
                    "views.membership_1",
                }
            )
                Assert.Equal(await RowsAsync(app.Settings.ConnectionString, table), await RowsAsync(restored, table));
            Assert.Equal(0, await MarketplaceHost.MigrateAsync(there));
            // The sequence goes on where it was: the next fact gets a place of its own.
            Assert.True(
                await NumberAsync(restored, "select nextval('events.mt_events_sequence')")
                    > await NumberAsync(restored, "select max(seq_id) from events.mt_events")
            );
            await using var database = NpgsqlDataSource.Create(restored);
            var vault = VaultOf(database, there.KeyEncryptionKey);
            Assert.Equal(person, await new UseIt.Marketplace.Accounts.People(database, vault).ByMailAsync("amina.yusuf@example.org"));
        }
        finally
        {
            await PostgresFixture.DropDatabaseAsync(restored);
        }
    }

    [Fact]
    public async Task without_the_secrets_no_name_is_in_the_backup_and_that_has_to_be_meant()
    {
        await PersonAsync("Amina Yusuf");
        var file = await BackUpAsync(secrets: false);
        using (var archive = ZipFile.OpenRead(file))
            Assert.DoesNotContain(archive.Entries, e => e.FullName.StartsWith("tables/secrets.", StringComparison.Ordinal));
        await RefusedAsync("Without it no name can be read again", file);
        var restored = await PostgresFixture.CreateDatabaseAsync();
        await Restore.ReadAsync(app.Settings with { ConnectionString = restored }, file, withoutSecrets: true);
        Assert.Equal(0, await NumberAsync(restored, "select count(*) from secrets.subject_key"));
        await PostgresFixture.DropDatabaseAsync(restored);
    }

    [Fact]
    public async Task refuses_a_database_with_facts_another_key_and_what_is_no_backup()
    {
        await PersonAsync("Amina Yusuf");
        var file = await BackUpAsync(secrets: true);
        Assert.Contains(
            "The database is not empty",
            (await Assert.ThrowsAsync<CommandException>(() => Restore.ReadAsync(app.Settings, file))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "another key-encryption key",
            (
                await Assert.ThrowsAsync<CommandException>(() =>
                    Restore.ReadAsync(app.Settings with { KeyEncryptionKey = new byte[32] }, file)
                )
            ).Message,
            StringComparison.Ordinal
        );
        var nonsense = Path.Combine(folder, "nonsense");
        await File.WriteAllTextAsync(nonsense, "Ladywood Grounds CIC");
        Assert.Contains(
            "not a whole backup",
            (await Assert.ThrowsAsync<CommandException>(() => Restore.ReadAsync(app.Settings, nonsense))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "There is no file",
            (await Assert.ThrowsAsync<CommandException>(() => Restore.ReadAsync(app.Settings, nonsense + "2"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is there already",
            (await Assert.ThrowsAsync<CommandException>(() => Backup.WriteAsync(app.Settings, file, false))).Message,
            StringComparison.Ordinal
        );
        // The secrets of another moment do not fit.
        File.Delete(SecretsOf(file));
        File.Move(SecretsOf(await BackUpAsync(secrets: true)), SecretsOf(file));
        await RefusedAsync("belongs to another backup", file);
    }

    [Fact]
    public async Task a_changed_byte_is_found_and_nothing_is_restored()
    {
        await PersonAsync("Amina Yusuf");
        var file = await BackUpAsync(secrets: true);
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            var entry = archive.GetEntry("tables/events.mt_events.copy")!;
            using var rows = new MemoryStream();
            using (var stream = entry.Open())
                await stream.CopyToAsync(rows);
            var bytes = rows.ToArray();
            var at = bytes.AsSpan().IndexOf("person_registered"u8);
            Assert.True(at > 0);
            // One letter of a stored name: PostgreSQL takes it, the checksum does not.
            bytes[at] = (byte)'q';
            entry.Delete();
            using var changed = archive.CreateEntry("tables/events.mt_events.copy").Open();
            await changed.WriteAsync(bytes);
        }
        var restored = await RefusedAsync("events.mt_events is not what was written", file, keep: true);
        Assert.Equal(0, await NumberAsync(restored, "select count(*) from events.mt_streams"));
        await PostgresFixture.DropDatabaseAsync(restored);
    }

    private static Vault VaultOf(NpgsqlDataSource database, byte[] key) =>
        new(database, new KeyRing(key), () => DerivedKeys.Derive(key, DerivedKeys.Digest));

    private async Task<Guid> PersonAsync(string name)
    {
        var mail = $"{name.ToLowerInvariant().Replace(' ', '.')}@example.org";
        var people = new UseIt.Marketplace.Accounts.People(app.Database, VaultOf(app.Database, app.Settings.KeyEncryptionKey));
        if (await people.ByMailAsync(mail) is { } known)
            return known;
        var person = Guid.CreateVersion7();
        await app.DoAsync(new RegisterPerson(person, name, mail));
        return person;
    }

    private async Task<string> BackUpAsync(bool secrets)
    {
        // Whatever is on its way has arrived, so that two readings of the database can be compared.
        await app.SettledAsync();
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.backup");
        await Backup.WriteAsync(app.Settings, file, secrets);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        return file;
    }

    private async Task<string> RefusedAsync(string because, string file, bool keep = false)
    {
        var restored = await PostgresFixture.CreateDatabaseAsync();
        var refused = await Assert.ThrowsAsync<CommandException>(() =>
            Restore.ReadAsync(app.Settings with { ConnectionString = restored }, file)
        );
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        if (!keep)
            await PostgresFixture.DropDatabaseAsync(restored);
        return restored;
    }

    private static string SecretsOf(string file) => file + ".secrets";

    private static async Task<long> NumberAsync(string connection, string sql)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string> RowsAsync(string connection, string table)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand(
            $"select coalesce(string_agg(t::text, e'\\n' order by t::text), '') from {table} t"
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
