using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using UseIt.Benchmarks;
using UseIt.Marketplace.Engine;
using UseIt.Testing;

// dotnet run -c Release --project tests/UseIt.Benchmarks -- --job short|full [--only WORDS] [--json FILE]; --job templates measures the
// templates alone.
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
var job = Option("--job") ?? "short";
if (job == "commits")
{
    await using var there = await World.OpenAsync(Option("--to")!, Visibility.Views);
    await Visibility.CommitAsync(
        there,
        int.Parse(Option("--rate")!, CultureInfo.InvariantCulture),
        TimeSpan.FromSeconds(double.Parse(Option("--seconds")!, CultureInfo.InvariantCulture)),
        (position, at) => Console.WriteLine($"{position} {at}")
    );
    return 0;
}
var full = job == "full";
var only = Option("--only");
const int NoServer = -1;
const string Large = ", 10 million facts";
var rows = new List<Row>();
if (Wanted("report table") || job == "templates")
    rows.AddRange(await Templates.MeasureAsync(new Pairs(NoServer, 20, TimeSpan.Zero)));
if (job == "templates")
    return await TellAsync();

await using var cluster = await DurableCluster.StartAsync();
var server = int.Parse(File.ReadLines(Path.Combine(cluster.Folder, "postgres", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
var pairs = new Pairs(server, full ? 40 : 20, TimeSpan.FromMilliseconds(full ? 500 : 160));
var once = new Pairs(server, 20, TimeSpan.Zero);
var tenders = new Tenders("tenders");
await using var world = await World.OpenAsync(cluster.ConnectionString, [tenders, .. Visibility.Views]);
await world.RunAsync(
    """
    create table views.floor (key uuid primary key, data jsonb not null);
    insert into events.mt_event_progression (name, last_seq_id)
    values ('floor', 0)
    """
);
var floor = new Floor(world);
var metadata = new EventMetadata(
    "00000000-0000-7000-8000-000000000001",
    Headers: new Dictionary<string, string> { ["authority"] = "system" }
);
var context = new CommandContext(Actor.System);

// Catching up first, while the log holds just the facts it is about.
if (Wanted("catch up"))
{
    await world.StreamsAsync(10_000, 20);
    await world.RunAsync("vacuum analyze");
    rows.Add(
        await once.MeasureOnceAsync(
            "catch up a view over 200,000 facts",
            0.70,
            "facts/s",
            async () =>
            {
                await world.RunAsync("truncate views.floor; update events.mt_event_progression set last_seq_id = 0 where name = 'floor'");
                await floor.CatchUpAsync(5000);
                return 200_000;
            },
            async () =>
            {
                await world.RunAsync(
                    $"truncate {tenders.Table}; delete from events.mt_event_progression where name = '{tenders.Progress}'"
                );
                await new Projector(world.Store, [tenders], [], NullLogger<Projector>.Instance).CatchUpAsync();
                return 200_000;
            }
        )
    );
}
rows.AddRange(await EverydayAsync(""));
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
if (Wanted("visible"))
{
    foreach (var same in new[] { true, false })
    {
        var (p50, p99, roundTrip) = await Visibility.MeasureAsync(
            world,
            cluster.ConnectionString,
            200,
            TimeSpan.FromSeconds(full ? 60 : 6),
            same
        );
        var (limit50, limit99) = same ? (5.0, 25.0) : (30.0, double.PositiveInfinity);
        rows.Add(
            new Row(
                same ? "commit to visible, 20 views, one process" : "commit to visible, 20 views, another process",
                1,
                p50,
                limit50,
                "ms p50",
                p50 / limit50,
                1,
                0,
                1,
                p50 <= limit50 && p99 <= limit99
            )
            {
                Detail = string.Create(
                    CultureInfo.InvariantCulture,
                    $"p99 {p99:0.0} ms; the limit stands in the floor's column; an empty question and its answer took {roundTrip:0.00} ms at this rate"
                ),
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
                    0.95,
                    _ => floor.StartStreamAsync(),
                    async _ =>
                    {
                        var id = Guid.CreateVersion7();
                        await world.Store.AppendAsync(
                            new Append { Metadata = metadata }.To<Tender>(id, 0, World.Draft(id), World.Lot(1), World.Lot(2))
                        );
                    }
                )
            );
        if (Wanted("command"))
        {
            var (mine, theirs) = (await QueueAsync(20), await QueueAsync(20));
            found.Add(
                await pairs.MeasureAsync(
                    $"command: load 20 facts, decide, append 1{log}",
                    writers,
                    0.85,
                    w => floor.CommandAsync(theirs(w)),
                    w => world.Dispatcher.SendAsync(new PriceLot(mine(w)), context)
                )
            );
        }
        if (Wanted("snapshot"))
        {
            var (mine, theirs) = (await SnapshotsAsync(writers, typed: true), await SnapshotsAsync(writers, typed: false));
            found.Add(
                await pairs.MeasureAsync(
                    $"command from a snapshot{log}",
                    writers,
                    0.85,
                    w => floor.CommandBySnapshotAsync(theirs[w]),
                    w => world.Dispatcher.SendAsync(new PriceLotBySnapshot(mine[w]), context)
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
                    0.90,
                    w => floor.ReadAsync(streams[Random.Shared.Next(streams.Length)]),
                    w => world.Store.FetchAsync<Tender>(streams[Random.Shared.Next(streams.Length)])
                )
            );
    }
    return found;
}

// In turn over many streams, so that they grow by a few facts only, and alike on both sides.
async Task<Func<int, Guid>> QueueAsync(int facts)
{
    var streams = await world.StreamsAsync(full ? 20_000 : 4_000, facts);
    var next = -1;
    return _ => streams[Interlocked.Increment(ref next) % streams.Length];
}

async Task<Guid[]> SnapshotsAsync(int count, bool typed)
{
    var ids = await world.StreamsAsync(count, 19);
    foreach (var id in ids)
        if (typed)
            await world.Dispatcher.SendAsync(new PriceLotBySnapshot(id), context);
        else
            await floor.CommandBySnapshotAsync(id);
    return ids;
}
