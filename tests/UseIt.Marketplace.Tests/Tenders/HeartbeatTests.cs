using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UseIt.Marketplace.Tenders;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Tenders;

/// <summary>A migrated database marked as a test's, with nothing running on it.</summary>
public sealed class QuietDatabase : DatabaseFixture
{
    protected override async Task FillAsync(string connectionString)
    {
        await MarketplaceHost.MigrateAsync(
            new Settings
            {
                ConnectionString = connectionString,
                DataFolder = "",
                Embedded = true,
                KeyEncryptionKey = MarketplaceApp.TestKey,
            }
        );
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var mark = database.CreateCommand("update events.mark set kind = 'test'");
        await mark.ExecuteNonQueryAsync();
    }
}

public sealed class HeartbeatTests(QuietDatabase database) : IClassFixture<QuietDatabase>, IAsyncLifetime
{
    public Task InitializeAsync() => SqlAsync("truncate tenders.heartbeat; select events.set_clock_offset(interval '0')");

    public Task DisposeAsync() => Task.CompletedTask;

    // What one process keeps in memory is one object: a new one is a process that has just started.
    private Heartbeat Process() =>
        new(
            database.DataSource,
            new Settings
            {
                ConnectionString = database.ConnectionString,
                DataFolder = "",
                Embedded = true,
                KeyEncryptionKey = MarketplaceApp.TestKey,
            },
            new Arrivals(),
            NullLogger<Heartbeat>.Instance
        );

    [Fact]
    public async Task beats_of_several_processes_make_one_stretch()
    {
        var (first, second) = (Process(), Process());
        Assert.Null(await first.BeatAsync());
        Assert.Null(await second.BeatAsync());
        Assert.Null(await first.BeatAsync());
        var stretch = Assert.Single(await first.StretchesAsync());
        Assert.True(stretch.Until > stretch.From);
    }

    [Fact]
    public async Task after_silence_a_new_stretch_begins_and_says_since_when()
    {
        await Process().BeatAsync();
        await SqlAsync("update tenders.heartbeat set began = began - interval '30 minutes', seen = seen - interval '25 minutes'");
        var before = Assert.Single(await Process().StretchesAsync());
        Assert.Equal(before.Until, await Process().BeatAsync());
        Assert.Equal(2, (await Process().StretchesAsync()).Count);
    }

    [Fact]
    public async Task a_process_that_was_silent_itself_is_no_exception()
    {
        var process = Process();
        await process.BeatAsync();
        await SqlAsync("update tenders.heartbeat set began = began - interval '30 minutes', seen = seen - interval '25 minutes'");
        Assert.NotNull(await process.BeatAsync());
    }

    [Fact]
    public async Task a_clock_bent_under_a_running_process_is_no_outage()
    {
        var process = Process();
        await process.BeatAsync();
        await SqlAsync("select events.set_clock_offset(interval '30 days')");
        Assert.Null(await process.BeatAsync());
        Assert.Single(await process.StretchesAsync());
    }

    [Fact]
    public async Task beats_at_the_same_time_do_not_make_a_process_forget_its_own_row()
    {
        var process = Process();
        for (var day = 1; day <= 25; day++)
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => process.BeatAsync()));
            await SqlAsync($"select events.set_clock_offset(interval '{day} days')");
            Assert.Null(await process.BeatAsync());
        }
        Assert.Single(await process.StretchesAsync());
    }

    [Fact]
    public async Task a_clock_bent_while_nobody_was_there_is_one()
    {
        await Process().BeatAsync();
        await SqlAsync("select events.set_clock_offset(interval '25 minutes')");
        Assert.NotNull(await Process().BeatAsync());
        var now = DateTimeOffset.UtcNow.AddMinutes(26);
        Assert.Single(
            Outage.Gaps(await Process().StretchesAsync(), now, now.AddSeconds(1)),
            g => g.Until - g.From > TimeSpan.FromMinutes(24)
        );
    }

    private async Task SqlAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
