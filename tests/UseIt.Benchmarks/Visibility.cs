using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Benchmarks;

/// <summary>From commit to visible in a view, at a steady rate, with twenty views on one reader.</summary>
public static class Visibility
{
    public static Tenders[] Views { get; } = [.. Enumerable.Range(1, 20).Select(i => new Tenders($"visible_{i}"))];

    public static async Task<(double P50, double P99, double RoundTrip)> MeasureAsync(
        World world,
        string connection,
        int perSecond,
        TimeSpan time,
        bool sameProcess
    )
    {
        using var projector = new Projector(world.Store, Views, [], NullLogger<Projector>.Instance) { Coalescing = TimeSpan.Zero };
        await projector.CatchUpAsync();
        await projector.StartAsync(CancellationToken.None);
        while (!projector.Leads)
            await Task.Delay(10);
        var lags = await SeeAsync();
        await projector.StopAsync(CancellationToken.None);
        return (lags[lags.Length / 2], lags[(int)(lags.Length * 0.99)], await RoundTripAsync(world, perSecond));

        // The first seconds warm both sides up and do not count.
        async Task<double[]> SeeAsync()
        {
            var (warming, lags) = (TimeSpan.FromSeconds(3), new List<Task<double>>());
            void Committed(long position, long at)
            {
                lock (lags)
                    lags.Add(LagAsync(projector, position, at));
            }
            if (sameProcess)
                await CommitAsync(world, perSecond, warming + time, Committed);
            else
                await CommitElsewhereAsync(connection, perSecond, warming + time, Committed);
            return [.. (await Task.WhenAll(lags)).Skip((int)(perSecond * warming.TotalSeconds)).Order()];
        }
    }

    /// <summary>
    /// Commits at the rate, and tells of each commit its position and when it was done, by the clock all processes share.
    /// </summary>
    public static async Task CommitAsync(World world, int perSecond, TimeSpan time, Action<long, long> committed)
    {
        var all = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        var gap = TimeSpan.FromSeconds(1.0 / perSecond);
        for (var i = 0; Stopwatch.GetElapsedTime(began) < time; i++)
        {
            var due = gap * i - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
                await Task.Delay(due);
            all.Add(
                Task.Run(async () =>
                {
                    var id = Guid.CreateVersion7();
                    var appended = await world.Store.AppendAsync(new Append().To<Tender>(id, 0, World.Draft(id)));
                    committed(appended.Position, Stopwatch.GetTimestamp());
                })
            );
        }
        await Task.WhenAll(all);
    }

    // The other process is this program with the job of committing; it writes a line for each commit.
    private static async Task CommitElsewhereAsync(string connection, int perSecond, TimeSpan time, Action<long, long> committed)
    {
        using var other = Process.Start(
            new ProcessStartInfo(
                Environment.ProcessPath!,
                [
                    .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                        ? [typeof(Visibility).Assembly.Location]
                        : Array.Empty<string>(),
                    "--job",
                    "commits",
                    "--to",
                    connection,
                    "--rate",
                    $"{perSecond}",
                    "--seconds",
                    $"{time.TotalSeconds}",
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        while (await other.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(' ', StringComparison.Ordinal);
            committed(
                long.Parse(line.AsSpan(0, at), CultureInfo.InvariantCulture),
                long.Parse(line.AsSpan(at + 1), CultureInfo.InvariantCulture)
            );
        }
        await other.WaitForExitAsync();
        if (other.ExitCode != 0)
            throw new InvalidOperationException("The process that commits failed; what it wrote to standard error stands above.");
    }

    // The machine's own share: an empty question at the same rate.
    private static async Task<double> RoundTripAsync(World world, int perSecond)
    {
        var took = new List<double>();
        await using var connection = await world.Database.OpenConnectionAsync();
        for (var i = 0; i < 400; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1.0 / perSecond));
            var began = Stopwatch.GetTimestamp();
            await using var ask = new NpgsqlCommand("select 1", connection);
            await ask.ExecuteScalarAsync();
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return took.Order().ElementAt(took.Count / 2);
    }

    private static async Task<double> LagAsync(Projector projector, long position, long at)
    {
        if (!await projector.WaitAsync(Views[^1], position, TimeSpan.FromSeconds(10)))
            throw new TimeoutException($"Position {position} was not visible after ten seconds.");
        return Stopwatch.GetElapsedTime(at).TotalMilliseconds;
    }
}
