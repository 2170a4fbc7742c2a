using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;

namespace UseIt.Marketplace.Engine;

/// <summary>A view that follows the log: one row (a JSON document) per key, folded from facts, in a table of its own.</summary>
public abstract class TableView : IViewTable
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The views it is brought up to date with, and whose version it shares.</summary>
    public abstract Composite Composite { get; }

    /// <inheritdoc/>
    public string Table => $"views.{Name}_{Composite.Version}";

    /// <summary>The name Marten keeps its position under, beside that of all of them.</summary>
    internal string Progress => new ShardName(GetType().Name, ShardName.All, Composite.Version).Identity;

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
        + string.Concat(Indexes.Select(i => $"create index if not exists {Name}_{Composite.Version}_{i.Key} on {Table} {i.Value};"));

    /// <param name="table">Where its rows lie.</param>
    /// <param name="state">What holds for it; asked for with the rows where it is not given.</param>
    internal abstract ViewPage Page(string table, ReaderState? state = null);

    // Read on a connection of its own: the pages of a view follow each other, so what is stored is what the page before has left.
    internal async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var page = Page(Table);
        foreach (var e in events)
            page.Add(e);
        if (page.IsEmpty)
            return;
        await using (var connection = operations.Database.CreateConnection())
        {
            await connection.OpenAsync(cancellation);
            await page.LoadAsync(connection, cancellation);
        }
        page.Fold();
        foreach (var statement in page.Save())
            operations.QueueOperation(Statement.Of(statement));
    }
}

/// <summary>
/// A view whose rows are <typeparamref name="TRow"/>. Pure: what a fact makes of the rows comes from those rows and the fact, with the
/// fact's own time.
/// </summary>
public abstract class TableView<TRow> : TableView
    where TRow : class
{
    /// <summary>
    /// The keys of all rows a fact reads or changes. A row with another key can only be written as a new one, under a key that is the
    /// fact's own.
    /// </summary>
    public abstract IEnumerable<Guid> Keys(IEvent e);

    /// <summary>The row after the fact; null removes it. <paramref name="row"/> is null where there is none yet.</summary>
    public virtual TRow? Apply(Guid key, TRow? row, IEvent e) => row;

    /// <summary>
    /// Brings all rows up to the fact, for a view whose rows have to see each other: a name is copied onto what it belongs to, one row
    /// leaves another beside it. A row set to null is removed; a key without a row has none in <paramref name="rows"/>, or null.
    /// </summary>
    public virtual void Apply(IEvent e, Dictionary<Guid, TRow?> rows)
    {
        foreach (var key in Keys(e))
            rows[key] = Apply(key, rows.GetValueOrDefault(key), e);
    }

    internal override ViewPage Page(string table, ReaderState? state = null) => new ViewPage<TRow>(this, table, state);
}
