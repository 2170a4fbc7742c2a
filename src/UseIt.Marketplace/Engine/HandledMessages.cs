using Npgsql;
using Wolverine;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Which messages have had their effect. The row is part of the effect's own commit: whoever still holds the message in memory (a node that
/// was stopped and goes on) does it no second time. Of an effect outside the database it says that it is known to have happened.
/// </summary>
public static class HandledMessages
{
    internal const string Table = "handled";

    private const string Asked = "select exists (select from messaging.handled where message = $1)";
    private const string Noted = "insert into messaging.handled (message, at) values ($1, events.clock())";

    internal static Question<bool> Has(Guid message) =>
        new(BoundSql.Of(Asked, message), async (reader, cancel) => await reader.ReadAsync(cancel) && reader.GetBoolean(0));

    internal static Statement Row(Guid message) => Statement.Of(Noted, message);

    /// <summary>Stops a message whose effect outside has happened.</summary>
    public static async Task<HandlerContinuation> NotYetAsync(Envelope envelope, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var ask = database.CreateCommand(Asked);
        ask.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = MessageHeaders.IdentityOf(envelope) });
        return await ask.ExecuteScalarAsync(cancel) is true ? HandlerContinuation.Stop : HandlerContinuation.Continue;
    }

    /// <summary>Notes that it has.</summary>
    public static async Task NoteAsync(Envelope envelope, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var note = database.CreateCommand($"{Noted} on conflict do nothing");
        note.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = MessageHeaders.IdentityOf(envelope) });
        await note.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>The message has had its effect already.</summary>
internal sealed class HandledBeforeException() : Exception("The message was handled before.");
