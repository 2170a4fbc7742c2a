using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Operations;

/// <summary>What is kept no longer than it is of use.</summary>
public sealed class KeptTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task what_was_handled_long_ago_and_old_keys_are_forgotten_but_never_while_the_clock_is_bent()
    {
        await app.SqlAsync(
            """
            insert into messaging.handled (message, at)
              select gen_random_uuid(), events.clock() - n * interval '1 day' from generate_series(1, 2500) n;
            insert into messaging.idempotency (key, fingerprint, outcome, at)
              select 'old ' || n, 'f', '{}', events.clock() - n * interval '1 day' from generate_series(1, 50) n;
            select events.set_clock_offset(interval '1 hour')
            """
        );
        Assert.Equal(0, await MessageWatch.ForgetAsync(app.Database, TimeSpan.FromDays(30)));

        await app.SqlAsync("select events.set_clock_offset(interval '0')");
        Assert.Equal(2470 + 20, await MessageWatch.ForgetAsync(app.Database, TimeSpan.FromDays(30.5)));
        Assert.Equal(
            30,
            await app.AskAsync<long>("select count(*) from messaging.handled where at < events.clock() - interval '12 hours'")
        );
        Assert.Equal(30, await app.AskAsync<long>("select count(*) from messaging.idempotency where key like 'old %'"));
    }

    // Sessions go back to the pool as they are: whoever gets one next must not find what the one before had set or locked.
    [Fact]
    public async Task no_session_keeps_anything_from_one_use_to_the_next()
    {
        var organisation = await app.OrganisationAsync("Somebody with much to do", OrganisationKind.Enterprise);
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(n => app.DoAsync(new RenameOrganisation(organisation, $"Somebody with the name {n}")))
        );
        await app.SettledAsync();
        await app.RebuildAsync(MarketplaceHost.Modules().SelectMany(m => m.Views).First());

        var sessions = new List<NpgsqlConnection>();
        try
        {
            for (var n = 0; n < new NpgsqlConnectionStringBuilder(app.Database.ConnectionString).MaxPoolSize / 2; n++)
                sessions.Add(await app.Database.OpenConnectionAsync());
            foreach (var session in sessions)
            {
                await using var ask = new NpgsqlCommand(
                    """
                    select concat_ws(', ',
                      (select string_agg(name, ', ') from pg_settings where source = 'session'),
                      (select string_agg(mode || ' lock', ', ') from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'),
                      (select string_agg(relname, ', ') from pg_class where relnamespace = pg_my_temp_schema() and relkind = 'r'),
                      (select string_agg(pg_listening_channels, ', ') from pg_listening_channels()))
                    """,
                    session
                );
                Assert.Equal("", await ask.ExecuteScalarAsync());
            }
        }
        finally
        {
            foreach (var session in sessions)
                await session.DisposeAsync();
        }
    }
}
