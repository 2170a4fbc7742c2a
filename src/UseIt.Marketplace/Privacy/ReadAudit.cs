using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Privacy;

/// <summary>Notes who reads whose bid, document or personal data, before it is shown; rows are only ever added.</summary>
public sealed class ReadAudit(NpgsqlDataSource database)
{
    public Task NoteAsync(Actor actor, string kind, Guid subject, string purpose, CancellationToken cancel = default) =>
        NoteAsync(actor, kind, [subject], purpose, cancel);

    /// <summary>Notes one reading of several things.</summary>
    public async Task NoteAsync(Actor actor, string kind, IReadOnlyList<Guid> subjects, string purpose, CancellationToken cancel = default)
    {
        if (subjects.Count == 0)
            return;
        await using var command = database.CreateCommand(
            """
            insert into audit.read (at, person, organisation, authority, kind, subject, purpose)
            select events.clock(), $1, $2, $3, $4, s, $6 from unnest($5) as s
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = actor.Person });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)actor.Organisation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = actor.Authority });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. subjects] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = purpose });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
