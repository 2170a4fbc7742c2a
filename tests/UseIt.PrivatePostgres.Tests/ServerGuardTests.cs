using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using UseIt.Testing;

namespace UseIt.PrivatePostgres.Tests;

public sealed class ServerGuardTests : IDisposable
{
    /// <summary>What is promised; nothing else here is measured by the clock.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    private readonly string folder = TestFolders.New();
    private readonly ConcurrentQueue<string> told = new();

    public void Dispose() => TestFolders.Remove(folder);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task writers_go_on_by_themselves_and_lose_nothing_when_the_server_is_killed_again_and_again(bool withBackends)
    {
        await using var cluster = await StartAsync();
        await RunAsync(cluster, "create table visit (gardener int, number int, primary key (gardener, number))");
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        using var enough = new CancellationTokenSource();
        var stored = new int[4];
        var writers = Enumerable.Range(0, stored.Length).Select(gardener => WriteAsync(database, gardener, stored, enough.Token)).ToArray();

        for (var round = 0; round < 4; round++)
        {
            await UntilAllHaveStoredMoreAsync(stored, writers);
            var before = await ServerAsync(cluster);
            Assert.True(TestFolders.KillServer(folder, withBackends));
            await AssertAnswersInTimeAsync(cluster);
            Assert.NotEqual(before, await ServerAsync(cluster));
        }
        await UntilAllHaveStoredMoreAsync(stored, writers);
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        for (var gardener = 0; gardener < stored.Length; gardener++)
            Assert.Equal(
                (long)stored[gardener],
                await RunAsync(cluster, $"select count(*) from visit where gardener = {gardener} and number <= {stored[gardener]}")
            );
        Assert.Equal("on", await RunAsync(cluster, "show fsync"));
    }

    [Fact]
    public async Task writers_go_on_by_themselves_when_one_process_of_the_server_is_killed()
    {
        await using var cluster = await StartAsync();
        await RunAsync(cluster, "create table visit (gardener int, number int, primary key (gardener, number))");
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        using var enough = new CancellationTokenSource();
        var stored = new int[2];
        var writers = Enumerable.Range(0, stored.Length).Select(gardener => WriteAsync(database, gardener, stored, enough.Token)).ToArray();
        await UntilAllHaveStoredMoreAsync(stored, writers);
        var server = await ServerAsync(cluster);

        Kill((int)(await RunAsync(cluster, "select pid from pg_stat_activity where backend_type = 'checkpointer'"))!);

        await UntilToldAsync("answers again");
        await AssertAnswersInTimeAsync(cluster);
        await UntilAllHaveStoredMoreAsync(stored, writers);
        await enough.CancelAsync();
        await Task.WhenAll(writers);
        Assert.Equal(server, await ServerAsync(cluster));
        Assert.Equal((long)stored.Sum(), await RunAsync(cluster, "select count(*) from visit"));
    }

