using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>A consortium as a bid sees it: who leads, what the members agree on at present, and whether all of them do.</summary>
public sealed record ConsortiumForBids(
    Guid LeadId,
    Guid? TenderId,
    IReadOnlyList<Guid> Partners,
    int Edition,
    Terms? Terms,
    int AgreedEdition,
    bool Dissolved
) : IState<ConsortiumForBids>
{
    public static ConsortiumForBids Empty { get; } = new(Guid.Empty, null, [], 0, null, 0, false);

    public static string StreamType => "consortium";

    /// <summary>The terms, where every member has accepted just these.</summary>
    public Terms? Agreed =>
        !Dissolved && Terms is not null && AgreedEdition == Edition && Terms.Members.All(m => Partners.Contains(m.OrganisationId))
            ? Terms
            : null;

    /// <summary>The consortium of a bid, if it is one's.</summary>
    public static async Task<ConsortiumForBids?> OfAsync(Bid bid, Streams streams, CancellationToken cancel) =>
        bid.ConsortiumId is { } id ? (await streams.PeekAsync<ConsortiumForBids>(id, cancel)).State : null;

    public ConsortiumForBids Evolve(object fact) =>
        fact switch
        {
            ConsortiumProposed e => this with { LeadId = e.LeadId, TenderId = e.TenderId, Partners = [e.LeadId] },
            PartnerJoined e => this with { Partners = [.. Partners, e.OrganisationId] },
            PartnerLeft e => this with { Partners = [.. Partners.Where(p => p != e.OrganisationId)] },
            TermsProposed e => this with { Edition = e.Edition, Terms = e.Terms },
            ConsortiumAgreed e => this with { AgreedEdition = e.Edition },
            ConsortiumDissolved => this with { Dissolved = true },
            _ => this,
        };
}
