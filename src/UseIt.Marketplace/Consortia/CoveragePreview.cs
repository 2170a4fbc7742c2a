using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Consortia;

/// <summary>How many local enterprises say that they could do a lot.</summary>
/// <param name="LotId">The lot.</param>
/// <param name="Alone">How many do everything that it asks to be able to do.</param>
/// <param name="Part">How many do some of it, those who do all among them.</param>
/// <param name="Scarce">What fewer than three of them do.</param>
public sealed record LotPreview(Guid LotId, string Title, int Alone, int Part, IReadOnlyList<string> Scarce)
{
    private const int Fewest = 3;

    /// <summary>A number as it may be told: small ones would say who they are.</summary>
    public static string Told(int number) => number < Fewest ? $"fewer than {Fewest}" : $"{number}";

    public static bool IsScarce(int number) => number < Fewest;
}

/// <summary>
/// Who could bid, alone or together, seen before a tender is published: from what checked enterprises say in public of their work and
/// where, and told in numbers alone.
/// </summary>
public sealed class CoveragePreview(SearchEnterprises search)
{
    private const int Candidates = 500;

    public async Task<IReadOnlyList<LotPreview>> OfAsync(TenderSheet tender, CancellationToken cancel)
    {
        var previews = new List<LotPreview>();
        foreach (var lot in tender.Lots)
        {
            var asked = Asked(lot, tender.Requirements);
            var places = lot.Places.Count > 0 ? lot.Places : tender.Places;
            var query = new EnterpriseQuery
            {
                Cpv = [.. asked.SelectMany(r => r.Cpv ?? []).Distinct()],
                AnyOf = [.. asked.SelectMany(Coverage.WordsOf).Distinct(StringComparer.OrdinalIgnoreCase)],
                Places = [.. places.Select(p => p.Code)],
                Limit = Candidates,
            };
            previews.Add(Of(lot, asked, (await search.FindAsync(query, cancel)).Items));
        }
        return previews;
    }

    public static LotPreview Of(LotSheet lot, IReadOnlyList<Requirement> asked, IReadOnlyList<EnterpriseProfile> enterprises)
    {
        var closes = enterprises.Select(e => asked.Where(r => Does(e, r)).Select(r => r.RequirementId).ToHashSet()).ToArray();
        return new LotPreview(
            lot.LotId,
            lot.Title,
            closes.Count(c => c.Count == asked.Count),
            closes.Count(c => c.Count > 0),
            [.. asked.Where(r => LotPreview.IsScarce(closes.Count(c => c.Contains(r.RequirementId)))).Select(r => r.Title)]
        );
    }

    /// <summary>What a lot asks a bidder to be able to do; where it asks nothing of the kind, the kind of work that it is.</summary>
    public static IReadOnlyList<Requirement> Asked(LotSheet lot, IEnumerable<Requirement> requirements) =>
        requirements.Where(r => r.LotId == lot.LotId && r.Kind == RequirementKind.Capability && r.Mandatory).ToArray()
            is { Length: > 0 } asked
            ? asked
            : [new Requirement(lot.LotId, lot.LotId, RequirementKind.Capability, lot.Title, "", true, null, lot.Cpv)];

    private static bool Does(EnterpriseProfile enterprise, Requirement requirement) =>
        enterprise.Capabilities.Any(c => Coverage.Answers(new PublicCapability(c.CapabilityId, c.Title, c.Cpv, c.Words), requirement));
}
