using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Organisations;

/// <summary>A duty handed from one person to another for a time.</summary>
public sealed record Delegation(Guid Id, Guid From, Guid To, string Duty, DateTimeOffset Until);

/// <summary>All delegations of one organisation: one stream, because the rule that keeps duties apart spans them.</summary>
public sealed record Delegations(IReadOnlyList<Delegation> Given) : IState<Delegations>
{
    public static Delegations Empty { get; } = new([]);

    public static Guid Of(Guid organisation) => UuidV5.Of(organisation, "delegations");

    public IEnumerable<string> DutiesOf(Guid person, DateTimeOffset now) =>
        Given.Where(d => d.To == person && d.Until > now).Select(d => d.Duty);

    public Delegations Evolve(object fact) =>
        fact switch
        {
            DelegationGiven e => new Delegations([.. Given, new Delegation(e.DelegationId, e.From, e.To, e.Duty, e.Until)]),
            DelegationRevoked e => new Delegations([.. Given.Where(d => d.Id != e.DelegationId)]),
            _ => this,
        };
}

/// <summary>
/// Duties that one pair of hands must not hold together: who writes a tender neither approves its award nor opens its bids.
/// </summary>
public static class SeparatedDuties
{
    private static readonly string[] Apart = [Roles.Author, Roles.Approver, Roles.Opener];

    /// <summary>The first two duties, one of each side, that would be joined in one person.</summary>
    public static (string Held, string Added)? Joined(IEnumerable<string> held, IEnumerable<string> added)
    {
        var hers = held.Intersect(Apart).ToArray();
        foreach (var duty in added.Intersect(Apart))
            if (Array.Find(hers, h => h != duty) is { } other)
                return (other, duty);
        return null;
    }

    internal static Refusal WouldJoin((string Held, string Added) pair, string field) =>
        new(
            "duties-would-join",
            field,
            $"This person is {pair.Held}; the same person cannot be {pair.Added} as well",
            new Dictionary<string, object?> { ["held"] = pair.Held, ["added"] = pair.Added }
        );
}

/// <summary>Delegations as they stand, written with the facts: access rests on them.</summary>
public sealed class DelegationTable : InlineView
{
    public override string Name => "delegation";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (
              id uuid primary key, organisation uuid not null, giver uuid not null,
              receiver uuid not null, duty varchar not null, until timestamptz not null);
            create index if not exists delegation_1_receiver on {Table} (receiver);
            create index if not exists delegation_1_organisation on {Table} (organisation);
            """;

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(DelegationGiven), typeof(DelegationRevoked) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        if (e.Data is DelegationGiven d)
            Run(
                batch,
                $"insert into {Table} (id, organisation, giver, receiver, duty, until) values ($1, $2, $3, $4, $5, $6)",
                d.DelegationId,
                d.OrganisationId,
                d.From,
                d.To,
                d.Duty,
                d.Until
            );
        if (e.Data is DelegationRevoked r)
            Run(batch, $"delete from {Table} where id = $1", r.DelegationId);
    }
}
