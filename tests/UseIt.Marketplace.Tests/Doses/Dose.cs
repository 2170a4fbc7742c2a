using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Doses;

/// <summary>
/// A database that nodes work on under the roles of a real installation, seen from a process that is none of them: it sends the commands of
/// a plan and looks what came of them.
/// </summary>
internal sealed class Dose : IAsyncDisposable
{
    private readonly IHost host;

    private Dose(Plan plan, Settings settings, IHost host) =>
        (Plan, Settings, this.host, Database) = (
            plan,
            settings,
            host,
            MarketplaceHost.UnpooledSource(settings.MigrationsConnectionString!)
        );

    private const string Application = "application";
    private const string Keys = "keys";

    public Plan Plan { get; }
    public Settings Settings { get; }
    public IServiceProvider Services => host.Services;

    /// <summary>For looking: no session of it outlives a server that is killed.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>A new world for the plan.</summary>
    public static async Task<Dose> BeginAsync(string connection, Plan plan)
    {
        await using (var owner = MarketplaceHost.UnpooledSource(connection))
        await using (var roles = owner.CreateCommand($"create role {Application} login; create role {Keys} login"))
            await roles.ExecuteNonQueryAsync();
        await MarketplaceHost.MigrateAsync(SettingsOf(connection));
        var dose = await JoinAsync(connection, plan);
        await dose.RunAsync(
            """
            update events.mark set kind = 'test';
            -- How often somebody was told, also when it was known already.
            create table public.told (id uuid not null);
            create function public.tell() returns trigger language plpgsql security definer as $$
            begin insert into public.told values (new.id); return new; end $$;
            create trigger tell before insert on notifications.inbox for each row execute function public.tell();
            -- Some commits take their time after their numbers are drawn.
            create function public.rest() returns trigger language plpgsql as $$
            begin perform pg_sleep(random() * 0.1); return null; end $$;
            create constraint trigger rest after insert on events.mt_events deferrable initially deferred
              for each row when (new.correlation_id like '%pause' and new.type = 'membership_invited') execute function public.rest()
            """
        );
        for (var n = 1; n <= Plan.Organisations; n++)
            Assert.IsType<Outcome.Done>(
                await dose
                    .Services.GetRequiredService<Commands>()
                    .SendAsync(
                        new RegisterOrganisation(Plan.IdOf(-n), $"Organisation {n}", [OrganisationKind.Buyer]),
                        new CommandContext(Actor.System)
                    )
            );
        return dose;
    }

    /// <summary>The same world on another database.</summary>
    public static async Task<Dose> JoinAsync(string connection, Plan plan)
    {
        var settings = SettingsOf(connection);
        // Without logging: while the server is away every attempt would have something to say.
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        MarketplaceHost.AddMarketplace(builder.Services, settings, MarketplaceHost.Modules());
        var host = builder.Build();
        await host.StartAsync();
        return new Dose(plan, settings, host);
    }

    /// <summary>How those who work reach the database of that owner.</summary>
    public static string OfApplication(string owner) =>
        new NpgsqlConnectionStringBuilder(owner) { Username = Application, MaxPoolSize = 40 }.ConnectionString;

