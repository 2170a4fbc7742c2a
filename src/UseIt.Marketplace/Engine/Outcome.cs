using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>What a command came to.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>Done (or done before): its position in the log, the version of each stream it wrote, and its answer.</summary>
    public sealed record Done(
        long Position,
        IReadOnlyDictionary<Guid, long> Versions,
        System.Text.Json.Nodes.JsonNode? Answer,
        bool Replayed = false
    ) : Outcome;

    /// <summary>Refused by a rule; nothing was written but, where the rule wants it, the attempt itself.</summary>
    public sealed record Refused(IReadOnlyList<Refusal> Refusals) : Outcome;

    /// <summary>Not allowed, in one of the ways of <see cref="Access"/>.</summary>
    public sealed record Denied(Access Access) : Outcome;

    /// <summary>The caller had seen another version of the stream, or others kept getting in first.</summary>
    public sealed record Conflict(Guid Stream, long Expected, long? Actual) : Outcome;

    /// <summary>The same key is being worked on at this moment.</summary>
    public sealed record InFlight : Outcome;

    /// <summary>The key was used before with another body.</summary>
    public sealed record KeyReused : Outcome;
}

/// <summary>The circumstances of one command.</summary>
/// <param name="Actor">Who acts.</param>
/// <param name="IdempotencyKey">The caller's key, already scoped to the caller, if any.</param>
/// <param name="Fingerprint">A digest of what was sent under the key.</param>
/// <param name="SeenVersion">The version of the command's first stream that the caller had seen (If-Match), if any.</param>
/// <param name="CorrelationId">The request or story it belongs to.</param>
/// <param name="CausationId">The message that caused it.</param>
public sealed record CommandContext(
    Actor Actor,
    string? IdempotencyKey = null,
    string? Fingerprint = null,
    long? SeenVersion = null,
    string? CorrelationId = null,
    string? CausationId = null
)
{
    /// <summary>
    /// Asked at each attempt, after the streams are read: whether what the caller was shown is what is stored. If not, the command comes to
    /// a conflict; what changes after the question is a conflict of the commit, and asked about again.
    /// </summary>
    public Func<Task<bool>>? StillAsShown { get; init; }

    /// <summary>
    /// Done in the commit's transaction before anything of it is sent: a lock taken here stands until the server has finished with the
    /// commit, even when the sender is gone.
    /// </summary>
    public Func<NpgsqlConnection, CancellationToken, Task>? Holding { get; init; }
}
