using System.Globalization;
using UseIt.Marketplace.Tests.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.CommandLine;

public sealed class CommandLineTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task an_unknown_verb_is_no_command_line()
    {
        var ended = await Verb.RunAsync(["publish"]);
        Assert.Equal(2, ended.Code);
        Assert.Contains("publish", Line(ended), StringComparison.Ordinal);
        Assert.EndsWith("Ask with --help.", Line(ended), StringComparison.Ordinal);
    }

    [Fact]
    public async Task help_names_every_verb_and_opens_nothing()
    {
        var ended = await Verb.RunAsync(["--help"], ("ConnectionStrings__Marketplace", "Host=127.0.0.1;Port=9;Database=none"));
        Assert.Equal(0, ended.Code);
        foreach (
            var verb in new[] { "serve", "migrate", "demo", "user", "token", "import", "export", "report", "backup", "restore", "render" }
        )
            Assert.Contains($"\n  {verb} ", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_database_that_is_down_is_named_in_one_line()
    {
        var ended = await Verb.RunAsync(["migrate"], Verb.On("Host=127.0.0.1;Port=9;Database=marketplace;Username=useit;Timeout=2"));
        Assert.Equal(1, ended.Code);
        Assert.Equal("The database cannot be reached. Check that it runs and that ConnectionStrings__Marketplace is right.", Line(ended));
    }

    [Fact]
    public async Task a_database_that_is_not_there_is_named_in_one_line()
    {
        var ended = await Verb.RunAsync(
            ["migrate"],
            Verb.On(new Npgsql.NpgsqlConnectionStringBuilder(app.Settings.ConnectionString) { Database = "elsewhere" }.ConnectionString)
        );
        Assert.Equal(1, ended.Code);
        Assert.Equal("The database named in ConnectionStrings__Marketplace does not exist. Create it first.", Line(ended));
    }

    [Fact]
    public async Task a_real_installation_without_its_key_says_how_to_make_one()
    {
        var ended = await Verb.RunAsync(["migrate"], ("ConnectionStrings__Marketplace", app.Settings.ConnectionString));
        Assert.Equal(1, ended.Code);
        Assert.StartsWith("Set Keys__KeyEncryptionKey", Line(ended), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_data_folder_that_is_not_ours_is_left_alone()
    {
        var folder = TestFolders.New();
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "accounts.ods"), "Ladywood Grounds CIC");
        var ended = await Verb.RunAsync(["serve", "--data", folder]);
        Assert.Equal(1, ended.Code);
        Assert.StartsWith(
            $"The folder {folder} has files in it that are not USE-IT! Marketplace's.",
            Line(ended),
            StringComparison.Ordinal
        );
        Assert.Single(Directory.EnumerateFileSystemEntries(folder));
        TestFolders.Remove(folder);
    }

    [Fact]
    public async Task a_port_in_use_is_named_in_one_line()
    {
        using var listener = Verb.Occupied(out var port);
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var live = await PostgresFixture.CreateDatabaseAsync();
        try
        {
            var ended = await Verb.RunAsync(["serve", "--urls", address], Verb.On(live));
            Assert.Equal(1, ended.Code);
            Assert.StartsWith($"The address {address} is in use.", Line(ended), StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", ended.Output, StringComparison.Ordinal);
        }
        finally
        {
            await PostgresFixture.DropDatabaseAsync(live);
        }
    }

    [Fact]
    public async Task a_store_that_is_not_empty_is_told_no_story()
    {
        await app.OrganisationAsync("Ladywood Grounds CIC", UseIt.Marketplace.Organisations.OrganisationKind.Enterprise);
        var ended = await Verb.RunAsync(["demo"], Verb.On(app.Settings.ConnectionString));
        Assert.Equal(1, ended.Code);
        Assert.StartsWith("This store is not empty", Line(ended), StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_applications_own_user_works_without_rights_on_the_schema_and_cannot_migrate()
    {
        var role = $"app_{Guid.NewGuid():N}";
        await using (var grant = app.Database.CreateCommand($"create role {role} login"))
        {
            await grant.ExecuteNonQueryAsync();
            grant.CommandText = $"""
                do $$ declare s text; begin
                  for s in select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public') loop
                    execute format('grant usage on schema %I to {role}', s);
                    execute format('grant select, insert, update, delete on all tables in schema %I to {role}', s);
                    execute format('grant usage, select, update on all sequences in schema %I to {role}', s);
                  end loop;
                end $$
                """;
            await grant.ExecuteNonQueryAsync();
        }
        var on = Verb.On(new Npgsql.NpgsqlConnectionStringBuilder(app.Settings.ConnectionString) { Username = role }.ConnectionString);
        var added = await Verb.RunAsync(["user", "add", "--administrator", "martin.cole@example.org"], on);
        Assert.True(added.Code == 0, added.Error);
        var migrated = await Verb.RunAsync(["migrate"], on);
        Assert.Equal(1, migrated.Code);
        Assert.EndsWith("Run migrate as the database's owner.", Line(migrated), StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_first_administrator_signs_in_once_by_the_printed_link()
    {
        var ended = await Verb.RunAsync(
            ["user", "add", "--administrator", "dawn.reid@example.org", "--name", "Dawn Reid"],
            Verb.On(app.Settings.ConnectionString)
        );
        Assert.True(ended.Code == 0, ended.Error);
        var printed = new Uri(ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        var (link, key) = (printed.PathAndQuery, printed.Fragment[1..]);
        Assert.Equal("/sign-in/link", link);

        using var browser = new Browsing(app);
        var page = await browser.GetAsync(link);
        var signedIn = await browser.SendAsync(page, link, ("Key", key));
        Assert.Equal("/account", signedIn.Header("Location"));
        Assert.Contains("Dawn Reid", (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);

        using var another = new Browsing(app);
        var again = await another.SendAsync(await another.GetAsync(link), link, ("Key", key));
        Assert.Equal("This link was used before or is too old. Ask for a new one", Assert.Single(again.Mistakes).Sentence);
    }

    private static string Line(Verb.Ended ended) => Assert.Single(ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
