using JasperFx.Events;
using Marten;
using Marten.Linq.MatchesSql;

namespace UseIt.Marketplace.Engine;

/// <summary>Reading streams for those who only look: pages, queries, effects.</summary>
public static class StreamReading
{
    /// <summary>Reads the current state of a stream.</summary>
    public static async Task<Stream<T>> FetchAsync<T>(this IDocumentStore store, Guid stream, CancellationToken cancel = default)
        where T : class, IState<T> => (await store.FetchAsync<T>([stream], cancel))[0];

    /// <summary>Reads the current states of several streams of one type, in their order and in one round trip.</summary>
    public static async Task<IReadOnlyList<Stream<T>>> FetchAsync<T>(
        this IDocumentStore store,
        IEnumerable<Guid> streams,
        CancellationToken cancel = default
    )
        where T : class, IState<T>
    {
        Reading<T>[] read = [.. streams.Select(s => new Reading<T>(s, guard: false))];
        if (read.Length == 0)
            return [];
        await using var session = store.QuerySession();
        var batch = session.CreateBatchQuery();
        foreach (var reading in read)
            reading.AddTo(batch);
        await batch.Execute(cancel);
        foreach (var reading in read)
            await reading.TakeAsync();
        return [.. read.Select(r => r.Stream)];
    }

    /// <summary>Folds a stream up to an instant (inclusive) of the store's clock.</summary>
    public static async Task<Stream<T>> FetchAsOfAsync<T>(
        this IDocumentStore store,
        Guid stream,
        DateTimeOffset instant,
        CancellationToken cancel = default
    )
        where T : class, IState<T> =>
        Stream<T>.Of(stream, [.. (await store.ReadStreamAsync(stream, cancel: cancel)).Where(e => e.Timestamp <= instant)]);

    /// <summary>Folds a stream up to a version (inclusive).</summary>
    public static async Task<Stream<T>> FetchAsOfAsync<T>(
        this IDocumentStore store,
        Guid stream,
        long version,
        CancellationToken cancel = default
    )
        where T : class, IState<T> => Stream<T>.Of(stream, await store.ReadStreamAsync(stream, to: version, cancel: cancel));

    /// <summary>Reads the facts of a stream, oldest first.</summary>
    public static async Task<IReadOnlyList<IEvent>> ReadStreamAsync(
        this IDocumentStore store,
        Guid stream,
        long from = 1,
        long to = long.MaxValue,
        CancellationToken cancel = default
    )
    {
        await using var session = store.QuerySession();
        var facts = await session.Events.FetchStreamAsync(stream, fromVersion: from, token: cancel);
        return to == long.MaxValue ? facts : [.. facts.TakeWhile(e => e.Version <= to)];
    }

    /// <summary>Reads the facts of several streams up to a position of the log, in its order, in a round trip for each thousand.</summary>
    public static async Task<IReadOnlyList<IEvent>> ReadStreamsAsync(
        this IDocumentStore store,
        IEnumerable<Guid> streams,
        long upTo,
        CancellationToken cancel = default
    )
    {
        await using var session = store.QuerySession();
        List<IEvent> facts = [];
        foreach (var some in streams.Distinct().Chunk(1000))
            facts.AddRange(
                await session
                    .Events.QueryAllRawEvents()
                    .Where(e => e.MatchesSql("d.stream_id = any(?)", (object)some) && e.Sequence <= upTo)
                    .OrderBy(e => e.Sequence)
                    .ToListAsync(cancel)
            );
        return [.. facts.OrderBy(e => e.Sequence)];
    }
}
