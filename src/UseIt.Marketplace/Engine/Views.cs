using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The table of a view. Its name carries the shape's version, so that two binaries can run side by side on their own tables.
/// </summary>
public interface IViewTable
{
    /// <summary>Name in snake_case without version.</summary>
    string Name { get; }

    /// <summary>Full name of the table, such as <c>views.open_tenders_1</c>.</summary>
    string Table { get; }

    /// <summary>Creates the table and its indexes where they are missing.</summary>
    string Ddl { get; }

    /// <summary>The facts it is made of.</summary>
    IReadOnlySet<Type> Handles { get; }
}

/// <summary>
/// A view written in the very commit of its facts, for what a rule must read strongly. Keep it small: every append pays for it.
/// </summary>
public abstract class InlineView : IViewTable
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>Version of the table's shape; raise it when the table or its meaning changes.</summary>
    public abstract int Shape { get; }

    /// <inheritdoc/>
    public string Table => $"views.{Name}_{Shape}";

    /// <inheritdoc/>
    public abstract string Ddl { get; }

    /// <inheritdoc/>
    public abstract IReadOnlySet<Type> Handles { get; }

    /// <summary>
    /// Adds the statements that bring the table up to this fact. Position and time are not known yet; they must not be used.
    /// </summary>
    public abstract void Apply(IEvent e, NpgsqlBatch batch);

    /// <summary>Adds a statement with positional parameters.</summary>
    protected static void Run(NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        batch.BatchCommands.Add(command);
    }
}

/// <summary>
/// A view that follows the log: one row (a JSON document) per key, folded from facts. Its rows and its position commit together.
/// </summary>
public abstract class View : IViewTable
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>
    /// Version of the row's shape; raise it when the row or its meaning changes, and the view is built anew beside the old one.
    /// </summary>
    public abstract int Shape { get; }

    /// <inheritdoc/>
    public string Table => $"views.{Name}_{Shape}";

    /// <summary>Name under which its position is kept.</summary>
    public string Progress => $"{Name}_{Shape}:All";

    /// <summary>
    /// Further columns of the table (generated from <c>data</c>), each as <c>name type generated always as (...) stored</c>.
    /// </summary>
    protected virtual IReadOnlyList<string> Columns => [];

    /// <summary>Indexes, each as the part after <c>create index if not exists NAME on TABLE</c>, by short name.</summary>
    protected virtual IReadOnlyDictionary<string, string> Indexes => new Dictionary<string, string>();

    /// <inheritdoc/>
    public abstract IReadOnlySet<Type> Handles { get; }

    /// <inheritdoc/>
    public string Ddl =>
        $"create table if not exists {Table} (key uuid primary key, data jsonb not null{string.Concat(Columns.Select(c => $", {c}"))});"
        + string.Concat(Indexes.Select(i => $"create index if not exists {Name}_{Shape}_{i.Key} on {Table} {i.Value};"));

    internal abstract ViewPage Page(string table);
}

/// <summary>
/// A view whose rows are <typeparamref name="TRow"/>. Pure: a row comes from its earlier self and one fact, with the fact's own time.
/// </summary>
public abstract class View<TRow> : View
    where TRow : class
{
    /// <summary>The keys of the rows a fact touches.</summary>
    public abstract IEnumerable<Guid> Keys(IEvent e);

    /// <summary>The row after the fact; null removes it. <paramref name="row"/> is null where there is none yet.</summary>
    public abstract TRow? Apply(Guid key, TRow? row, IEvent e);

    internal override ViewPage Page(string table) =>
        new RowPage<TRow>(
            this,
            table,
            Keys,
            (e, rows) =>
            {
                foreach (var key in Keys(e))
                    rows[key] = Apply(key, rows.GetValueOrDefault(key), e);
            }
        );
}

