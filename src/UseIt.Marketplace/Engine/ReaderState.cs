using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>What persons have decided about a reader of the log, as it is when a page is about to be taken.</summary>
/// <param name="Skipped">The facts it is to leave out.</param>
/// <param name="Replaced">How often its table has been made anew.</param>
internal sealed record ReaderState(IReadOnlySet<long> Skipped, long Replaced)
{
    public static ReaderState Fresh { get; } = new(new HashSet<long>(), 0);

    public static NpgsqlBatchCommand Ask(string reader, string table = "") =>
        Command(
            """
            select (select array_agg(position) from events.skipped_event where name = $1),
                   (select replaced from events.view_table where name = $2),
                   exists (select from events.paused_view where name = $1)
            """,
            reader,
            table
        );

    /// <exception cref="ReaderPausedException">It is paused: nobody but a person lets it go on.</exception>
    public static async Task<ReaderState> ReadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        await reader.ReadAsync(cancel);
        if (reader.GetBoolean(2))
            throw new ReaderPausedException();
        return new ReaderState(
            reader.IsDBNull(0) ? Fresh.Skipped : reader.GetFieldValue<long[]>(0).ToHashSet(),
            reader.IsDBNull(1) ? 0 : reader.GetInt64(1)
        );
    }

    /// <summary>Fails where the table has been made anew since: what was folded came from rows that are gone.</summary>
    public NpgsqlBatchCommand Hold(string table) => Command("select events.not_replaced($1, $2)", table, Replaced);

    /// <summary>Stops a reader at a fact until a person has decided.</summary>
    public static NpgsqlBatchCommand Pause(string reader, long position, string error) =>
        Command(
            "insert into events.paused_view (name, position, error, at) values ($1, $2, $3, events.clock()) on conflict (name) do nothing",
            reader,
            position,
            error
        );

    public static NpgsqlBatchCommand Resume(string reader) => Command("delete from events.paused_view where name = $1", reader);

    public static NpgsqlBatchCommand Resume(string reader, long position) =>
        Command("delete from events.paused_view where name = $1 and position = $2", reader, position);

    public static NpgsqlBatchCommand Skip(string reader, long position, string person, string reason) =>
        Command(
            """
            insert into events.skipped_event (name, position, by_person, reason, at)
            values ($1, $2, $3, $4, events.clock()) on conflict do nothing
            """,
            reader,
            position,
            person,
            reason
        );

    internal static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>A reader of the log has something to do and is paused.</summary>
internal sealed class ReaderPausedException() : Exception("The reader is paused.");
