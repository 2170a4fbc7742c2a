using System.Diagnostics;
using System.Globalization;
using System.Text;
using UseIt.Templating;

namespace UseIt.Benchmarks;

/// <summary>
/// Templates: a report table of 10,000 rows and 6 columns with filters and escaping, and the parse of a 500-line template.
/// A target is met by CPU time, garbage collection included, because wall time on a shared machine says little.
/// </summary>
public static class Templates
{
    private const string Table = """
        <table>
          {{~ for row in rows ~}}
          <tr class="{{ for.odd ? 'odd' : 'even' }}">
            <td>{{ for.index + 1 }}</td>
            <td>{{ row.supplier | string.upcase }}</td>
            <td>{{ row.description | string.truncate 40 }}</td>
            <td>{{ row.value | math.format "N2" }}</td>
            <td>{{ row.signed_on | date.to_string "%d/%m/%Y" }}</td>
            <td>{{ if row.is_vcse }}Yes{{ else }}No{{ end }}</td>
          </tr>
          {{~ end ~}}
        </table>
        """;

    private sealed record Row(string Supplier, string Description, decimal Value, DateOnly SignedOn, bool IsVcse);

    private sealed record Measured(string Work, double Median, double Fastest, double Slowest, double Cpu, double Megabytes, double Target)
    {
        public bool Passes => Cpu <= Target;
    }

    /// <summary>Measures, prints one line for each work and says whether every target is met.</summary>
    public static bool Run(int rounds = 20)
    {
        var rows = Enumerable
            .Range(1, 10_000)
            .Select(i => new Row(
                $"Ladywood Grounds & Sons {i} <CIC>",
                $"Grounds maintenance of lot {i} in \"Edgbaston\" & around",
                i * 12.34m,
                new DateOnly(2026, 1, 1).AddDays(i % 365),
                i % 3 == 0
            ))
            .ToArray();
        var options = new RenderOptions
        {
            Escape = true,
            Limits = new RenderLimits
            {
                Loop = 100_000,
                Text = 32 << 20,
                Steps = 50_000_000,
            },
        };
        var table = Template.Parse(Table, "table.html.sbn");
        var source = FiveHundredLines();
        Measured[] all =
        [
            Measure("render 10,000 rows x 6 columns", rounds, target: 200, () => table.Render(new { rows }, options).Length),
            Measure("parse a template of 500 lines", rounds, target: 5, () => Template.Parse(source, "long.html.sbn").Path.Length),
        ];
        Console.WriteLine($"{"work", -34}{"median ms", 12}{"fastest", 10}{"slowest", 10}{"CPU ms", 10}{"MB", 8}{"target ms", 12}  verdict");
        foreach (var one in all)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Work, -34}{one.Median, 12:0.00}{one.Fastest, 10:0.00}{one.Slowest, 10:0.00}{one.Cpu, 10:0.00}{one.Megabytes, 8:0.00}{one.Target, 12:0}  {(one.Passes ? "pass" : "FAIL")}"
                )
            );
        }
        return all.All(one => one.Passes);
    }

    private static Measured Measure(string work, int rounds, double target, Func<int> act)
    {
        // Long enough for the runtime to compile the hot paths well.
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < TimeSpan.FromSeconds(2); )
            act();
        var times = new double[rounds];
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            act();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / rounds;
        cpu = (Environment.CpuUsage.TotalTime - cpu) / rounds;
        Array.Sort(times);
        return new Measured(work, times[rounds / 2], times[0], times[^1], cpu.TotalMilliseconds, allocated / 1048576.0, target);
    }

    private static string FiveHundredLines()
    {
        var text = new StringBuilder();
        for (var line = 0; line < 500; line += 5)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$$"""
                <h2>{{ section{{{line}}}.title | string.capitalize }}</h2>
                {{~ for item in section{{{line}}}.items | array.sort "name" ~}}
                  <p>{{ item.name }}: {{ item.value * 1.2 + (item.extra ?? 0) | math.round 2 }} {{ $"lot {item.lot}" }}</p>
                  {{ if item.notes && item.notes.size > 0 }}<small>{{ item.notes | array.join ", " }}</small>{{ end }}
                {{~ end ~}}

                """
            );
        }
        return text.ToString();
    }
}
