using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;
using Wolverine;
using Wolverine.Runtime;

namespace UseIt.Marketplace.Tests;

/// <summary>Facts and messages put where they would come to lie, without the commands that lead there.</summary>
internal static class LogSteps
{
    /// <summary>Stores facts on a stream of the named type; the stream's version afterwards.</summary>
    public static async Task<long> StoreAsync(
        this MarketplaceApp app,
        Guid stream,
        string type,
        long expectedVersion,
        params IReadOnlyList<object> facts
    ) => await app.StoreAsync(Guid.Empty, [(stream, type, expectedVersion, facts)]);

    /// <summary>Stores facts on several streams in one commit; the version of the last.</summary>
    public static async Task<long> StoreAsync(
        this MarketplaceApp app,
        Guid by,
        IEnumerable<(Guid Stream, string Type, long Version, IReadOnlyList<object> Facts)> writes
    )
    {
        var types = app.Services.GetRequiredService<StreamTypes>();
        await using var session = app.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = by.ToString();
        var now = await app.Database.ClockAsync();
        StreamAction? last = null;
        foreach (var (stream, type, version, facts) in writes)
        {
            List<object> events = [];
            foreach (var fact in facts)
            {
                var e = session.Events.BuildEvent(fact);
                (e.Id, e.Timestamp) = (Guid.CreateVersion7(), now);
                events.Add(e);
            }
            last = session.Events.Append(stream, events);
            (last.AggregateType, last.ExpectedVersionOnServer) = (types.Of(type), version);
        }
        await session.SaveChangesAsync();
        return last!.Events[^1].Version;
    }

    /// <summary>Writes a fact as somebody does who can only write to the database.</summary>
    public static async Task ForgeAsync(this MarketplaceApp app, Guid stream, object fact, Guid? by = null, string? headers = null)
    {
        await app.SqlAsync(
            """
            insert into events.mt_events
            (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived, user_name, headers)
            select nextval('events.mt_events_sequence'), gen_random_uuid(), id, version + 1, $2::jsonb, $3, events.clock(), tenant_id, $3,
            false, $4, $5::jsonb from events.mt_streams where id = $1
            """,
            stream,
            System.Text.Json.JsonSerializer.Serialize(fact, EventJson.Options),
            EventTypes.SnakeCase(fact.GetType().Name),
            (object?)by?.ToString() ?? DBNull.Value,
            (object?)headers ?? DBNull.Value
        );
        await app.SqlAsync("update events.mt_streams set version = version + 1 where id = $1", stream);
    }

    /// <summary>What verify-log says.</summary>
    public static async Task<string> VerifyAsync(this MarketplaceApp app)
    {
        using var said = new StringWriter();
        await Marketplace.CommandLine.VerifyLog.RunAsync(app.Services, said);
        return said.ToString();
    }

    /// <summary>A node beside the application that follows these views, from the beginning.</summary>
    public static async Task<IProjectionDaemon> FollowAsync(this MarketplaceApp app, params TableView[] views)
    {
        foreach (var view in views)
            await app.SqlAsync(view.Ddl);
        var store = DocumentStore.For(o =>
        {
            o.Connection(app.Database);
            LogSettings.Configure(o, app.Services.GetRequiredService<EventTypes>(), [], views);
        });
        var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        return daemon;
    }

    public static async Task SqlAsync(this MarketplaceApp app, string sql, params object[] values)
    {
        await using var command = app.Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> AskAsync<T>(this MarketplaceApp app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A fact as a reader of the log is given it.</summary>
    public static IEvent Stored(
        Guid stream,
        object fact,
        DateTimeOffset at = default,
        Guid? id = null,
        long version = 1,
        long position = 1,
        Guid? by = null
    ) =>
        new Event<object>(fact)
        {
            Id = id ?? Guid.CreateVersion7(),
            StreamId = stream,
            Version = version,
            Sequence = position,
            Timestamp = at,
            UserName = by?.ToString(),
            EventTypeName = EventTypes.SnakeCase(fact.GetType().Name),
        };

    /// <summary>Makes an inline view anew from the whole log.</summary>
    public static Task RebuildAsync(this MarketplaceApp app, InlineView view) =>
        new InlineReplay(app.Store, app.Database, app.Services.GetRequiredService<EventTypes>(), view).ReplaceAsync(CancellationToken.None);

    /// <summary>Makes a view anew from the whole log.</summary>
    public static Task RebuildAsync(this MarketplaceApp app, TableView view) => app.ReplayOf(view).ReplaceAsync();

    /// <summary>What a view differs in from the log, or null.</summary>
    public static Task<string?> CompareAsync(this MarketplaceApp app, TableView view) => app.ReplayOf(view).CompareAsync();

    private static Replay ReplayOf(this MarketplaceApp app, TableView view) =>
        new(app.Store, app.Database, app.Services.GetRequiredService<EventTypes>(), view);

    /// <summary>Sends a message as a command's commit would.</summary>
    public static async Task QueueAsync(this IServiceProvider services, object message) =>
        await new MessageBus(services.GetRequiredService<IWolverineRuntime>()).SendAsync(message);
}
