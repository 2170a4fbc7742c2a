using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.CommandLine;

/// <summary>A real installation has three roles: the schema's owner, the application, and the one that reaches the keys.</summary>
public sealed class RolesTests : IAsyncLifetime
{
    private static readonly string Suffix = $"{Environment.ProcessId}_{Guid.NewGuid():N}";
    private readonly string owner = $"owner_{Suffix}",
        application = $"app_{Suffix}",
        secrets = $"secrets_{Suffix}";
    private string database = "";

    public async Task InitializeAsync()
    {
        database = await PostgresFixture.CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        // As docs/running.md has it.
        foreach (
            var statement in new[]
            {
                $"create role {owner} login",
                $"create role {application} login",
                $"create role {secrets} login",
                $"grant {application} to {owner}",
                $"alter database {name} owner to {owner}",
            }
        )
            await RunAsync(database, statement);
    }

    public async Task DisposeAsync()
    {
        await PostgresFixture.DropDatabaseAsync(database);
        var cluster = new NpgsqlConnectionStringBuilder(database) { Database = "postgres" }.ConnectionString;
        foreach (var role in new[] { application, secrets, owner })
            await RunAsync(cluster, $"drop role {role}");
    }

    [Fact]
    public async Task the_marketplace_works_under_three_roles_and_each_can_do_its_own_part_only()
    {
        var migrated = await Verb.RunAsync(
            ["migrate"],
            [.. Verb.On(As(application)), ("ConnectionStrings__Secrets", As(secrets)), ("ConnectionStrings__Migrations", As(owner))]
        );
        Assert.True(migrated.Code == 0, migrated.Error);
        var added = await Verb.RunAsync(
            ["user", "add", "--administrator", "dawn.reid@example.org", "--name", "Dawn Reid"],
            [.. Verb.On(As(application)), ("ConnectionStrings__Secrets", As(secrets))]
        );
        Assert.True(added.Code == 0, added.Error);
        Assert.Contains("/sign-in/link#", added.Output, StringComparison.Ordinal);
        await WorksAsync();

        foreach (
            var statement in new[]
            {
                "select * from secrets.subject_key",
                "select * from secrets.opening_key",
                "delete from secrets.sign_in_link",
                "select secrets.destroy_key(gen_random_uuid(), 'why')",
                "select secrets.rewrite_keys()",
                "create table events.mine (a int)",
                "create table public.mine (a int)",
                "create table messaging.mine (a int)",
                "create schema mine",
                "alter table events.mt_events add mine int",
                "drop table events.reservation",
                "update events.mt_events set type = 'other'",
                "delete from events.mt_events",
                "truncate events.mt_events cascade",
                "update events.mark set kind = 'demo'",
                "delete from events.skipped_event",
                "delete from events.migration",
                "update bids.opened set content = '{}'",
                "delete from bids.opened",
                "update bids.sealed set ciphertext = ''",
                "update bids.sealed_file set bytes = ''",
                "update bids.team_key set public_key = ''",
                "update bids.draft set content = '{}'",
                "delete from notifications.inbox",
                "update reports.template set text = ''",
                "update authoring.template_text set text = ''",
                "delete from reports.issued",
                "delete from tenders.heartbeat",
            }
        )
            Assert.Equal((statement, "42501"), (statement, await RefusedAsync(application, statement)));
        await RunAsync(As(application), "create table views.mine (a int); drop table views.mine");
        await BytesStayAsync();
        Assert.Equal(
            [
                "accounts.editing",
                "accounts.security_event",
                "accounts.session",
                "accounts.signed_out",
                "authoring.template_draft",
                "bids.file",
                "documents.mt_doc_envelope",
                "events.inline_view",
                "events.mt_doc_deadletterevent",
                "events.mt_event_progression",
                "events.mt_event_projection_floors",
                "events.mt_high_water_skips",
                "events.paused_view",
                "events.reservation",
                "events.view_table",
                "files.chunk",
                "files.upload",
                "imports.file",
                "imports.heading",
                "messaging.node",
                "tenders.door",
                "webhooks.delivery",
            ],
            await ListAsync(
                $"""
                select format('%s.%s', schemaname, tablename) from pg_tables
                where has_table_privilege('{application}', format('%I.%I', schemaname, tablename), 'update')
                and has_table_privilege('{application}', format('%I.%I', schemaname, tablename), 'delete')
                and schemaname not in ('views', 'wolverine') order by 1
                """
            )
        );

        foreach (
            var statement in new[]
            {
                "select * from events.mt_events",
                "select * from views.membership_1",
                "select * from wolverine.wolverine_incoming_envelopes",
                "delete from secrets.subject_key",
                "create table secrets.mine (a int)",
                "alter table secrets.subject_key add mine int",
            }
        )
            Assert.Equal((statement, "42501"), (statement, await RefusedAsync(secrets, statement)));
    }