    [Fact]
    public async Task a_backend_that_computes_on_does_not_hold_up_the_start()
    {
        await using var cluster = await StartAsync();
        var computing = RunAsync(cluster, "do $$ begin loop end loop; end $$");
        while (await RunAsync(cluster, "select count(*) from pg_stat_activity where query like 'do %' and state = 'active'") is 0L)
            await Task.Yield();

        Assert.True(TestFolders.KillServer(folder, withBackends: false));

        await AssertAnswersInTimeAsync(cluster);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => computing);
    }

    [Fact]
    public async Task every_process_guards_and_the_server_started_again_is_one_for_all()
    {
        using var first = await OtherProcess.HoldAsync(folder);
        using var second = await OtherProcess.HoldAsync(folder);
        var cluster = await StartAsync();
        Assert.True(TestFolders.KillServer(folder));
        await AssertAnswersInTimeAsync(cluster);
        await UntilToldAsync("answers again");
        Assert.Single(Postmasters());
        Assert.Equal(0, await first.LeaveAsync());
        await cluster.DisposeAsync();

        // Whoever is left guards on.
        Assert.True(TestFolders.KillServer(folder));
        await AssertAnswersInTimeAsync(cluster);
        Assert.Single(Postmasters());

        Assert.Equal(0, await second.LeaveAsync());
        Assert.Empty(Postmasters());
    }

    [Fact]
    public async Task a_server_that_cannot_be_started_is_reported_once_and_tried_until_it_can()
    {
        await using var cluster = await StartAsync();
        await RunAsync(cluster, "create table bid ()");
        using var broken = Break("postgres/global/pg_control");
        await UntilToldAsync("does not start");
        // Every try writes the settings anew.
        for (var tries = 0; tries < 2; tries++)
        {
            var before = File.GetLastWriteTimeUtc(Path.Combine(folder, "postgres.conf"));
            await UntilAsync(() => File.GetLastWriteTimeUtc(Path.Combine(folder, "postgres.conf")) > before);
        }

        broken.Dispose();

        await UntilToldAsync("answers again");
        Assert.Equal(0L, await RunAsync(cluster, "select count(*) from bid"));
        Assert.Contains("pg_control", Assert.Single(told, line => line.Contains("does not start")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_database_folder_that_is_gone_is_never_replaced_by_an_empty_one()
    {
        await using var cluster = await StartAsync();
        await RunAsync(cluster, "create table bid ()");
        using var broken = Break("postgres");
        await UntilToldAsync("Restore it from a backup.");
        Assert.False(Path.Exists(Path.Combine(folder, "postgres")));

        broken.Dispose();

        await UntilToldAsync("answers again");
        Assert.Equal(0L, await RunAsync(cluster, "select count(*) from bid"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task leaving_while_the_server_is_brought_back_leaves_none_behind(bool started)
    {
        var cluster = await StartAsync();
        await RunAsync(cluster, "create table bid ()");
        var before = Assert.Single(Postmasters());
        Assert.True(TestFolders.KillServer(folder));
        if (started)
            await UntilAsync(() => Postmasters().Any(pid => pid != before));

        await cluster.DisposeAsync();

        // Killed in the middle of its start, its processes need a moment to go.
        await UntilAsync(() => Postmasters() is []);
        await using var again = await StartAsync();
        Assert.Equal(0L, await RunAsync(again, "select count(*) from bid"));
    }

    [Fact]
    public async Task leaving_ends_the_trying_where_the_server_cannot_be_started()
    {
        var cluster = await StartAsync();
        using var broken = Break("postgres/global/pg_control");
        await UntilToldAsync("does not start");

        await cluster.DisposeAsync();

        Assert.DoesNotContain(told, line => line.Contains("answers again", StringComparison.Ordinal));
    }

    private Task<PrivateCluster> StartAsync() =>
        PrivateCluster.StartAsync(new PrivateClusterOptions { Folder = folder, Progress = told.Enqueue });

    /// <summary>One row after the other; a row that was not acknowledged is sent again.</summary>
    private static async Task WriteAsync(NpgsqlDataSource database, int gardener, int[] stored, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await using var insert = database.CreateCommand(
                    $"insert into visit values ({gardener}, {stored[gardener] + 1}) on conflict do nothing"
                );
                await insert.ExecuteNonQueryAsync(CancellationToken.None);
                Interlocked.Increment(ref stored[gardener]);
            }
            catch (NpgsqlException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task UntilAllHaveStoredMoreAsync(int[] stored, Task[] writers)
    {
        var before = (int[])stored.Clone();
        await UntilAsync(() =>
            writers.Any(writer => writer.IsCompleted) || stored.Select((now, i) => now > before[i] + 10).All(more => more)
        );
        Assert.All(writers, writer => Assert.False(writer.IsCompleted));
    }

    private static async Task AssertAnswersInTimeAsync(PrivateCluster cluster)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await RunAsync(cluster, "select 1");
                break;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(since) < 2 * Promised)
            {
                await Task.Yield();
            }
        }
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, Promised);
    }

    private Task UntilToldAsync(string word) => UntilAsync(() => told.Any(line => line.Contains(word, StringComparison.Ordinal)));

    private static async Task UntilAsync(Func<bool> happened)
    {
        using var patience = Patience.Begin();
        while (!happened())
            await Task.Delay(5, patience.Token);
    }

    /// <summary>Takes something of the cluster away and kills the server; disposed, it is there again.</summary>
    private Aside Break(string part)
    {
        var postmaster = Assert.Single(Postmasters());
        var broken = new Aside(Path.Combine(folder, part), Path.Combine(folder, "aside"));
        Kill(postmaster);
        return broken;
    }

    private sealed class Aside : IDisposable
    {
        private readonly string place;
        private readonly string aside;

        public Aside(string place, string aside)
        {
            (this.place, this.aside) = (place, aside);
            Directory.Move(place, aside);
        }

        public void Dispose()
        {
            if (Path.Exists(aside))
                Directory.Move(aside, place);
        }
    }

    /// <summary>Servers of the folder, as the machine shows them: those of its processes that no other of them has started.</summary>
    private int[] Postmasters()
    {
        var parents = new Dictionary<int, int>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
            if (new FileInfo(Path.Combine(process, "cwd")).LinkTarget == Path.Combine(folder, "postgres") && Parent(process) is { } parent)
                parents[int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture)] = parent;
        return [.. parents.Where(process => !parents.ContainsKey(process.Value)).Select(process => process.Key)];
    }

    private static int? Parent(string process)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(process, "status")).First(line => line.StartsWith("PPid:", StringComparison.Ordinal));
            return int.Parse(line.AsSpan("PPid:".Length), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill(entireProcessTree: true);
    }

    /// <summary>Which run of the server it is.</summary>
    private static Task<object?> ServerAsync(PrivateCluster cluster) => RunAsync(cluster, "select pg_postmaster_start_time()");

    private static async Task<object?> RunAsync(PrivateCluster cluster, string statement)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }
}
