using System.Globalization;
using System.Text;
using System.Text.Json;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// Checks that the log and everything made from it agree. It writes nothing that stays; while it runs, views are compared at the position
/// they have.
/// </summary>
public sealed class LogVerifier(
    IDocumentStore store,
    NpgsqlDataSource database,
    EventTypes types,
    FactCodes codes,
    IReadOnlyList<InlineView> inlineViews,
    IReadOnlyList<TableView> views
)
{
    /// <summary>Checks everything; what is wrong, in words, or nothing.</summary>
    public async Task<IReadOnlyList<string>> VerifyAsync(Action<string>? progress = null, CancellationToken cancel = default)
    {
        var wrong = new List<string>();
        foreach (var (what, sql) in Rules())
        {
            progress?.Invoke(what);
            await using var command = database.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                wrong.Add($"{what}: {reader.GetValue(0)}");
        }
        progress?.Invoke("every fact can be read, and is as it was stored");
        await foreach (var problem in ReadEveryFactAsync(cancel))
            wrong.Add(problem);
        foreach (var view in views)
        {
            progress?.Invoke(view.Table);
            if (await new Replay(store, database, types, view).CompareAsync(cancel) is { } difference)
                wrong.Add(difference);
        }
        foreach (var inline in inlineViews)
        {
            progress?.Invoke(inline.Table);
            wrong.AddRange(await new InlineReplay(store, database, types, inline).CompareAsync(cancel));
        }
        return wrong;
    }

    /// <summary>How many numbers were drawn for facts that are not there: by itself no sign of anything wrong.</summary>
    public async Task<long> NumbersWithoutFactsAsync(CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            """
            select (select case when is_called then last_value else 0 end from events.mt_events_sequence)
            - (select count(*) from events.mt_events)
            """
        );
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    // Where an append failed after its numbers were drawn, Marten lays tombstones: on a stream that each process invents for itself.
    private static IEnumerable<(string What, string Sql)> Rules() =>
        [
            (
                "a stream has holes, or another version than its facts",
                """
                select s.id from events.mt_streams s
                left join (select stream_id, count(*) as n, min(version) as low, max(version) as high
                           from events.mt_events where type <> 'tombstone' group by stream_id) e on e.stream_id = s.id
                where s.version is distinct from coalesce(e.n, 0)
                or s.version is distinct from coalesce(e.high, 0) or coalesce(e.low, 1) <> 1
                """
            ),
            (
                "a fact comes before an earlier one of its stream",
                """
                select stream_id
                from (select stream_id, seq_id, lag(seq_id) over (partition by stream_id order by version) as before
                      from events.mt_events where type <> 'tombstone') o
                where before >= seq_id
                """
            ),
            (
                "a fact was numbered beyond the sequence",
                "select seq_id from events.mt_events where seq_id > (select last_value from events.mt_events_sequence)"
            ),
            (
                "a stream or fact is hidden",
                "select id from events.mt_streams where is_archived union select stream_id from events.mt_events where is_archived"
            ),
            (
                "a position lies beyond the log",
                "select name from events.mt_event_progression where last_seq_id > (select last_value from events.mt_events_sequence)"
            ),
            (
                "a reservation has an empty key or owner",
                "select scope from events.reservation where key = '' or owner = '00000000-0000-0000-0000-000000000000'"
            ),
            ("a view is paused", "select name || ' at ' || position || ' (' || error || ')' from events.paused_view"),
            (
                "a key's outcome names a fact that is not there",
                """
                select i.key from messaging.idempotency i, jsonb_each_text(i.outcome -> 'versions') v
                where not exists (select from events.mt_events e where e.stream_id = v.key::uuid and e.version = v.value::bigint)
                """
            ),
        ];

    private async IAsyncEnumerable<string> ReadEveryFactAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand(
            $"select {StoredFact.Columns}, seq_id from events.mt_events where type <> 'tombstone' order by seq_id"
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            if (Wrong(StoredFact.Read(reader)) is { } problem)
                yield return string.Create(CultureInfo.InvariantCulture, $"fact {reader.GetInt64(10)} ({reader.GetString(3)}) {problem}");
    }

    private string? Wrong(StoredFact fact)
    {
        if (!codes.IsProven(fact))
            return fact.Code is null
                ? "bears no code: this program did not store it"
                : "bears the code of another: it was changed or moved";
        try
        {
            types.Read(fact.Type, Encoding.UTF8.GetBytes(fact.Data.GetRawText()));
            return null;
        }
        catch (Exception e) when (e is UnknownEventTypeException or JsonException or InvalidOperationException)
        {
            return $"cannot be read: {e.GetType().Name}";
        }
    }
}
