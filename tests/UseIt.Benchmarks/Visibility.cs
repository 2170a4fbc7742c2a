using System.Diagnostics;
using System.Globalization;
using Marten;
using UseIt.Marketplace.Engine;

namespace UseIt.Benchmarks;

/// <summary>From a command's commit to its row in a view, at a steady rate.</summary>
public static class Visibility
{
    private const double Median = 150;
    private const double Tail = 400;

    public static async Task<Row> MeasureAsync(World world, int perSecond, TimeSpan time)
    {
        var streams = await world.StreamsAsync(500, 3);
        using var daemon = await world.Store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        // The first seconds warm everything up and do not count.
        await CommitAsync(TimeSpan.FromSeconds(5));
        var lags = (await CommitAsync(time)).Order().ToArray();
        await daemon.StopAllAsync();
        var (p50, p99) = (lags[lags.Length / 2], lags[(int)(lags.Length * 0.99)]);
        return new Row(
            "commit to visible, one composite of four views",
            1,
            p50,
            Median,
            "ms p50",
            p50 / Median,
            1,
            0,
            1,
            p50 <= Median && p99 <= Tail
        )
        {
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"p99 {p99:0.0} ms of at most {Tail:0}, {lags.Length} commits at {perSecond} a second; the limit stands in the floor's column"
            ),
        };

        async Task<IReadOnlyList<double>> CommitAsync(TimeSpan length)
        {
            var all = new List<Task<double>>();
            var began = Stopwatch.GetTimestamp();
            var gap = TimeSpan.FromSeconds(1.0 / perSecond);
            for (var i = 0; Stopwatch.GetElapsedTime(began) < length; i++)
            {
                var due = gap * i - Stopwatch.GetElapsedTime(began);
                if (due > TimeSpan.Zero)
                    await Task.Delay(due);
                all.Add(LagAsync(streams[i % streams.Length]));
            }
            return await Task.WhenAll(all);
        }

        async Task<double> LagAsync(Guid stream)
        {
            if (await world.Commands.SendAsync(new PriceLot(stream), new CommandContext(Actor.System)) is not Outcome.Done done)
                throw new InvalidOperationException("A lot was not priced.");
            var at = Stopwatch.GetTimestamp();
            while (true)
            {
                await using var ask = world.Database.CreateCommand(
                    "select last_seq_id >= $1 from events.mt_event_progression where name = $2"
                );
                ask.Parameters.AddWithValue(done.Position);
                ask.Parameters.AddWithValue(Tenders.All.Progress);
                if (await ask.ExecuteScalarAsync() is true)
                    return Stopwatch.GetElapsedTime(at).TotalMilliseconds;
                if (Stopwatch.GetElapsedTime(at) > TimeSpan.FromMinutes(1))
                    throw new TimeoutException($"Position {done.Position} was not visible after a minute.");
                await Task.Delay(5);
            }
        }
    }
}
