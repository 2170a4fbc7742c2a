using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>A view's share of a page of the log: rows to load, fold and save.</summary>
internal abstract class ViewPage
{
    public abstract bool IsEmpty { get; }
    public abstract void Add(IEvent e);
    public abstract Task LoadAsync(NpgsqlConnection connection, CancellationToken cancel);
    public abstract void Fold();
    public abstract IEnumerable<NpgsqlBatchCommand> Save();

    /// <summary>Loads, folds and saves on one connection.</summary>
    public async Task KeepAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await LoadAsync(connection, cancel);
        Fold();
        await using var save = new NpgsqlBatch(connection);
        foreach (var statement in Save())
            save.BatchCommands.Add(statement);
        if (save.BatchCommands.Count > 0)
            await save.ExecuteNonQueryAsync(cancel);
    }
}

internal sealed class ViewPage<TRow>(TableView<TRow> view, string table, ReaderState? given) : ViewPage
    where TRow : class
{
    // Lists of keys are planned once for any length, not anew for each: not knowing how short they are, the planner thinks that too dear.
    private const string PlansOnce = "select set_config('plan_cache_mode', 'force_generic_plan', true)";

    private static readonly JsonTypeInfo<TRow> Json = (JsonTypeInfo<TRow>)EventJson.Options.GetTypeInfo(typeof(TRow));

    private readonly List<IEvent> work = [];
    private readonly HashSet<Guid> keys = [];
    private readonly Dictionary<IEvent, ExceptionDispatchInfo> keyless = [];
    private readonly Dictionary<Guid, TRow?> loaded = [];
    private Dictionary<Guid, TRow?> rows = [];
    private ReaderState state = given ?? ReaderState.Fresh;

    public override bool IsEmpty => work.Count == 0;

    public override void Add(IEvent e)
    {
        if (!view.Handles.Contains(e.Data.GetType()))
            return;
        work.Add(e);
        try
        {
            keys.UnionWith(view.Keys(e));
        }
        catch (Exception failure)
        {
            // It may be one that a person has said to leave out.
            keyless[e] = ExceptionDispatchInfo.Capture(failure);
        }
    }

    public override async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var load = new NpgsqlBatch(connection);
        load.BatchCommands.Add(new NpgsqlBatchCommand(PlansOnce));
        if (given is null)
            load.BatchCommands.Add(ReaderState.Ask(view.Composite.Progress, view.Table));
        var select = new NpgsqlBatchCommand($"select key, data from {table} where key = any($1)");
        select.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. keys] });
        load.BatchCommands.Add(select);
        await using var reader = await load.ExecuteReaderAsync(cancel);
        if (given is null)
        {
            await reader.NextResultAsync(cancel);
            state = await ReaderState.ReadAsync(reader, cancel);
        }
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            loaded[reader.GetGuid(0)] = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(1), Json);
        rows = new Dictionary<Guid, TRow?>(loaded);
    }

    public override void Fold()
    {
        foreach (var e in work)
        {
            if (state.Skipped.Contains(e.Sequence))
                continue;
            if (keyless.TryGetValue(e, out var failure))
                failure.Throw();
            view.Apply(e, rows);
        }
    }

    public override IEnumerable<NpgsqlBatchCommand> Save()
    {
        var (gone, kept) = (new List<Guid>(), new List<Guid>());
        foreach (var (key, row) in rows)
        {
            var before = loaded.GetValueOrDefault(key);
            // Rows that were only read are left alone.
            if (row is not null && !ReferenceEquals(row, before))
                kept.Add(key);
            else if (row is null && before is not null)
                gone.Add(key);
        }
        if (gone.Count + kept.Count == 0)
            yield break;
        if (given is null)
            yield return state.Hold(view.Table);
        if (gone.Count > 0)
        {
            var delete = new NpgsqlBatchCommand($"delete from {table} where key = any($1)");
            delete.Parameters.Add(Of(gone.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid));
            yield return delete;
        }
        if (kept.Count == 0)
            yield break;
        kept.Sort();
        var upsert = new NpgsqlBatchCommand(
            $"insert into {table} (key, data) select * from unnest($1, $2) on conflict (key) do update set data = excluded.data"
        );
        upsert.Parameters.Add(Of(kept.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid));
        var data = kept.ConvertAll(key => JsonSerializer.SerializeToUtf8Bytes(rows[key]!, Json)).ToArray();
        upsert.Parameters.Add(Of(data, NpgsqlDbType.Array | NpgsqlDbType.Jsonb));
        yield return upsert;
    }

    private static NpgsqlParameter Of<T>(T value, NpgsqlDbType type) => new() { Value = value, NpgsqlDbType = type };
}
