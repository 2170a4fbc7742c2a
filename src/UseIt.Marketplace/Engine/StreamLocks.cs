using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The rows an append locks: streams written and streams guarded, in id order, so that two appends never wait for each other in a circle.
/// </summary>
internal static class StreamLocks
{
    private const string Start = """
        insert into events.mt_streams (id, version, type, timestamp, created)
        select $1, $2, $3, now, now from (select events.clock() as now) clock
        """;

    private const string Move = """
        with moved as (update events.mt_streams set version = $2, timestamp = events.clock() where id = $1 and version = $3 returning id)
        select case when exists (select from moved) then 0 else events.conflict($1, $3) end
        """;

    private const string Hold =
        "select case when (select version from events.mt_streams where id = $1 for share) = $2 then 0 else events.conflict($1, $2) end";

    // What does not exist cannot be locked: its place in the index is held until the commit instead, and given back in the same
    // transaction.
    private const string HoldAbsent = """
        with held as (insert into events.mt_streams (id, version) values ($1, 0) on conflict (id) do nothing returning id)
        select case when exists (select from held) then 0 else events.conflict($1, 0) end
        """;

    private const string ReleaseAbsent = "delete from events.mt_streams where id = $1 and version = 0";

    public static void AddTo(NpgsqlBatch batch, Append append)
    {
        if (append.Guards.Count == 0 && append.Writes.Count == 1)
        {
            batch.BatchCommands.Add(Write(append.Writes[0]));
            return;
        }
        var locks = append
            .Writes.Select(w => (w.Stream, Command: Write(w)))
            .Concat(
                append.Guards.Select(g => (Stream: g.Key, Command: g.Value == 0 ? ForStream(HoldAbsent, g.Key) : Guard(g.Key, g.Value)))
            );
        foreach (var (_, command) in locks.OrderBy(l => l.Stream))
            batch.BatchCommands.Add(command);
    }

    public static void AddReleasesTo(NpgsqlBatch batch, Append append)
    {
        foreach (var (stream, version) in append.Guards)
            if (version == 0)
                batch.BatchCommands.Add(ForStream(ReleaseAbsent, stream));
    }

    /// <summary>Waits until nobody is writing the stream, or about to start it. The transaction must be rolled back.</summary>
    public static async Task WaitAsync(Guid stream, NpgsqlConnection transaction)
    {
        await using var batch = new NpgsqlBatch(transaction);
        batch.BatchCommands.Add(
            ForStream("insert into events.mt_streams (id, version) values ($1, 0) on conflict (id) do nothing", stream)
        );
        batch.BatchCommands.Add(ForStream("select from events.mt_streams where id = $1 for update", stream));
        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Write(Append.Write write)
    {
        var command = ForStream(write.Expected == 0 ? Start : Move, write.Stream);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = write.Version });
        if (write.Expected == 0)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = write.Type });
        else
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = write.Expected });
        return command;
    }

    private static NpgsqlBatchCommand Guard(Guid stream, long version)
    {
        var command = ForStream(Hold, stream);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        return command;
    }

    private static NpgsqlBatchCommand ForStream(string sql, Guid stream)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream });
        return command;
    }
}
