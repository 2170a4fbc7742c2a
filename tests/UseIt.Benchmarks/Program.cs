using System.Globalization;
using System.Text.Json;
using UseIt.Benchmarks;
using UseIt.Marketplace.Engine;
using UseIt.Testing;

// dotnet run -c Release --project tests/UseIt.Benchmarks -- --job short|full [--only WORDS] [--json FILE]; --job templates measures the
// templates alone.
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
var job = Option("--job") ?? "short";
var full = job == "full";
var only = Option("--only");
const int NoServer = -1;
const int Many = 4_000;
const double Unlimited = double.PositiveInfinity;
const string Large = ", 10 million facts";
var rows = new List<Row>();
if (Wanted("report table") || job == "templates")
    rows.AddRange(await Templates.MeasureAsync(new Pairs(NoServer, 20, TimeSpan.Zero)));
if (Wanted("return of") || job == "templates")
    rows.AddRange(await LongReturn.MeasureAsync(new Pairs(NoServer, 10, TimeSpan.Zero)));
if (job == "templates")
    return await TellAsync();

await using var cluster = await DurableCluster.StartAsync();
var server = int.Parse(File.ReadLines(Path.Combine(cluster.Folder, "postgres", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
var pairs = new Pairs(server, full ? 40 : 20, TimeSpan.FromMilliseconds(full ? 500 : 160));
var once = new Pairs(server, 20, TimeSpan.Zero);
await using var world = await World.OpenAsync(cluster.ConnectionString);
await world.RunAsync("create database plain");
await using var plain = await AsTheyCome.OpenAsync(
    new Npgsql.NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = "plain" }.ConnectionString
);
var floor = new Floor(world);
var context = new CommandContext(Actor.System);

// Catching up first, while the log holds just the facts it is about.
if (Wanted("catch up"))
{
    await world.StreamsAsync(10_000, 20);
    foreach (var table in Floor.Tables)
        await world.RunAsync($"create table {table} (key uuid primary key, data jsonb not null)");
    await world.RunAsync("insert into events.mt_event_progression (name, last_seq_id) values ('floor', 0)");
    await world.RunAsync("vacuum analyze");
    rows.Add(
        await new Pairs(server, full ? 6 : 2, TimeSpan.Zero).MeasureOnceAsync(
            "catch up four views over 200,000 facts",
            0.12,
            Unlimited,
            "facts/s",
            async () =>
            {
                await world.RunAsync($"truncate {string.Join(", ", Floor.Tables)}");
                await world.RunAsync("update events.mt_event_progression set last_seq_id = 0 where name = 'floor'");
                await floor.CatchUpAsync(5000);
                return 200_000;
            },
            async () =>
            {
                await world.CatchUpAsync();
                return 200_000;
            }
        )
    );
}
rows.AddRange(await EverydayAsync(""));
if (Wanted("visible"))
    rows.Add(await Visibility.MeasureAsync(world, 50, TimeSpan.FromSeconds(full ? 60 : 10)));
if (full)
{
    // The same on a log a hundred times as long: what an operation costs beside the floor must not grow with history.
    var before = rows.ToDictionary(r => (r.Work, r.Writers), r => r.Ratio);
    await world.StreamsAsync(500_000, 20);
    await world.RunAsync("vacuum analyze");
    foreach (var row in await EverydayAsync(Large))
    {
        var small = before[(row.Work[..^Large.Length], row.Writers)];
        rows.Add(
            row with
            {
                Pass = row.Pass && row.Ratio >= 0.8 * small,
                Detail = string.Create(CultureInfo.InvariantCulture, $"ratio on the small log {small:0.00}; {row.Detail}"),
            }
        );
    }
}
return await TellAsync();

async Task<int> TellAsync()
{
    Console.WriteLine(
        $"{"work", -60}{"writers", 8}{"ours", 11}{"floor", 11} {"unit", -8}{"ratio", 7}{"CPU", 6}{"spread", 8}{"target", 8}  verdict"
    );
    foreach (var row in rows)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Work, -60}{row.Writers, 8}{row.Ours, 11:0.0}{row.Floor, 11:0.0} {row.Unit, -8}{row.Ratio, 7:0.00}{row.CpuRatio, 6:0.00}{row.Spread, 8:0.00}{row.Target, 8:0.00}  {(row.Pass ? "pass" : "FAIL")}"
            )
        );
        Console.WriteLine($"    {row.Detail}");
    }
    if (Option("--json") is { } file)
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, EventJson.Options));
    return rows.All(r => r.Pass) ? 0 : 1;
}

bool Wanted(string work) => only is null || only.Contains(work, StringComparison.Ordinal);

// What a marketplace does all day: start, decide, read.
async Task<List<Row>> EverydayAsync(string log)
{
    var found = new List<Row>();
    foreach (var writers in new[] { 1, 8, 32 })
    {
        if (Wanted("start a stream"))
            found.Add(
                await pairs.MeasureAsync(
                    $"start a stream with 3 facts{log}",
                    writers,
                    0.65,
                    Unlimited,
                    _ => floor.StartStreamAsync(),
                    _ => world.StartStreamAsync()
                )
            );
        if (Wanted("command"))
        {
            var (mine, theirs) = (Turns(await world.StreamsAsync(Many, 20)), Turns(await world.StreamsAsync(Many, 20)));
            found.Add(
                await pairs.MeasureAsync(
                    $"command: load 20 facts, decide, append 1{log}",
                    writers,
                    0.30,
                    3,
                    _ => floor.CommandAsync(theirs()),
                    _ => world.Commands.SendAsync(new PriceLot(mine()), context)
                )
            );
        }
        if (Wanted("as they come"))
        {
            var (mine, theirs) = (Turns(await world.StreamsAsync(Many, 20)), Turns(await plain.StreamsAsync(Many, 20)));
            found.Add(
                await pairs.MeasureAsync(
                    $"the same beside Marten and Wolverine as they come{log}",
                    writers,
                    0.90,
                    Unlimited,
                    _ => plain.CommandAsync(theirs()),
                    _ => world.Commands.SendAsync(new PriceLot(mine()), context)
                )
            );
        }
    }
    foreach (var length in new[] { 20, 500 })
    {
        if (!Wanted("fold"))
            continue;
        var streams = await world.StreamsAsync(length == 20 ? 500 : 40, length);
        foreach (var writers in new[] { 1, 8 })
            found.Add(
                await pairs.MeasureAsync(
                    $"fold a stream of {length} facts{log}",
                    writers,
                    0.40,
                    Unlimited,
                    w => floor.ReadAsync(streams[Random.Shared.Next(streams.Length)]),
                    w => world.Store.FetchAsync<Tender>(streams[Random.Shared.Next(streams.Length)])
                )
            );
    }
    return found;
}

// In turn over many streams, so that they grow by a few facts only, and alike on both sides.
Func<Guid> Turns(Guid[] streams)
{
    var next = -1;
    return () => streams[Interlocked.Increment(ref next) % streams.Length];
}