    // What the application's role writes is bound by what the log says of it, not by the application's good will.
    private async Task BytesStayAsync()
    {
        var (bid, received, lost) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await RunAsync(
            As(owner),
            $$$"""
            insert into events.mt_streams (id, type, version) values ('{{{bid}}}', 'bid', 1);
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived)
            values (nextval('events.mt_events_sequence'), gen_random_uuid(), '{{{bid}}}', 1,
                    '{"parts": [{"envelope": {"ciphertextReference": "{{{received}}}"}}]}', 'bid_received', now(), '*DEFAULT*', '', false);
            """
        );
        // Before its fact, an envelope is written; after it, nothing of it moves.
        Assert.Equal("42501", await RefusedAsync(application, Sealed(received)));
        await RunAsync(As(owner), Sealed(received));
        await RunAsync(As(application), Sealed(lost));
        foreach (var table in new[] { "sealed", "sealed_file" })
            await RunAsync(As(application), $"delete from bids.{table}");
        Assert.Equal([$"{received}"], await ListAsync("select reference::text from bids.sealed"));
        Assert.Equal([$"{received}"], await ListAsync("select part::text from bids.sealed_file"));

        var document = (await ListAsync("select document::text from files.chunk")).Single();
        await RunAsync(As(application), "update files.chunk set bytes = 'other'");
        await RunAsync(As(application), "delete from files.chunk");
        Assert.Equal(
            "42501",
            await RefusedAsync(application, $"insert into files.chunk (document, n, bytes) values ('{document}', 1, 'more')")
        );
        Assert.Equal(
            [$"{document} %PDF-1.7 as it was"],
            await ListAsync("select document || ' ' || convert_from(bytes, 'UTF8') from files.chunk")
        );

        string Sealed(Guid part) =>
            $"""
                insert into bids.sealed (reference, bid, version, ciphertext, stored) values ('{part}', '{bid}', 1, 'x', now());
                insert into bids.sealed_file (part, file, n, bid, version, bytes) values ('{part}', gen_random_uuid(), 0, '{bid}', 1, 'x')
                """;
    }

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    // A person is registered, found, shown and erased; views are read, rebuilt and compared with the log; both halves are backed up.
    private async Task WorksAsync()
    {
        var settings = new Settings
        {
            ConnectionString = As(application),
            SecretsConnectionString = As(secrets),
            DataFolder = TestFolders.Scratch(),
            Embedded = false,
            KeyEncryptionKey = MarketplaceApp.TestKey,
            BuiltInIssuer = true,
        };
        await using var app = MarketplaceHost.Build(settings, [], "http://127.0.0.1:0");
        await app.StartAsync();
        var commands = app.Services.GetRequiredService<Commands>();
        var person = Guid.CreateVersion7();
        Assert.IsType<Outcome.Done>(
            await commands.SendAsync(new RegisterPerson(person, "Amina Yusuf", "amina.yusuf@example.org"), new CommandContext(Actor.System))
        );
        var name = (await app.Services.GetRequiredService<IDocumentStore>().ReadStreamAsync(person))
            .Select(e => e.Data)
            .OfType<PersonRegistered>()
            .Single()
            .Name;
        var vault = app.Services.GetRequiredService<Vault>();
        Assert.Equal("Amina Yusuf", await vault.RevealAsync(name));
        var erased = Assert.IsType<Outcome.Done>(
            await commands.SendAsync(new ErasePerson(person, ErasureReasons.AskedByThePerson), new CommandContext(Actor.System))
        );
        while (await vault.RevealAsync(name) != Protected.Erased)
            await Task.Yield();
        var files = app.Services.GetRequiredService<Files>();
        var bytes = "%PDF-1.7 as it was"u8.ToArray();
        var upload = new Upload(Guid.CreateVersion7(), person, person, null, "application/pdf", null, Classification.Open, bytes.Length, 0);
        foreach (var document in new[] { upload, upload with { Document = Guid.CreateVersion7() } })
        {
            Assert.True(await files.BeginAsync(document, default));
            await files.WriteAsync(document with { Size = 9 }, new MemoryStream(bytes[..9]), default);
            await files.WriteAsync(document with { Received = 9 }, new MemoryStream(bytes[9..]), default);
            await commands.SendAsync(new StoreDocument(document.Document), new CommandContext(Actor.System));
        }
        await commands.SendAsync(new SweepDocument(upload.Document), new CommandContext(Actor.System));
        await files.DeleteDiscardedAsync(upload.Document, default);
        var readers = app.Services.GetRequiredService<LogReaders>();
        TableView[] views = [.. MarketplaceHost.Modules().SelectMany(m => m.Views)];
        foreach (var view in views)
        {
            Assert.True(await readers.WaitAsync(view, erased.Position, Patience.Long));
            await ActivatorUtilities.CreateInstance<Replay>(app.Services, view).ReplaceAsync();
        }
        InlineView[] inline = [.. MarketplaceHost.Modules().SelectMany(m => m.Inline)];
        Assert.Empty(await ActivatorUtilities.CreateInstance<LogVerifier>(app.Services, inline, views).VerifyAsync());
        await app.StopAsync();

        var file = Path.Combine(TestFolders.Scratch(), "monday.backup");
        await Marketplace.CommandLine.Backup.WriteAsync(settings with { MigrationsConnectionString = As(owner) }, file, withSecrets: true);
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            Marketplace.CommandLine.Backup.WriteAsync(settings, file + ".other", withSecrets: true)
        );
        Assert.Equal("42501", refused.SqlState);
    }

    private string As(string role) => new NpgsqlConnectionStringBuilder(database) { Username = role }.ConnectionString;

    private async Task<string> RefusedAsync(string role, string statement)
    {
        try
        {
            await RunAsync(As(role), statement);
            return "done";
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    private static async Task RunAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
