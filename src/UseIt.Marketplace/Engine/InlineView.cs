using JasperFx.Events;
using Npgsql;

namespace UseIt.Marketplace.Engine;

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
