using Npgsql;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;

namespace UseIt.Marketplace.Awards;

/// <summary>What bidders are called: a consortium by its own name, with its members, the lead first.</summary>
public sealed record NamedBidders(
    IReadOnlyDictionary<Guid, OrganisationName> Organisations,
    IReadOnlyDictionary<Guid, ConsortiumRow> Consortia
)
{
    public static NamedBidders None { get; } = new(new Dictionary<Guid, OrganisationName>(), new Dictionary<Guid, ConsortiumRow>());

    public string Of(Guid organisation) => Organisations.GetValueOrDefault(organisation)?.Name ?? organisation.ToString();

    /// <summary>For a heading.</summary>
    public string Of(Bidder bidder) => ConsortiumOf(bidder) ?? Members(bidder);

    /// <summary>With everybody who stands behind the bid.</summary>
    public string InFull(Bidder bidder) => ConsortiumOf(bidder) is { } name ? $"{name} ({Members(bidder)})" : Members(bidder);

    private string? ConsortiumOf(Bidder bidder) => bidder.ConsortiumId is { } id ? Consortia.GetValueOrDefault(id)?.Name : null;

    private string Members(Bidder bidder) => string.Join(", ", bidder.Members.Prepend(bidder.LeadId).Distinct().Select(Of));
}

/// <summary>Finds the names of bidders whom the reader may know. It checks nobody's right: the caller does.</summary>
public sealed class BidderNames(NpgsqlDataSource database, OrganisationNames organisations, MyConsortia consortia)
{
    public async Task<NamedBidders> OfAsync(IReadOnlyCollection<Bidder> bidders, IEnumerable<Guid> others, CancellationToken cancel) =>
        new(
            await organisations.FindAsync(database, bidders.SelectMany(b => b.Members.Append(b.LeadId)).Concat(others).Distinct(), cancel),
            await consortia.FindAsync(database, bidders.Select(b => b.ConsortiumId).OfType<Guid>().Distinct(), cancel)
        );
}
