using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Story;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Story;
using UseIt.Marketplace.Tests.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// The rows of the story over and over, each time under other ids, to thousands in each table, and then everything that pages and endpoints
/// of tenders, bids, awards and research ask: no query may
/// read a large table from end to end. PostgreSQL's own counters say so, for the queries as they are really run.
/// </summary>
public sealed class QueryPlansTests : IAsyncLifetime
{
    private const long Large = 4000;

    private string connection = "";
    private MarketplaceApp app = null!;

    public async Task InitializeAsync()
    {
        connection = await ToldStory.CreateDatabaseAsync();
        await MultiplyAsync();
        app = await MarketplaceApp.BesideAsync(connection, TestFolders.Scratch());
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await PostgresFixture.DropDatabaseAsync(connection);
    }

    [Fact]
    public async Task no_query_reads_a_large_table_from_end_to_end()
    {
        var paths = await PathsAsync();
        var before = await ReadAsync(
            """
            select format('%I.%I', schemaname, relname), seq_tup_read, n_live_tup
            from pg_stat_user_tables where schemaname in ('views', 'bids', 'tenders', 'messaging', 'files')
            """
        );
        Assert.All(
            new[]
            {
                "views.tender",
                "views.open_tender",
                "views.buyer_tender",
                "views.my_bids",
                "views.evaluation",
                "views.award",
                "views.candidates",
                "views.researchers",
                "views.research_projects",
                "views.research_participants",
                "views.research_findings",
                "views.research_tallies",
                "views.networks",
                "views.gatherings",
                "views.market_statements",
                "views.needs",
                "views.library",
                "views.developments",
                "views.programme_sources",
                "views.commitment_ledger",
                "views.contract",
                "bids.opened",
            },
            name => Assert.Contains(before, t => t.Key.StartsWith(name, StringComparison.Ordinal) && t.Value.Rows >= Large)
        );
        var asked = await AskEverythingAsync(paths);
        await app.StopAsync();
        // A session hands in its counts when it ends.
        while (
            await CountAsync("select count(*) from pg_stat_activity where datname = current_database() and application_name like 'useit%'")
            > 0
        )
            await Task.Yield();

        var after = await ReadAsync(
            """
            select format('%I.%I', schemaname, relname), seq_tup_read, n_live_tup
            from pg_stat_user_tables where schemaname in ('views', 'bids', 'tenders', 'messaging', 'files')
            """
        );
        Assert.True(asked > 40, $"Only {asked} questions were asked.");
        Assert.Empty(
            after
                .Where(t => t.Value.Rows >= Large && t.Value.Read - before[t.Key].Read >= t.Value.Rows / 2)
                .Select(t => $"{t.Key}: {t.Value.Read - before[t.Key].Read} of {t.Value.Rows} rows")
        );
    }

    private static readonly string Tenders = MarketplaceHost.Modules().SelectMany(m => m.Views).OfType<TenderView>().Single().Table;
    private static readonly string Sources = MarketplaceHost.Modules().SelectMany(m => m.Views).OfType<ProgrammeSources>().Single().Table;

