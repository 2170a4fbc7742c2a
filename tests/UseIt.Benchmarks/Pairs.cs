using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace UseIt.Benchmarks;

/// <summary>One line of the table.</summary>
public sealed record Row(
    string Work,
    int Writers,
    double Ours,
    double Floor,
    string Unit,
    double Ratio,
    double CpuRatio,
    double Spread,
    double Target,
    bool Pass
)
{
    [JsonIgnore]
    public string Detail { get; init; } = "";
}

/// <summary>
/// Library and floor in turn, in pairs, so that a drift of the machine meets both; CPU is counted for this process and the server's.
/// </summary>
public sealed class Pairs(int postmaster, int pairs, TimeSpan slice)
{
    private static readonly double TicksPerSecond = 100;

    private sealed record Slice(int Done, double Seconds, double Client, double Server, double Allocated, List<double> Latencies)
    {
        public double Rate => Done / Seconds;
        public double Cpu => (Client + Server) / Done;
    }

    /// <summary>Work done again and again by some writers.</summary>
    public async Task<Row> MeasureAsync(
        string work,
        int writers,
        double target,
        double cpuLimit,
        Func<int, Task> floor,
        Func<int, Task> ours
    ) => await MeasureAsync(work, writers, target, cpuLimit, "ops/s", () => LoopAsync(writers, floor), () => LoopAsync(writers, ours));

    /// <summary>Work done once a slice; it says how many operations that were.</summary>
    public async Task<Row> MeasureOnceAsync(
        string work,
        double target,
        double cpuLimit,
        string unit,
        Func<Task<int>> floor,
        Func<Task<int>> ours
    ) => await MeasureAsync(work, 1, target, cpuLimit, unit, () => OnceAsync(floor), () => OnceAsync(ours));

    private async Task<Row> MeasureAsync(
        string work,
        int writers,
        double target,
        double cpuLimit,
        string unit,
        Func<Task<Slice>> floor,
        Func<Task<Slice>> ours
    )
    {
        await floor();
        await ours();
        var measured = new List<(Slice Floor, Slice Ours)>();
        for (var i = 0; i < pairs; i++)
        {
            if (i % 2 == 0)
            {
                var first = await floor();
                measured.Add((first, await ours()));
            }
            else
            {
                var first = await ours();
                measured.Add((await floor(), first));
            }
        }
        var ratios = measured.Select(m => m.Ours.Rate / m.Floor.Rate).Order().ToArray();
        var ratio = Median(ratios);
        var cpu = Cpu(measured.Select(m => m.Ours)) / Cpu(measured.Select(m => m.Floor));
        var spread = ratios[ratios.Length * 3 / 4] - ratios[ratios.Length / 4];
        var latencies = measured.SelectMany(m => m.Ours.Latencies).Order().ToArray();
        var done = measured.Sum(m => m.Ours.Done);
        return new Row(
            work,
            writers,
            Median([.. measured.Select(m => m.Ours.Rate).Order()]),
            Median([.. measured.Select(m => m.Floor.Rate).Order()]),
            unit,
            ratio,
            cpu,
            spread,
            target,
            ratio >= target && cpu <= cpuLimit
        )
        {
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{(latencies.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"p50 {At(latencies, 0.5):0.00} p99 {At(latencies, 0.99):0.00} ms; "))}CPU ms/op client {1000 * measured.Sum(m => m.Ours.Client) / done:0.0000} (floor {1000 * measured.Sum(m => m.Floor.Client) / measured.Sum(m => m.Floor.Done):0.0000}), server {1000 * measured.Sum(m => m.Ours.Server) / done:0.0000} (floor {1000 * measured.Sum(m => m.Floor.Server) / measured.Sum(m => m.Floor.Done):0.0000}); KB/op {measured.Sum(m => m.Ours.Allocated) / done / 1024:0.0} (floor {measured.Sum(m => m.Floor.Allocated) / measured.Sum(m => m.Floor.Done) / 1024:0.0})"
            ),
        };
    }

    private async Task<Slice> LoopAsync(int writers, Func<int, Task> act)
    {
        return await CountAsync(async latencies =>
        {
            var until = Stopwatch.GetTimestamp() + (long)(slice.TotalSeconds * Stopwatch.Frequency);
            var each = await Task.WhenAll(
                Enumerable
                    .Range(0, writers)
                    .Select(writer =>
                        Task.Run(async () =>
                        {
                            var own = new List<double>();
                            while (Stopwatch.GetTimestamp() < until)
                            {
                                var began = Stopwatch.GetTimestamp();
                                await act(writer);
                                own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                            }
                            return own;
                        })
                    )
            );
            foreach (var own in each)
                latencies.AddRange(own);
            return latencies.Count;
        });
    }

    private async Task<Slice> OnceAsync(Func<Task<int>> act) => await CountAsync(async _ => await act());

    private async Task<Slice> CountAsync(Func<List<double>, Task<int>> act)
    {
        var latencies = new List<double>();
        var (client, server, allocated, began) = (ClientCpu(), ServerCpu(), GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        var done = await act(latencies);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Slice(done, seconds, ClientCpu() - client, ServerCpu() - server, GC.GetTotalAllocatedBytes() - allocated, latencies);
    }

    private static double Cpu(IEnumerable<Slice> slices)
    {
        var all = slices.ToArray();
        return all.Sum(s => s.Client + s.Server) / all.Sum(s => s.Done);
    }

    private static double ClientCpu() => Environment.CpuUsage.TotalTime.TotalSeconds;

    // The backends, and nothing else of the server: its writers work for whoever wrote before.
    private double ServerCpu()
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (int.Parse(fields[1], CultureInfo.InvariantCulture) != postmaster)
                    continue;
                if (!File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("[local]", StringComparison.Ordinal))
                    continue;
                ticks += long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }
        return ticks / TicksPerSecond;
    }

    private static double Median(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];
}
