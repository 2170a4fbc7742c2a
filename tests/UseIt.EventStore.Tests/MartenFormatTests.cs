using System.Text.Json;

namespace UseIt.EventStore.Tests;

public enum Weather
{
    Dry,
    VeryWet,
}

public sealed record VisitPutOff(Weather Weather, DateTimeOffset Until, decimal Hours, string? Note);

/// <summary>The log lies on disk as Marten 9 would have laid it: column by column, name by name, and what is in them.</summary>
public sealed class MartenFormatTests : IAsyncLifetime
{
    private Grounds grounds = null!;

    public async Task InitializeAsync() => grounds = await Grounds.NewAsync();

    public async Task DisposeAsync() => await grounds.DisposeAsync();

    [Theory]
    [InlineData(
        "mt_streams",
        """
            id uuid not null
            type character varying
            version bigint
            timestamp timestamp with time zone not null default now()
            created timestamp with time zone not null default now()
            tenant_id character varying default '*DEFAULT*'::character varying
            is_archived boolean default false
            """
    )]
    [InlineData(
        "mt_events",
        """
            seq_id bigint not null
            id uuid not null
            stream_id uuid not null
            version bigint not null
            data jsonb not null
            bdata bytea
            type character varying(500) not null
            timestamp timestamp with time zone not null
            tenant_id character varying default '*DEFAULT*'::character varying
            mt_dotnet_type character varying
            correlation_id character varying
            causation_id character varying
            headers jsonb
            user_name character varying
            is_archived boolean default false
            """
    )]
    [InlineData(
        "mt_event_progression",
        """
            name character varying not null
            last_seq_id bigint
            last_updated timestamp with time zone default transaction_timestamp()
            """
    )]
    public async Task each_table_has_these_columns_in_this_order(string table, string columns) =>
        Assert.Equal(
            columns.ReplaceLineEndings("\n"),
            await grounds.AskAsync<string>(
                """
                select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                || case when a.attnotnull then ' not null' else '' end
                                  || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), e'\n' order by a.attnum)
                from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = ('events.' || $1)::regclass and a.attnum > 0 and not a.attisdropped
                """,
                table
            )
        );

    [Theory]
    [InlineData("mt_streams", "pkey_mt_streams_id PRIMARY KEY (id)")]
    [InlineData(
        "mt_events",
        """
            fkey_mt_events_stream_id FOREIGN KEY (stream_id) REFERENCES events.mt_streams(id) ON DELETE CASCADE
            pkey_mt_events_seq_id PRIMARY KEY (seq_id)
            """
    )]
    [InlineData("mt_event_progression", "pk_mt_event_progression PRIMARY KEY (name)")]
    public async Task each_table_has_these_keys(string table, string keys) =>
        Assert.Equal(
            keys.ReplaceLineEndings("\n"),
            await grounds.AskAsync<string>(
                "select string_agg(conname || ' ' || pg_get_constraintdef(oid), e'\n' order by conname) from pg_constraint where conrelid = ('events.' || $1)::regclass",
                table
            )
        );

    [Theory]
    [InlineData("mt_streams", "CREATE UNIQUE INDEX pkey_mt_streams_id ON events.mt_streams USING btree (id)")]
    [InlineData(
        "mt_events",
        """
            CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON events.mt_events USING btree (stream_id, version)
            CREATE UNIQUE INDEX pkey_mt_events_seq_id ON events.mt_events USING btree (seq_id)
            """
    )]
    [InlineData("mt_event_progression", "CREATE UNIQUE INDEX pk_mt_event_progression ON events.mt_event_progression USING btree (name)")]
    public async Task each_table_has_these_indexes_and_no_other(string table, string indexes) =>
        Assert.Equal(
            indexes.ReplaceLineEndings("\n"),
            await grounds.AskAsync<string>(
                "select string_agg(indexdef, e'\n' order by indexname) from pg_indexes where schemaname = 'events' and tablename = $1",
                table
            )
        );

