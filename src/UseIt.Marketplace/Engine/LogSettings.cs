using System.Text.Json;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Services.Json.Transformations;
using Weasel.Core;

namespace UseIt.Marketplace.Engine;

/// <summary>How Marten keeps the log.</summary>
internal static class LogSettings
{
    private const int PageSize = 2000;

    public static void Configure(StoreOptions options, EventTypes types, IEnumerable<InlineView> inlineViews, IEnumerable<TableView> views)
    {
        options.DatabaseSchemaName = "documents";
        options.Events.DatabaseSchemaName = "events";
        // The schema is made by our migrations, under another role than the application's.
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DisableNpgsqlLogging = true;
        options.Logger(new QuietLogger());
        options.Events.StreamIdentity = StreamIdentity.AsGuid;
        // What failed in a transaction that we began cannot be tried again in it; the command is.
        options.ConfigureWritePolly(_ => { });
        // Never Rich: it draws its numbers before its transaction begins, where nobody sees that somebody is about to write.
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        // A race that is lost draws no number; each number lost would stop every view for a while.
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        var metadata = options.Events.MetadataConfig;
        metadata.CorrelationIdEnabled = metadata.CausationIdEnabled = metadata.HeadersEnabled = metadata.UserNameEnabled = true;
        options.UseSystemTextJsonForSerialization(new JsonSerializerOptions(EventJson.Options), EnumStorage.AsString, Casing.CamelCase);
        types.Are(options);
        foreach (var fact in types.All)
            options.Events.MapEventType(fact, types.Of(fact).Alias);
        foreach (var (name, fact) in types.Older)
            options.Events.Upcast(
                fact,
                name,
                new JsonTransformation((_, row, column) => types.Read(name, row.GetFieldValue<byte[]>(column)))
            );
        // A fact that cannot be read or taken stops its reader. All three are left out in silence by default.
        var errors = options.Projections.Errors;
        errors.SkipApplyErrors = errors.SkipUnknownEvents = errors.SkipSerializationErrors = false;
        options.Projections.FastPollingTime = options.Projections.SlowPollingTime = TimeSpan.FromMilliseconds(50);
        // What stopped is looked after by the ReaderWatch, which knows what may not be started again.
        options.Projections.HealthCheckPollingTime = TimeSpan.FromMinutes(1);
        options.Projections.StaleSequenceThreshold = TimeSpan.FromMilliseconds(500);
        foreach (var view in inlineViews)
            options.Projections.Add(new InlineSql(view), ProjectionLifecycle.Inline);
        foreach (var composite in views.GroupBy(v => v.Composite))
            options.Projections.CompositeProjectionFor(
                composite.Key.Name,
                c =>
                {
                    c.Version = composite.Key.Version;
                    c.Options.BatchSize = PageSize;
                    var facts = composite.SelectMany(v => v.Handles).Distinct().ToArray();
                    foreach (var fact in facts)
                        c.IncludeType(fact);
                    foreach (var (n, view) in composite.Index())
                        c.Add(new CompositeMember(view, n == 0 ? types.AliasesOf(facts) : null));
                }
            );
    }
}