    private async Task<string[]> PathsAsync()
    {
        string[] tenders = await IdsAsync($"select key from {Tenders} where key = any($1) order by key"),
            bids = await IdsAsync("select distinct stream_id from events.mt_events where type = 'bid_started'"),
            evaluations = await IdsAsync("select distinct stream_id from events.mt_events where type = 'evaluation_started'"),
            awards = await IdsAsync("select distinct stream_id from events.mt_events where type = 'award_proposed'"),
            candidates = await IdsAsync("select distinct stream_id from events.mt_events where type = 'candidate_registered'"),
            projects =
                await IdsAsync(
                    "select distinct stream_id from events.mt_events where type in ('research_commissioned', 'research_proposed')"
                ),
            findings = await IdsAsync("select distinct stream_id from events.mt_events where type = 'finding_recorded'"),
            researchers = await IdsAsync("select distinct stream_id from events.mt_events where type = 'researcher_recruited'");
        string[] networks = await IdsAsync("select distinct stream_id from events.mt_events where type = 'network_formed'"),
            gatherings = await IdsAsync("select distinct stream_id from events.mt_events where type = 'gathering_planned'"),
            needs = await IdsAsync("select distinct stream_id from events.mt_events where type = 'need_posted'"),
            library = await IdsAsync("select distinct stream_id from events.mt_events where type = 'library_item_drafted'"),
            contracts = await IdsAsync("select distinct stream_id from events.mt_events where type = 'contract_prepared'");
        return
        [
            "/networks",
            "/networks/own",
            "/gatherings",
            $"/gatherings?after={gatherings[0]}",
            "/needs",
            $"/needs?after={needs[0]}",
            "/needs/own",
            "/library",
            "/library?q=hospital",
            $"/library?after={library[0]}",
            "/library/own",
            "/library/feed.atom",
            "/developments",
            "/developments/own",
            "/api/v1/developments",
            "/api/v1/networks",
            "/api/v1/gatherings",
            "/api/v1/needs",
            "/api/v1/library?kind=CaseStudy",
            $"/api/v1/market-engagements/{Cast.Hospital.Id}/statements",
            .. networks.Select(n => $"/networks/{n}"),
            .. gatherings.SelectMany(g => new[] { $"/gatherings/{g}", $"/gatherings/{g}/answer", $"/api/v1/gatherings/{g}" }),
            .. needs.SelectMany(n => new[] { $"/needs/{n}", $"/needs/{n}/attribution", $"/api/v1/needs/{n}/overlaps" }),
            .. library.Select(l => $"/library/{l}"),
            "/research",
            "/research/ethics",
            "/research/commissions",
            "/programmes",
            "/api/v1/programmes",
            $"/programmes/{TheProgramme.Id}",
            $"/programmes/{TheProgramme.Id}/desk",
            $"/programmes/{TheProgramme.Id}/outputs",
            $"/api/v1/programmes/{TheProgramme.Id}",
            $"/api/v1/programmes/{TheProgramme.Id}/outputs",
            "/findings",
            $"/findings?after={findings[0]}",
            "/api/v1/research/researchers",
            "/api/v1/research/projects",
            .. projects.SelectMany(p => new[] { $"/research/projects/{p}", $"/research/projects/{p}/participants" }),
            .. findings.SelectMany(f => new[] { $"/findings/{f}", $"/research/findings/{f}" }),
            .. researchers.Select(r => $"/research/researchers/{r}"),
            "/commitments",
            "/commitments?show=Late",
            "/commitments?unit=hours",
            "/api/v1/commitments?show=Awaiting",
            "/promises",
            "/contracts",
            $"/delivered/buyers/{Cast.Hospital.Id}",
            .. contracts.SelectMany(c => new[] { $"/contracts/{c}", $"/delivered/contracts/{c}" }),
            "/api/v1/tenders",
            "/api/v1/tenders?open=true",
            "/api/v1/tenders?limit=100",
            "/api/v1/buyer/tenders",
            "/api/v1/bids",
            "/api/v1/evaluations",
            "/api/v1/awards",
            "/",
            "/bids",
            "/candidates",
            "/vacancies",
            "/outcomes",
            "/api/v1/candidates",
            "/api/v1/vacancies",
            "/api/v1/vacancies?profession=nurse",
            .. candidates.SelectMany(c => new[] { $"/candidates/{c}", $"/candidates/{c}/matches" }),
            .. tenders.SelectMany(t =>
                new[]
                {
                    $"/api/v1/tenders/{t}",
                    $"/api/v1/tenders/{t}/questions",
                    $"/api/v1/buyer/tenders/{t}",
                    $"/api/v1/tenders/{t}/late-bids",
                    $"/api/v1/evaluations?tender={t}",
                    $"/api/v1/awards?tender={t}",
                    $"/tenders/{t}",
                    $"/buyer/tenders/{t}",
                    $"/buyer/tenders/{t}/checks",
                    $"/buyer/tenders/{t}/people",
                }
            ),
            .. bids.SelectMany(b => new[] { $"/api/v1/bids/{b}", $"/api/v1/bids/{b}/parts", $"/api/v1/bids/{b}/check", $"/bids/{b}" }),
            .. bids.SelectMany(b => new[] { $"/api/v1/bids/{b}/clarifications", $"/bids/{b}/questions", $"/bids/{b}/receipt" }),
            .. bids.SelectMany(b => new[] { $"/api/v1/bids/{b}/people", $"/bids/{b}/people" }),
            .. evaluations.SelectMany(e => new[] { $"/api/v1/evaluations/{e}", $"/api/v1/evaluations/{e}/bids", $"/evaluations/{e}" }),
            .. evaluations.SelectMany(e => new[] { $"/api/v1/evaluations/{e}/clarifications", $"/evaluations/{e}/questions" }),
            .. evaluations.Select(e => $"/evaluations/{e}/prices"),
            .. awards.SelectMany(a => new[] { $"/api/v1/awards/{a}", $"/awards/{a}" }),
        ];
    }

