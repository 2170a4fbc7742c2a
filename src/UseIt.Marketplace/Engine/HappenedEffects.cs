using Npgsql;
using Wolverine;

namespace UseIt.Marketplace.Engine;

/// <summary>Which effects outside the database are known to have happened.</summary>
public static class HappenedEffects
{
    /// <summary>Stops a message whose effect has happened.</summary>
    public static async Task<HandlerContinuation> NotYetAsync(Envelope envelope, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var ask = database.CreateCommand("select exists (select from messaging.handled where message = $1)");
        ask.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = MessageHeaders.IdentityOf(envelope) });
        return await ask.ExecuteScalarAsync(cancel) is true ? HandlerContinuation.Stop : HandlerContinuation.Continue;
    }

    /// <summary>Notes that it has.</summary>
    public static async Task NoteAsync(Envelope envelope, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var note = database.CreateCommand(
            "insert into messaging.handled (message, at) values ($1, events.clock()) on conflict do nothing"
        );
        note.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = MessageHeaders.IdentityOf(envelope) });
        await note.ExecuteNonQueryAsync(cancel);
    }
}
