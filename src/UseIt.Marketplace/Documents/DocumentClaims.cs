using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

/// <summary>What refers to which document; written with the fact that refers to it.</summary>
public sealed class DocumentClaims : InlineView
{
    public override string Name => "document_claim";
    public override int Shape => 1;
    public override string Ddl =>
        $"create table if not exists {Table} (document uuid not null, stream uuid not null, primary key (document, stream))";

    public override IReadOnlySet<Type> Handles { get; } =
        typeof(IRefersToDocuments)
            .Assembly.GetTypes()
            .Where(t => t.IsClass && typeof(IRefersToDocuments).IsAssignableFrom(t) && typeof(IFact).IsAssignableFrom(t))
            .ToHashSet();

    /// <summary>
    /// Fails the commit it is part of when something refers to the document by then: whoever referred to it holds the document's stream
    /// until that is committed.
    /// </summary>
    public NpgsqlBatchCommand NoneOf(Guid document)
    {
        var none = new NpgsqlBatchCommand(
            $"select case when exists (select from {Table} where document = $1) then events.moved($1, 0) else 0 end"
        );
        none.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = document });
        return none;
    }

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        foreach (var document in ((IRefersToDocuments)e.Data).Documents())
            Run(batch, $"insert into {Table} (document, stream) values ($1, $2) on conflict do nothing", document, e.StreamId);
    }
}