    private async Task<int> AskEverythingAsync(IReadOnlyList<string> paths)
    {
        var asked = 0;
        foreach (
            var figure in new[]
            {
                Cast.Author,
                Cast.Approver,
                Cast.FirstOpener,
                Cast.FirstEvaluator,
                Cast.ContractManager,
                Cast.GroundsManager,
                Cast.Adviser,
            }
        )
        {
            var person = new TestPerson(figure.Id, figure.For.Id, await app.ClientAsync(figure.Id, figure.For.Id));
            using var browser = await Browsing.AsAsync(app, person);
            foreach (var path in paths)
            {
                var status = path.StartsWith("/api", StringComparison.Ordinal)
                    ? await StatusAsync(person.Http, path)
                    : (await browser.GetAsync(path)).Status;
                Assert.True(status != HttpStatusCode.InternalServerError, path);
                if (status == HttpStatusCode.OK)
                    asked++;
            }
        }
        return asked;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode;
    }

    /// <summary>
    /// Every row of a view or of the bids' tables again, all its ids exchanged: consistently within one copy, differently in each.
    /// </summary>
    private async Task MultiplyAsync()
    {
        await ExecuteAsync($"create table public.original as select key from {Tenders}");
        await ExecuteAsync($"create table public.source as select key from {Sources}");
        await ExecuteAsync(
            """
            create function public.other(ids text, n int) returns text language sql immutable as
              $$ select regexp_replace(ids, '([0-9a-f]{8}(?:-[0-9a-f]{4}){3})-[0-9a-f]{12}', '\1-' || lpad(to_hex(n), 12, '0'), 'g') $$;
            do $$
            declare t record; own bigint;
            begin
              for t in
                select format('%I.%I', table_schema, table_name) as name,
                string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns,
                       string_agg(case when udt_name in ('uuid', '_uuid', 'jsonb')
                       or (udt_name = 'varchar' and column_name in ('buyer', 'tender')) then
                       format('public.other(%I::text, n)::%s', column_name, udt_name) else quote_ident(column_name) end,
                       ', '
                       order by ordinal_position)
                       as copies
                from information_schema.columns join information_schema.tables using (table_schema, table_name)
                where table_type = 'BASE TABLE' and is_generated = 'NEVER' and is_identity = 'NO'
                and (table_schema = 'views' or (table_schema = 'bids' and table_name in ('opened', 'sealed', 'draft', 'team_key')))
                  and table_name !~ 'progress|projection'
                group by 1
              loop
                execute format('select count(*) from %s', t.name) into own;
                continue when own = 0;
                execute format('insert into %s (%s) select %s from %s, generate_series(1, $large / %s + 1) n on conflict do nothing',
                t.name, t.columns, t.copies, t.name, own);
                execute format('analyze %s', t.name);
              end loop;
            end $$;
            """.Replace("$large", Large.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
        // Some thousand of these narrow rows are read sooner than a hundred organisations are looked up in an index: here it takes more.
        // What is charged to the same code belongs to the same programme: the copies are of others.
        await ExecuteAsync(
            $"""
            insert into {Sources} (key, data)
            select public.other(key::text, n)::uuid, public.other(data::text, n)::jsonb
            from {Sources} join public.source using (key), generate_series(100001, 100300) n;
            update {Sources} set data = data || jsonb_build_object('code', data ->> 'code' || key)
            where data ->> 'code' is not null and key not in (select key from public.source);
            analyze {Sources}
            """
        );
    }

    private async Task<string[]> IdsAsync(string sql)
    {
        await using var database = Unpooled();
        await using var command = database.CreateCommand(
            sql.Replace("any($1)", "any(select key from public.original)", StringComparison.Ordinal)
        );
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetGuid(0).ToString());
        return [.. ids];
    }

    private async Task<Dictionary<string, (long Read, long Rows)>> ReadAsync(string sql)
    {
        await using var database = Unpooled();
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            tables[reader.GetString(0)] = (reader.GetInt64(1), reader.GetInt64(2));
        return tables;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var database = Unpooled();
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = Unpooled();
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

    private NpgsqlDataSource Unpooled() =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
}
