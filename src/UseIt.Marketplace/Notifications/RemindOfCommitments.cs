using System.Collections.Immutable;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// Wakes 30 and 7 days before a commitment is due, unless that is past already when the day is set, and on the day after it was due.
/// </summary>
public sealed class RemindOfCommitments() : Reaction("remind_of_commitments", typeof(CommitmentContracted), typeof(CommitmentVaried))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data switch
        {
            CommitmentContracted { Due: { } due } f => Reminders(f.CommitmentId, f.ContractId, due, e.Timestamp),
            CommitmentVaried { Due: { } due } f => Reminders(f.CommitmentId, f.ContractId, due, e.Timestamp),
            _ => [],
        };

    private static IEnumerable<(object, DateTimeOffset?)> Reminders(Guid commitment, Guid contract, DateOnly due, DateTimeOffset since) =>
        RemindOfCommitmentHandler
            .Days.Select(d => (d.Kind, Wakes: UkTime.StartOf(due.AddDays(d.After)), Late: d.After > 0))
            .Where(d => d.Late || d.Wakes > since)
            .Select(d => ((object)new RemindOfCommitment(commitment, contract, due, d.Kind), (DateTimeOffset?)d.Wakes));
}

/// <summary>
/// Tells the suppliers' people and the buyer's contract manager, while less is reported than is due. It only wakes: whether anybody is to
/// be told follows from the commitment, its contract and the store's clock.
/// </summary>
public sealed record RemindOfCommitment(Guid CommitmentId, Guid ContractId, DateOnly Due, string Kind) : Message, IEffect;

public static class RemindOfCommitmentHandler
{
    public static readonly IReadOnlyList<(int After, string Kind)> Days =
    [
        (-30, "commitment-due-in-30-days"),
        (-7, "commitment-due-in-7-days"),
        (1, "commitment-late"),
    ];

    private static readonly string[] Supplying = [Roles.Member, Roles.BidManager];
    private static readonly string[] Managing = [Roles.ContractManager];

    public static IReadOnlyList<string> Kinds { get; } = [.. Days.Select(d => d.Kind)];

    public static async Task Handle(
        RemindOfCommitment message,
        IDocumentStore store,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        // Before anything is read: evidence from further on settles what is said here.
        var known = await database.CeilingAsync(cancel);
        var commitment = (await store.FetchAsync<CommitmentDue>(message.CommitmentId, cancel)).State;
        if (
            commitment.Due != message.Due
            || commitment.IsReported
            || !(await store.FetchAsync<ContractInForce>(message.ContractId, cancel)).State.InForce
            || IsPast(message, await store.ClockAsync(cancel))
        )
            return;
        // One message to each person, whichever of the parties it is one of. The cause is the same however often this runs.
        var told = new HashSet<Guid>();
        foreach (var supplier in commitment.Suppliers)
            await TellAsync(supplier, Supplying, $"/promises/{message.CommitmentId}");
        await TellAsync(commitment.BuyerId, Managing, $"/contracts/{message.ContractId}/commitments/{message.CommitmentId}");

        Task TellAsync(Guid party, string[] roles, string link) =>
            NotifyMembersHandler.TellAllAsync(
                new NotifyMembers(
                    UuidV5.Of(message.CommitmentId, FormattableString.Invariant($"{message.Kind}/{message.Due:O}")),
                    party,
                    roles,
                    message.Kind,
                    message.CommitmentId,
                    link,
                    known
                ),
                told,
                database,
                memberships,
                post,
                cancel
            );
    }

    /// <summary>A reminder that comes so late that the next one is due as well is left to that.</summary>
    private static bool IsPast(RemindOfCommitment message, DateTimeOffset now) =>
        Days.SkipWhile(d => d.Kind != message.Kind).Skip(1).Take(1).Any(next => now >= UkTime.StartOf(message.Due.AddDays(next.After)));
}

/// <summary>When a commitment is due, and whether as much is reported as is due.</summary>
public sealed record CommitmentDue(
    Guid BuyerId,
    IReadOnlyList<Guid> Suppliers,
    DateOnly? Due,
    decimal Quantity,
    ImmutableDictionary<Guid, decimal> Reported,
    bool Lapsed
) : IState<CommitmentDue>
{
    public static CommitmentDue Empty { get; } = new(Guid.Empty, [], null, 0, ImmutableDictionary<Guid, decimal>.Empty, false);

    public static string StreamType => "commitment";

    public bool IsReported => Lapsed || Reported.Values.Sum() >= Quantity;

    public CommitmentDue Evolve(object fact) =>
        fact switch
        {
            CommitmentPromised e => this with { Quantity = e.Metric.Whole(e.Quantity), Due = e.Metric.Due },
            CommitmentContracted e => this with { BuyerId = e.BuyerId, Suppliers = e.Suppliers, Due = e.Due ?? Due },
            CommitmentVaried e => this with { Quantity = e.Quantity, Due = e.Due ?? Due },
            EvidenceRecorded e => this with { Reported = Reported.SetItem(e.EvidenceId, e.Quantity) },
            EvidenceCorrected e => this with { Reported = Reported.SetItem(e.EvidenceId, e.Quantity) },
            EvidenceWithdrawn e => this with { Reported = Reported.Remove(e.EvidenceId) },
            CommitmentLapsed => this with { Lapsed = true },
            _ => this,
        };
}

/// <summary>Whether all have signed a contract, and it has not ended.</summary>
public sealed record ContractInForce(bool InForce) : IState<ContractInForce>
{
    public static ContractInForce Empty { get; } = new(InForce: false);

    public static string StreamType => "contract";

    public ContractInForce Evolve(object fact) =>
        fact switch
        {
            ContractSigned => new ContractInForce(InForce: true),
            ContractEnded => new ContractInForce(InForce: false),
            _ => this,
        };
}