    [Fact]
    public async Task numbers_come_one_by_one_from_a_sequence_that_belongs_to_the_table() =>
        Assert.Equal(
            "bigint 1 1 1 events.mt_events.seq_id",
            await grounds.AskAsync<string>(
                """
                select concat_ws(' ', s.data_type, s.start_value, s.increment_by, s.cache_size,
                                 (select d.refobjid::regclass || '.' || a.attname from pg_depend d
                                 join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                                  where d.objid = 'events.mt_events_sequence'::regclass and d.deptype = 'a'))
                from pg_sequences s where s.schemaname = 'events' and s.sequencename = 'mt_events_sequence'
                """
            )
        );

    [Fact]
    public async Task what_is_stored_reads_as_marten_would_have_written_it()
    {
        var store = grounds.StoreOn(grounds.Database, Grounds.Types().Add<VisitPutOff>());
        var (stream, request) = (Guid.CreateVersion7(), Guid.NewGuid());
        var until = new DateTimeOffset(2026, 6, 1, 9, 30, 0, TimeSpan.FromHours(1));
        var append = new Append
        {
            Metadata = new EventMetadata(
                "person 7",
                request.ToString(),
                "cause 9",
                new Dictionary<string, string> { ["authority"] = "system" }
            ),
        };
        await store.AppendAsync(append.To<Job>(stream, 0, new JobOpened("Mow"), new VisitPutOff(Weather.VeryWet, until, 1.50m, null)));
        await store.AppendAsync(
            new Append().To<Job>(stream, 2, Grounds.Visit(), Grounds.Visit(), Grounds.Visit(), Grounds.Visit(), Grounds.Visit())
        );

        Assert.Equal(
            "job 7 *DEFAULT* False",
            await grounds.AskAsync<string>(
                """
                select concat_ws(' ', type, version, tenant_id, case when is_archived then 'True' else 'False' end)
                from events.mt_streams where id = $1
                """,
                stream
            )
        );
        Assert.Equal(
            "1 1 7 7",
            await grounds.AskAsync<string>(
                "select concat_ws(' ', min(version), min(seq_id), max(version), count(*)) from events.mt_events where stream_id = $1",
                stream
            )
        );
        Assert.Equal(
            $"visit_put_off|{typeof(VisitPutOff).FullName}, {typeof(VisitPutOff).Assembly.GetName().Name}|*DEFAULT*|person 7|{request}|cause 9|{{\"authority\": \"system\"}}|false|",
            await grounds.AskAsync<string>(
                """
                select concat(type, '|', mt_dotnet_type, '|', tenant_id, '|', user_name, '|',
                correlation_id, '|', causation_id, '|', headers, '|', is_archived::text, '|', bdata)
                from events.mt_events where stream_id = $1 and version = 2
                """,
                stream
            )
        );
        using var data = JsonDocument.Parse(
            await grounds.AskAsync<string>("select data::text from events.mt_events where stream_id = $1 and version = 2", stream)
        );
        Assert.Equal(["hours", "until", "weather"], data.RootElement.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(until, data.RootElement.GetProperty("until").GetDateTimeOffset());
        Assert.EndsWith("Z", data.RootElement.GetProperty("until").GetString(), StringComparison.Ordinal);
        Assert.Equal(nameof(Weather.VeryWet), data.RootElement.GetProperty("weather").GetString());
        Assert.Equal(
            7,
            await grounds.AskAsync<long>(
                "select count(*) from events.mt_events where stream_id = $1 and substring(id::text from 15 for 1) = '7' and bdata is null",
                stream
            )
        );
        Assert.True(
            await grounds.AskAsync<bool>(
                """
                select s.timestamp >= s.created and e.timestamp >= s.created from events.mt_streams s
                join events.mt_events e on e.stream_id = s.id and e.version = s.version where s.id = $1
                """,
                stream
            )
        );
    }

    [Fact]
    public async Task positions_are_kept_under_martens_names()
    {
        await Grounds.MigrateAsync(grounds.ConnectionString, new Jobs());
        await grounds.OpenJobAsync();
        await new Projector(
            grounds.Store,
            [new Jobs()],
            [],
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Projector>.Instance
        ).CatchUpAsync();

        Assert.Equal(
            "HighWaterMark 1, jobs_1:All 1",
            await grounds.AskAsync<string>(
                "select string_agg(name || ' ' || last_seq_id, ', ' order by name collate \"C\") from events.mt_event_progression"
            )
        );
    }
}