    /// <summary>How they reach the keys.</summary>
    public static string OfKeys(string owner) => new NpgsqlConnectionStringBuilder(owner) { Username = Keys }.ConnectionString;

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task UntilAsync(Func<Task<bool>> so, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience.Long);
        while (!await so())
            await Task.Delay(20, limit.Token);
    }

    /// <summary>Waits until all that follows from what was written has happened, by the nodes.</summary>
    public async Task DrainAsync(TimeSpan? patience = null)
    {
        try
        {
            await UntilAsync(async () => await LeftAsync() == "", patience);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Still left: {await LeftAsync()}");
        }
    }

    /// <summary>
    /// Everything acknowledged is there, once; everything that follows from it has happened, once; the views are its rebuild.
    /// </summary>
    public async Task<string> CheckAsync(Plan written)
    {
        Services.GetRequiredService<NpgsqlDataSource>().Clear();
        var steps = written.Steps.ToArray();
        var found = await CountsAsync(
            "select correlation_id, count(*) from events.mt_events where correlation_id ~ '^[0-9]+' group by correlation_id"
        );
        AssertEach("facts", steps.Where(s => s.Facts > 0).ToDictionary(s => s.Correlation, s => (long)s.Facts), found);
        var answers = await AnswersAsync();
        AssertEach(
            "answers of reactions",
            answers.ToDictionary(a => a.Message.ToString(), _ => 1L),
            await CountsAsync("select message::text, 1::bigint from messaging.handled")
        );
        Assert.Equal(0, await EarlyAsync(answers));
        // The warnings still to come: a reaction that had read a fact twice would have scheduled them twice.
        var tenders = steps.Count(s => s.Way == Plan.Way.Publish);
        Assert.Equal(
            2L * tenders,
            await AskAsync<long>(
                "select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type ~* 'warn_?bidders'"
            )
        );
        Assert.Equal(
            steps.Count(s => s.Way == Plan.Way.Erase),
            await AskAsync<long>("select count(*) from secrets.subject_key where destroyed is not null")
        );
        var invited = steps.Count(s => s.Way is Plan.Way.Invite or Plan.Way.InviteSlowly);
        Assert.Equal(invited, await AskAsync<long>("select count(*) from notifications.inbox"));
        Assert.Equal(invited, await AskAsync<long>("select count(*) from notifications.delivery"));
        Assert.Equal(0, await AskAsync<long>("select count(*) from wolverine.wolverine_dead_letters"));
        var findings = new StringWriter();
        Assert.True(await VerifyLog.RunAsync(Services, findings) == 0, findings.ToString());
        var again = await AskAsync<long>("select count(*) from public.told") - invited;
        return FormattableString.Invariant($"{steps.Sum(s => (long)s.Facts)} facts of {written.Count} steps, told again: {again}");
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        await Database.DisposeAsync();
    }

    public static Settings SettingsOf(string connection) =>
        new()
        {
            ConnectionString = OfApplication(connection),
            SecretsConnectionString = OfKeys(connection),
            MigrationsConnectionString = connection,
            DataFolder = TestFolders.Scratch(),
            Embedded = false,
            Works = false,
            KeyEncryptionKey = MarketplaceApp.TestKey,
        };

    // In this order: once a reaction has read everything, none of its messages is still to come. One that nobody has begun yet has no
    // position: it stands at nought.
    private async Task<string> LeftAsync()
    {
        await using var command = Database.CreateCommand(
            """
            select concat_ws('; ',
              (select string_agg(name || ' at ' || coalesce(last_seq_id, 0), ', ')
               from unnest($1) name left join events.mt_event_progression using (name)
               where coalesce(last_seq_id, 0) < (select max(seq_id) from events.mt_events)),
              (select nullif(count(*), 0) || ' messages' from wolverine.wolverine_incoming_envelopes
               where status = 'Incoming' or status = 'Scheduled' and (attempts > 0 or execution_time < now() + interval '1 hour')))
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Services.GetRequiredService<LogReaders>().Names] });
        return (string)(await command.ExecuteScalarAsync())!;
    }

    // What each reaction's message is known by, wherever its effect left its mark, and before when it must not be carried out.
    private async Task<List<(Guid Message, DateTime Due)>> AnswersAsync()
    {
        var reactions = new Dictionary<string, (string Name, TimeSpan After)[]>(StringComparer.Ordinal)
        {
            ["membership_invited"] = [("tell_the_invited", default)],
            ["notice_imported"] = [("import_confirms_notice", default)],
            ["tender_published"] = [("evaluation_steps", default), ("warn_of_deadlines", Plan.Warned)],
        };
        await using var command = Database.CreateCommand(
            "select type, id, coalesce((data ->> 'publishedAt')::timestamptz, timestamp) from events.mt_events"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var answers = new List<(Guid, DateTime)>();
        while (await reader.ReadAsync())
            foreach (var (name, after) in reactions.GetValueOrDefault(reader.GetString(0), []))
                answers.Add((MessageHeaders.IdentityOf(reader.GetGuid(1), name, 0), reader.GetDateTime(2) + after));
        return answers;
    }

    private async Task<long> EarlyAsync(IReadOnlyCollection<(Guid Message, DateTime Due)> answers)
    {
        await using var command = Database.CreateCommand(
            """
            select count(*) from messaging.handled h
            join unnest($1, $2) as a(message, due) on a.message = h.message where h.at < a.due
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. answers.Select(a => a.Message)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. answers.Select(a => a.Due)] });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<Dictionary<string, long>> CountsAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }

    private static void AssertEach(string what, Dictionary<string, long> expected, Dictionary<string, long> found)
    {
        var lost = expected.Where(e => found.GetValueOrDefault(e.Key) < e.Value).Select(e => e.Key).ToArray();
        var repeated = expected.Where(e => found.GetValueOrDefault(e.Key) > e.Value).Select(e => e.Key).ToArray();
        Assert.True(
            lost.Length + repeated.Length == 0,
            $"{what}: {lost.Length} of {expected.Count} lost ({string.Join(", ", lost.Take(5))}), {repeated.Length} repeated ({string.Join(", ", repeated.Take(5))})"
        );
    }
}
