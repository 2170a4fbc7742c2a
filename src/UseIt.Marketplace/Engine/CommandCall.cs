using System.Text.Json.Nodes;
using JasperFx.Events;

namespace UseIt.Marketplace.Engine;

/// <summary>A command whose sender waits for its outcome, in this process.</summary>
internal sealed class CommandCall(CommandContext context)
{
    public CommandContext Context => context;

    /// <summary>What the last attempt is committing; null before it has decided.</summary>
    public Commit? Committing { get; set; }
}

/// <summary>What tells afterwards whether a commit stands whose answer was lost.</summary>
/// <param name="First">Its first fact, if it has any.</param>
/// <param name="Last">Its last fact.</param>
/// <param name="Outcome">What it comes to, but for its position.</param>
/// <param name="Backend">The server's process that had it.</param>
internal sealed record Commit(Commit.Fact? First, Commit.Fact? Last, Func<long, Outcome> Outcome, int Backend)
{
    internal sealed record Fact(Guid Id, Guid Stream, long Version);

    /// <summary>Whether its facts tell; where it has none, the row of its key tells the next attempt.</summary>
    public bool IsTold(CommandContext context) => First is not null || context.IdempotencyKey is null;

    public static Commit Of(
        IReadOnlyList<StreamAction> written,
        IReadOnlyDictionary<Guid, long> versions,
        JsonNode? answer,
        Decision decision,
        int backend
    ) =>
        new(
            written is [var first, ..] ? new Fact(first.Events[0].Id, first.Id, first.ExpectedVersionOnServer!.Value + 1) : null,
            written is [.., var last] ? new Fact(last.Events[^1].Id, last.Id, versions[last.Id]) : null,
            position => decision.Refusals.Count > 0 ? new Outcome.Refused(decision.Refusals) : new Outcome.Done(position, versions, answer),
            backend
        );
}
