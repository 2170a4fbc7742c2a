using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Testing;
using Wolverine;
using Wolverine.Runtime;
using Wolverine.Runtime.Serialization;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>
/// What was sealed is found nowhere in the clear: not in tables, files and logs of the server, and not in what this program tells its
/// operators, whatever goes wrong. Nor does anything open once the person is erased.
/// </summary>
public sealed class PrivacyTests : IAsyncLifetime
{
    private const string Marker = Welcome.Name;
    private const string Malformed = "Peregrine Bartholomew-Ravenscroft";
    private static readonly Guid Subject = new("01900000-0000-7000-8000-00000000beef");

    private readonly Told told = new();
    private DurableCluster cluster = null!;
    private Allotment allotment = null!;

    public async Task InitializeAsync()
    {
        cluster = await DurableCluster.StartAsync();
        await Allotment.FillAsync(cluster.ConnectionString);
        allotment = await Allotment.OnAsync(
            cluster.ConnectionString,
            works: true,
            logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(told)
        );
    }

    public async Task DisposeAsync()
    {
        await allotment.DisposeAsync();
        told.Dispose();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task an_erased_person_is_found_nowhere_and_every_stream_still_folds()
    {
        var wrapped = await PlantAsync();
        Assert.Equal([Marker, Marker, Marker], await RevealAsync());
        await WriteOutAsync();
        // The search finds what is there: the kind of fact, in the table and in the log of changes, and the wrapped key in its table.
        Assert.NotEmpty(Files("keeper_named"u8.ToArray(), "postgres/base"));
        Assert.NotEmpty(Files("keeper_named"u8.ToArray(), "postgres/pg_wal"));
        Assert.NotEmpty(Files(wrapped, "postgres/base"));
        AssertInNoFile(Marker);

        var vault = allotment.Services.GetRequiredService<Vault>();
        await vault.EraseAsync(Subject, "asked for by the person");
        await vault.EraseAsync(Subject, "asked for again");
        await allotment.DoAsync(new SeeKeeper(Subject));
        await WriteOutAsync();

        AssertInNoFile(Marker);
        Assert.Empty(Files(wrapped, "postgres/base"));
        Assert.Equal([Protected.Erased, Protected.Erased, Protected.Erased], await RevealAsync());
        Assert.Equal(2, (await allotment.Store.FetchAsync<Keeper>(Subject)).State.Seen);
        await Assert.ThrowsAsync<ErasedException>(() => vault.SealAsync(Subject, "back again"));
        Assert.Equal(
            "asked for by the person",
            await allotment.AskAsync<string>("select reason from secrets.subject_key where wrapped is null and destroyed is not null")
        );
    }

    [Fact]
    public async Task a_key_is_destroyed_though_an_old_snapshot_is_still_read()
    {
        var wrapped = await PlantAsync();
        await using var reader = await allotment.Database.OpenConnectionAsync();
        await using var transaction = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var look = new NpgsqlCommand("select count(*) from events.mt_events", reader);
        await look.ExecuteScalarAsync();

        await allotment.Services.GetRequiredService<Vault>().EraseAsync(Subject, "asked for by the person");
        await WriteOutAsync();

        Assert.Empty(Files(wrapped, "postgres/base"));
    }

    [Fact]
    public async Task whatever_fails_nobody_is_told_what_it_was_about()
    {
        await PlantAsync();
        foreach (var where in new[] { "refusal", "load", "handle", "question", "statement" })
        {
            await FailAsync(() => allotment.SendAsync(new Fail(Subject, where)));
            await QueueAsync(new Fail(Subject, where));
        }
        // A conflict that the caller is told of, a claim that is taken, a command printed by whoever cannot do it.
        var plot = await allotment.LetAsync();
        Assert.IsType<Outcome.Conflict>(await allotment.SendAsync(new BreakGround(plot, 1)));
        Assert.IsType<Outcome.Refused>(await allotment.SendAsync(new LetPlot(Guid.CreateVersion7(), plot.ToString("N"), Marker)));
        Assert.Equal(nameof(NameKeeper), $"{new NameKeeper(Subject, Marker)}");
        // An effect, a reaction, what nobody can read and what nobody knows.
        allotment.Letters.OnTheWay = () => throw new InvalidOperationException(Marker, new IOException(Marker));
        await QueueAsync(new MailHolder(plot));
        await allotment.DoAsync(new OfferPlot(Welcome.Stumbles, "nobody"));
        await PutAsync("tend_plot", $$"""{"plotId": "{{Malformed}}", "hours": "{{Malformed}}"}""");
        await PutAsync("prune_hedge", "{}");
        await DeadAsync("select count(distinct message_type) >= 4 from wolverine.wolverine_dead_letters");
        // What is told of a reaction that stopped.
        await told.UntilAsync(line =>
            line.Contains("PlotOffered", StringComparison.Ordinal) || line.Contains("Projection", StringComparison.OrdinalIgnoreCase)
        );
        // The server dies under a command.
        allotment.Between[plot] = cluster.KillServerAsync;
        await FailAsync(() => allotment.SendAsync(new TendFirst(plot, null)));
        allotment.Between[plot] = () => Task.CompletedTask;
        await cluster.RestartAsync();
        allotment.Database.Clear();
        await allotment.UntilAsync("select true");

        // It was told that something failed, of which kind and where.
        Assert.Contains(
            told.Lines,
            l => l.Contains("of type fail failed (InvalidOperationException) at attempt 1.", StringComparison.Ordinal)
        );
        Assert.Contains(told.Lines, l => l.Contains("PostgresException 22P02", StringComparison.Ordinal));
        Assert.Contains(told.Lines, l => l.Contains("was moved to the error queue (not-you)", StringComparison.Ordinal));
        Assert.NotEmpty(told.Spans);
        Assert.NotEmpty(told.Measured);
        foreach (var word in new[] { Marker, Malformed })
        {
            Assert.DoesNotContain(told.Lines, l => l.Contains(word, StringComparison.Ordinal));
            Assert.DoesNotContain(told.Spans, s => s.Contains(word, StringComparison.Ordinal));
            Assert.DoesNotContain(told.Measured, m => m.Contains(word, StringComparison.Ordinal));
        }
        Assert.Empty(await TablesAsync(Marker));
        await WriteOutAsync();
        AssertInNoFile(Marker);
        // A body that nobody can read stays as it came, for a person to look at.
        Assert.Equal(["wolverine.wolverine_dead_letters"], await TablesAsync(Malformed));
    }

    // Events, a waiting message and an idempotent answer; and errors whose words carry the name, which the server must not write down.
    private async Task<byte[]> PlantAsync()
    {
        await allotment.DoAsync(new NameKeeper(Subject, Marker), "a key");
        await allotment.DoAsync(new SeeKeeper(Subject));
        await using var failing = allotment.Database.CreateCommand("select $1::text::int");
        failing.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Marker });
        await Assert.ThrowsAsync<PostgresException>(() => failing.ExecuteScalarAsync());
        await using var literal = allotment.Database.CreateCommand($"select '{Marker}'::int");
        await Assert.ThrowsAsync<PostgresException>(() => literal.ExecuteScalarAsync());
        return await allotment.AskAsync<byte[]>("select wrapped from secrets.subject_key");
    }

    /// <summary>The same value wherever it rests.</summary>
    private async Task<IReadOnlyList<string?>> RevealAsync()
    {
        string[] texts =
        [
            await allotment.AskAsync<string>("select (data -> 'name')::text from events.mt_events where type = 'keeper_named'"),
            await allotment.AskAsync<string>("select outcome ->> 'answer' from messaging.idempotency"),
            Encoding.UTF8.GetString(
                EnvelopeSerializer
                    .Deserialize(
                        await allotment.AskAsync<byte[]>(
                            "select body from wolverine.wolverine_incoming_envelopes where message_type = 'greet_keeper'"
                        )
                    )
                    .Data!
            ),
        ];
        return await allotment
            .Services.GetRequiredService<Vault>()
            .RevealAsync([
                .. texts.Select(t =>
                    JsonSerializer.Deserialize<JsonElement>(t) is var json && json.TryGetProperty("name", out var name)
                        ? name.Deserialize<Protected>(EventJson.Options)
                        : json.Deserialize<Protected>(EventJson.Options)
                ),
            ]);
    }

    private static async Task FailAsync(Func<Task<Outcome>> send)
    {
        try
        {
            Assert.IsType<Outcome.Refused>(await send());
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            // To whoever sent it, in this process, it may say anything.
        }
    }

    private async Task QueueAsync(object message) =>
        await new MessageBus(allotment.Services.GetRequiredService<IWolverineRuntime>()).SendAsync(message);

    private async Task PutAsync(string type, string body)
    {
        var envelope = new Envelope
        {
            Id = Guid.NewGuid(),
            MessageType = type,
            Data = Encoding.UTF8.GetBytes(body),
            ContentType = "application/json",
            Destination = new Uri("local://commands/"),
        };
        await allotment.RunAsync(
            """
            insert into wolverine.wolverine_incoming_envelopes (id, status, owner_id, attempts, body, message_type, received_at)
            values ($1, 'Incoming', 0, 0, $2, $3, $4)
            """,
            envelope.Id,
            EnvelopeSerializer.Serialize(envelope),
            type,
            envelope.Destination.ToString()
        );
    }

    private async Task DeadAsync(string sql)
    {
        using var patience = Patience.Begin();
        while (!await allotment.AskAsync<bool>(sql))
        {
            patience.Token.ThrowIfCancellationRequested();
            await allotment.RunAsync(
                "update wolverine.wolverine_incoming_envelopes set execution_time = now() where status = 'Scheduled' and attempts > 0"
            );
        }
    }

    /// <summary>The tables in which the word stands, as text or as bytes.</summary>
    private async Task<IReadOnlyList<string>> TablesAsync(string word)
    {
        var found = new List<string>();
        var tables = (
            await allotment.AskAsync<string>(
                """
                select string_agg(schemaname || '.' || tablename, ',' order by 1) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema')
                """
            )
        ).Split(',');
        foreach (var table in tables)
            if (
                await allotment.AskAsync<bool>(
                    $"select exists (select from {table} t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%')",
                    word,
                    Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word))
                )
            )
                found.Add(table);
        return found;
    }

    private async Task WriteOutAsync()
    {
        foreach (var statement in new[] { "checkpoint", "select pg_switch_wal()", "checkpoint" })
            await allotment.RunAsync(statement);
    }

    private void AssertInNoFile(string word)
    {
        Assert.Empty(Files(Encoding.UTF8.GetBytes(word), ""));
        Assert.Empty(Files(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(word))), ""));
    }

    /// <summary>The files below the data folder that hold these bytes: tables, log of changes, server log and all.</summary>
    private string[] Files(byte[] bytes, string below) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(cluster.Folder, below), "*", SearchOption.AllDirectories)
                .Where(file => Holds(file, bytes)),
        ];

    private static bool Holds(string file, byte[] bytes)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0;
        }
        catch (Exception e) when (e is FileNotFoundException or IOException)
        {
            // The server removes files as it goes.
            return false;
        }
    }

    /// <summary>Everything this process tells its operators: log lines, spans and measurements.</summary>
    private sealed class Told : ILoggerProvider
    {
        private readonly ActivityListener spans;
        private readonly MeterListener meters = new();
        private readonly ConcurrentQueue<string> lines = new();
        private readonly ConcurrentQueue<string> ended = new();
        private readonly ConcurrentQueue<string> measured = new();

        public Told()
        {
            spans = new ActivityListener
            {
                // Those that Telemetry exports; Marten's and Npgsql's hold the words of exceptions and never leave the process.
                ShouldListenTo = source => source.Name is "Wolverine" or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = a =>
                    ended.Enqueue(
                        $"{a.DisplayName} {a.StatusDescription} {Of(a.TagObjects)} {string.Join(' ', a.Events.Select(e => $"{e.Name} {Of(e.Tags)}"))}"
                    ),
            };
            ActivitySource.AddActivityListener(spans);
            meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            meters.SetMeasurementEventCallback<int>((i, n, tags, _) => Measure(i, n, tags));
            meters.SetMeasurementEventCallback<long>((i, n, tags, _) => Measure(i, n, tags));
            meters.SetMeasurementEventCallback<double>((i, n, tags, _) => Measure(i, n, tags));
            meters.Start();
        }

        public IReadOnlyCollection<string> Lines => lines;
        public IReadOnlyCollection<string> Spans => ended;
        public IReadOnlyCollection<string> Measured => measured;

        public async Task UntilAsync(Func<string, bool> said)
        {
            using var patience = Patience.Begin();
            while (!lines.Any(said))
            {
                patience.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        public ILogger CreateLogger(string categoryName) => new Heard(categoryName, lines);

        public void Dispose()
        {
            spans.Dispose();
            meters.Dispose();
        }

        private void Measure(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Enqueue($"{instrument.Name} {value} {Of(tags.ToArray())}");

        private static string Of(IEnumerable<KeyValuePair<string, object?>> tags) =>
            string.Join(' ', tags.Select(t => $"{t.Key}={t.Value}"));

        private sealed class Heard(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
            {
                lines.Enqueue($"{category} scope {state}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> named ? Of(named) : "";
                lines.Enqueue($"{logLevel} {category} {eventId} {formatter(state, exception)} {values} {exception}");
            }
        }
    }
}