/// <summary>
/// A view whose rows have to see each other: a name is copied onto what it belongs to, one row leaves another beside it. Pure: what a fact
/// makes of the rows comes from those rows and the fact, with the fact's own time.
/// </summary>
public abstract class JoinedView<TRow> : View
    where TRow : class
{
    /// <summary>
    /// The keys of all rows a fact reads or changes. A row with another key can only be written as a new one, under a key that is the
    /// fact's own.
    /// </summary>
    public abstract IEnumerable<Guid> Keys(IEvent e);

    /// <summary>
    /// Brings the rows up to the fact; a row set to null is removed. A key without a row has none in <paramref name="rows"/>, or null.
    /// </summary>
    public abstract void Apply(IEvent e, Dictionary<Guid, TRow?> rows);

    internal override ViewPage Page(string table) => new RowPage<TRow>(this, table, Keys, Apply);
}

internal sealed class RowPage<TRow>(
    View view,
    string table,
    Func<IEvent, IEnumerable<Guid>> keysOf,
    Action<IEvent, Dictionary<Guid, TRow?>> apply
) : ViewPage
    where TRow : class
{
    private static readonly JsonTypeInfo<TRow> Json = (JsonTypeInfo<TRow>)EventJson.Options.GetTypeInfo(typeof(TRow));

    private readonly List<IEvent> work = [];
    private readonly HashSet<Guid> keys = [];
    private readonly Dictionary<Guid, TRow?> loaded = [];
    private Dictionary<Guid, TRow?> rows = [];

    public override bool IsEmpty => work.Count == 0;

    public override void Add(IEvent e)
    {
        if (!view.Handles.Contains(e.Data.GetType()))
            return;
        work.Add(e);
        keys.UnionWith(keysOf(e));
    }

    public override void AddLoad(NpgsqlBatch batch)
    {
        var select = new NpgsqlBatchCommand($"select key, data from {table} where key = any($1)");
        select.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. keys] });
        batch.BatchCommands.Add(select);
    }

    public override async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
            loaded[reader.GetGuid(0)] = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(1), Json);
        rows = new Dictionary<Guid, TRow?>(loaded);
    }

    public override void Fold()
    {
        foreach (var e in work)
            apply(e, rows);
    }

    public override void AddSave(NpgsqlBatch batch)
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
        if (gone.Count > 0)
        {
            var delete = new NpgsqlBatchCommand($"delete from {table} where key = any($1)");
            delete.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. gone] });
            batch.BatchCommands.Add(delete);
        }
        if (kept.Count == 1)
            batch.BatchCommands.Add(
                Upsert("values ($1, $2)", kept[0], JsonSerializer.SerializeToUtf8Bytes(rows[kept[0]]!, Json), NpgsqlDbType.Jsonb)
            );
        else if (kept.Count > 1)
        {
            kept.Sort();
            batch.BatchCommands.Add(
                Upsert(
                    "select * from unnest($1, $2)",
                    kept.ToArray(),
                    kept.ConvertAll(key => JsonSerializer.SerializeToUtf8Bytes(rows[key]!, Json)).ToArray(),
                    NpgsqlDbType.Array | NpgsqlDbType.Jsonb
                )
            );
        }
    }

    private NpgsqlBatchCommand Upsert<TKeys, TData>(string source, TKeys keys, TData data, NpgsqlDbType type)
    {
        var upsert = new NpgsqlBatchCommand(
            $"insert into {table} (key, data) {source} on conflict (key) do update set data = excluded.data"
        );
        upsert.Parameters.Add(new NpgsqlParameter<TKeys> { TypedValue = keys });
        upsert.Parameters.Add(new NpgsqlParameter<TData> { TypedValue = data, NpgsqlDbType = type });
        return upsert;
    }
}

/// <summary>One view's share of a page of the log: rows to load, fold and save.</summary>
internal abstract class ViewPage
{
    public abstract bool IsEmpty { get; }
    public abstract void Add(IEvent e);
    public abstract void AddLoad(NpgsqlBatch batch);
    public abstract Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel);
    public abstract void Fold();
    public abstract void AddSave(NpgsqlBatch batch);
}
