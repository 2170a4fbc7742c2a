using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using UseIt.EventStore;

namespace UseIt.Benchmarks;

/// <summary>From commit to visible in a view, at a steady rate, with twenty views on one reader.</summary>
public static class Visibility
{
    public static Tenders[] Views { get; } = [.. Enumerable.Range(1, 20).Select(i => new Tenders($"visible_{i}"))];

    public static async Task<(double P50, double P99)> MeasureAsync(World world, int perSecond, TimeSpan time, bool sameProcess)
    {
        // Another process is another store: its commits wake nobody here.
        var reading = sameProcess ? world.Store : new EventStore.EventStore(world.Database, world.Types);
        using var projector = new Projector(reading, Views, [], NullLogger<Projector>.Instance) { Coalescing = TimeSpan.Zero };
        await projector.CatchUpAsync();
        await projector.StartAsync(CancellationToken.None);
        while (!projector.Leads) await Task.Delay(10);
        await CommitAsync(world, projector, perSecond, TimeSpan.FromSeconds(3));
        var lags = await CommitAsync(world, projector, perSecond, time);
        await projector.StopAsync(CancellationToken.None);
        return (lags[lags.Length / 2], lags[(int)(lags.Length * 0.99)]);
    }

    private static async Task<double[]> CommitAsync(World world, Projector projector, int perSecond, TimeSpan time)
    {
        var waits = new List<Task<double>>();
        var began = Stopwatch.GetTimestamp();
        var gap = TimeSpan.FromSeconds(1.0 / perSecond);
        for (var i = 0; Stopwatch.GetElapsedTime(began) < time; i++)
        {
            var due = gap * i - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero) await Task.Delay(due);
            waits.Add(Task.Run(async () =>
            {
                var id = Guid.CreateVersion7();
                var appended = await world.Store.AppendAsync(new Append().To<Tender>(id, 0, World.Draft(id)));
                var committed = Stopwatch.GetTimestamp();
                await projector.WaitAsync(Views[^1], appended.Position, TimeSpan.FromSeconds(10));
                return Stopwatch.GetElapsedTime(committed).TotalMilliseconds;
            }));
        }
        return [.. (await Task.WhenAll(waits)).Order()];
    }
}
