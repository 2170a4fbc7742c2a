using Npgsql;
using UseIt.Testing;

namespace UseIt.PrivatePostgres.Tests;

public sealed class PrivateClusterRefusalTests : IDisposable
{
    private readonly string folder = TestFolders.New();

    public void Dispose() => TestFolders.Remove(folder);

    [Fact]
    public async Task refuses_a_folder_with_other_things_in_it_and_leaves_them_alone()
    {
        Directory.CreateDirectory(folder);
        var accounts = Path.Combine(folder, "accounts.ods");
        await File.WriteAllTextAsync(accounts, "Ladywood Grounds CIC");

        var refused = await Assert.ThrowsAsync<PrivateClusterException>(StartAsync);

        Assert.StartsWith(
            $"The folder {folder} has files in it that are not USE-IT! Marketplace's.",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal([accounts], Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task refuses_a_file_for_a_folder()
    {
        await File.WriteAllTextAsync(folder, "");
        var refused = await Assert.ThrowsAsync<PrivateClusterException>(StartAsync);
        Assert.Equal($"The data folder {folder} is a file. Choose a folder.", refused.Message);
    }

    [Fact]
    public async Task names_the_folder_that_keeps_the_database_out()
    {
        // Closed to PostgreSQL's user when we are root, to us when we are not.
        Directory.CreateDirectory(
            folder,
            Environment.IsPrivilegedProcess ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute : UnixFileMode.None
        );

        var refused = await Assert.ThrowsAsync<PrivateClusterException>(() =>
            PrivateCluster.StartAsync(new PrivateClusterOptions { Folder = Path.Combine(folder, "data") })
        );

        Assert.StartsWith(
            Environment.IsPrivilegedProcess
                ? $"The folder {folder} is closed to the user "
                : $"The data folder {folder}/data cannot be used by ",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\n', refused.Message);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task refuses_a_cluster_that_the_database_may_not_read()
    {
        var cluster = Directory.CreateDirectory(Path.Combine(DataFolder.Open(folder).Path, "postgres")).FullName;
        // Root's, when we are root; closed to ourselves, when we are not.
        if (!Environment.IsPrivilegedProcess)
            File.SetUnixFileMode(cluster, UnixFileMode.None);

        var refused = await Assert.ThrowsAsync<PrivateClusterException>(StartAsync);

        Assert.StartsWith($"The database folder {cluster} cannot be read by ", refused.Message, StringComparison.Ordinal);
        if (!Environment.IsPrivilegedProcess)
            File.SetUnixFileMode(cluster, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task refuses_the_data_of_another_major_version()
    {
        await using (await StartAsync()) { }
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres", "PG_VERSION"), "12\n");

        var refused = await Assert.ThrowsAsync<PrivateClusterException>(StartAsync);

        Assert.StartsWith(
            $"The data in {folder} is PostgreSQL 12's and this machine has no PostgreSQL 12 (found: ",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task refuses_sockets_in_a_folder_that_another_program_made()
    {
        string sockets;
        await using (var cluster = await StartAsync())
            sockets = new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Host!;
        Directory.CreateSymbolicLink(sockets, Path.Combine(folder, "postgres"));
        try
        {
            var refused = await Assert.ThrowsAsync<PrivateClusterException>(StartAsync);
            Assert.StartsWith($"The folder {sockets} does not belong to the user ", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(sockets);
        }
    }

    [Fact]
    public async Task says_what_postgresql_said_when_it_does_not_start()
    {
        await using (await StartAsync()) { }
        await File.AppendAllTextAsync(Path.Combine(folder, "postgres", "postgresql.conf"), "ladywood = on\n");

        var refused = await Assert.ThrowsAsync<PrivateClusterException>(StartAsync);

        Assert.StartsWith($"PostgreSQL does not start in {folder}. It said:\n", refused.Message, StringComparison.Ordinal);
        Assert.Contains("unrecognized configuration parameter \"ladywood\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_a_pg_bin_without_postgresql_in_it()
    {
        using var other = OtherProcess.Start([folder], ("PG_BIN", "/var/empty"));
        Assert.Equal(
            "PG_BIN is /var/empty, which does not hold initdb, postgres, pg_ctl. Set it to PostgreSQL's bin folder, or unset it.",
            await other.ReadAsync()
        );
    }

    [Fact]
    public async Task says_what_to_install_where_there_is_neither_postgresql_nor_npm()
    {
        var programs = Directory.CreateDirectory(DataFolder.Open(folder).Entry("programs")).FullName;
        File.CreateSymbolicLink(Path.Combine(programs, "id"), "/usr/bin/id");

        using var other = OtherProcess.Start([folder, "npm"], ("PATH", programs));

        Assert.Equal(
            "No PostgreSQL was found, and no npm to fetch one with. Install PostgreSQL 15 or later (on Debian and Ubuntu: apt-get install postgresql), or set PG_BIN to its bin folder.",
            await other.ReadAsync()
        );
    }

    [Fact]
    public async Task says_what_npm_said_when_it_cannot_fetch()
    {
        using var other = OtherProcess.Start(
            [folder, "npm"],
            ("npm_config_registry", "http://127.0.0.1:9/"),
            ("npm_config_fetch_retries", "0"),
            ("npm_config_cache", folder + "/cache")
        );

        Assert.StartsWith(
            "No PostgreSQL was found, and npm could not fetch one. Install PostgreSQL 15 or later",
            await other.ReadAsync(),
            StringComparison.Ordinal
        );
        Assert.Contains("ECONNREFUSED", await other.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_a_folder_that_another_container_uses()
    {
        using var other = await OtherProcess.HoldAsync(folder);
        // As it would look from a container of its own: the lease is held, the process and its sockets are not to be seen.
        await File.WriteAllTextAsync(Path.Combine(folder, "cluster.home"), "elsewhere");

        var refused = await Assert.ThrowsAsync<PrivateClusterException>(StartAsync);

        Assert.StartsWith(
            $"The data folder {folder} is in use on another machine or in another container.",
            refused.Message,
            StringComparison.Ordinal
        );
        await other.KillAsync();
        await using var cluster = await StartAsync();
    }

    private Task<PrivateCluster> StartAsync() => PrivateCluster.StartAsync(new PrivateClusterOptions { Folder = folder });
}
