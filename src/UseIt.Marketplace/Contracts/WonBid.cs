using System.Collections.Immutable;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Contracts;

/// <summary>Who stands behind the bid a contract comes from.</summary>
public sealed record WonBid(Guid LeadId, IReadOnlyList<Guid> Members) : IState<WonBid>
{
    public static WonBid Empty { get; } = new(Guid.Empty, []);

    /// <summary>Whose part an organisation has taken on since the opening.</summary>
    public ImmutableDictionary<Guid, Guid> TookOn { get; init; } = ImmutableDictionary<Guid, Guid>.Empty;

    /// <summary>
    /// Who answers for what a member has promised, of those who got the award: the member, who took its part on, or the lead.
    /// </summary>
    public Guid AnswersFor(Guid member, IReadOnlyCollection<Guid> suppliers)
    {
        for (var (who, steps) = (member, 0); steps <= TookOn.Count; steps++)
            if (suppliers.Contains(who))
                return who;
            else if (!TookOn.TryGetValue(who, out who))
                break;
        return LeadId;
    }

    public static string StreamType => "bid";

    public WonBid Evolve(object fact) =>
        fact switch
        {
            BidStarted e => new WonBid(e.LeadId, e.Members),
            BidSubmitted e => this with { LeadId = e.LeadId, Members = e.Members },
            BidMemberJoined e => this with { TookOn = TookOn.SetItem(e.InPlaceOf, e.OrganisationId) },
            _ => this,
        };
}
