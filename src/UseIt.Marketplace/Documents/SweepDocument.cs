using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

/// <summary>A day after it was stored: a document nothing refers to is discarded.</summary>
public sealed record SweepDocument(Guid DocumentId) : Message, ICommand;

public static class SweepDocumentHandler
{
    public sealed record Claims(int Count, NpgsqlBatchCommand None);

    public static Access Authorise() => Access.Forbidden;

    public static async Task<Claims> Load(SweepDocument command, Streams streams, DocumentClaims claims, CancellationToken cancel)
    {
        await using var count = streams.Database.CreateCommand($"select count(*)::int from {claims.Table} where document = $1");
        count.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.DocumentId });
        return new Claims((int)(await count.ExecuteScalarAsync(cancel))!, claims.NoneOf(command.DocumentId));
    }

    public static Decision Handle(SweepDocument command, Stream<Document> document, Claims claims) =>
        !document.Exists || document.State.Discarded || claims.Count > 0
            ? Decision.Nothing
            : Decision
                .On<Document>(command.DocumentId, new DocumentDiscarded(command.DocumentId, "nothing refers to it"))
                .With(claims.None)
                .Send(new DeleteBytes(command.DocumentId));
}

/// <summary>Removes the bytes of a discarded document.</summary>
public sealed record DeleteBytes(Guid DocumentId) : Message, IEffect;

public static class DeleteBytesHandler
{
    public static Task Handle(DeleteBytes message, Files files, CancellationToken cancel) =>
        files.DeleteDiscardedAsync(message.DocumentId, cancel);
}
