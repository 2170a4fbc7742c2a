using Npgsql;
using UseIt.Messaging;

namespace UseIt.Marketplace.Shared;

/// <summary>Notes who read whose bid, document or personal data; rows are only ever added.</summary>
public sealed class ReadAudit(NpgsqlDataSource database)
{
    public async Task NoteAsync(Actor actor, string kind, Guid subject, string purpose, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand("insert into audit.read (at, person, organisation, authority, kind, subject, purpose) values (events.clock(), $1, $2, $3, $4, $5, $6)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = actor.Person });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)actor.Organisation ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = actor.Authority });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subject });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = purpose });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
