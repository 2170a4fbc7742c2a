using System.Diagnostics.Metrics;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>A fact that this program is known to have stored, and in whose name.</summary>
public sealed record ProvenFact(Guid Stream, object Data, string? By);

/// <summary>
/// Reads facts for decisions that must not rest on rows alone: each is taken only with its code (<see cref="FactCodes"/>), and a stream
/// only without holes.
/// </summary>
public sealed class ProvenFacts(NpgsqlDataSource database, EventTypes types, FactCodes codes, ILogger<ProvenFacts> log) : IDisposable
{
    public const string Meter = "UseIt.Marketplace.Engine.ProvenFacts";

    private readonly Meter meter = new(Meter);
    private Counter<long>? refused;

    /// <summary>The facts of a stream, oldest first.</summary>
    /// <exception cref="NotProvenException">One of them is not as this program stored it, or one is missing between others.</exception>
    public async Task<IReadOnlyList<ProvenFact>> ReadAsync(Guid stream, CancellationToken cancel) =>
        [.. (await ReadAsync([stream], cancel))[stream]];

    /// <summary>The same of several streams, in one round trip.</summary>
    /// <exception cref="NotProvenException">See <see cref="ReadAsync(Guid, CancellationToken)"/>.</exception>
    public async Task<ILookup<Guid, ProvenFact>> ReadAsync(IEnumerable<Guid> streams, CancellationToken cancel)
    {
        await using var read = database.CreateCommand(
            $"""
            select {StoredFact.Columns} from events.mt_events
            where stream_id = any($1) and type <> 'tombstone' order by stream_id, version
            """
        );
        read.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. streams] });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var facts = new List<ProvenFact>();
        var (stream, version) = (Guid.Empty, 0L);
        while (await reader.ReadAsync(cancel))
        {
            var fact = StoredFact.Read(reader);
            version = fact.Stream == stream ? version + 1 : 1;
            stream = fact.Stream;
            if (fact.Version != version || !codes.IsProven(fact))
                throw Refused($"fact {version} of stream {stream} is not as it was stored");
            facts.Add(new ProvenFact(stream, types.Read(fact.Type, System.Text.Encoding.UTF8.GetBytes(fact.Data.GetRawText())), fact.By));
        }
        return facts.ToLookup(f => f.Stream);
    }

    /// <summary>Raises the alarm; the exception to throw.</summary>
    /// <param name="what">What is not as it must be, by ids alone.</param>
    public NotProvenException Refused(string what)
    {
        (refused ??= meter.CreateCounter<long>("useit.records.refused")).Add(1);
        log.LogError("Nothing is done with this, because {What}. Somebody may have written to the database; run verify-log.", what);
        return new NotProvenException(what);
    }

    public void Dispose() => meter.Dispose();
}

/// <summary>What the database holds is not what this program stored. Waiting does not help; people have to look.</summary>
public sealed class NotProvenException(string what) : Exception($"Refused: {what}.");
