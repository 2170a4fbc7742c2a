using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Runs an <see cref="InlineView"/> in the commit of its facts.</summary>
internal sealed class InlineSql : EventProjection
{
    private readonly InlineView view;

    public InlineSql(InlineView view)
    {
        this.view = view;
        Name = view.Name;
        foreach (var fact in view.Handles)
            IncludeType(fact);
    }

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        if (!view.Handles.Contains(e.Data.GetType()))
            return ValueTask.CompletedTask;
        using var batch = new NpgsqlBatch();
        view.Apply(e, batch);
        foreach (NpgsqlBatchCommand command in batch.BatchCommands)
            operations.QueueOperation(Statement.Of(command));
        return ValueTask.CompletedTask;
    }
}
