using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Consortia;

/// <summary>An enterprise that could come in, with what it says it can do and which of the gaps it would close.</summary>
public sealed record PossiblePartner(Guid OrganisationId, string Name, IReadOnlyList<string> Does, IReadOnlyList<string> Closes);

/// <summary>Finds partners by what is missing: from public facts of checked enterprises, never from who is in which bid.</summary>
public sealed class FindPartners(SearchEnterprises search)
{
    private const int Most = 20;
    private const int Candidates = 500;

    /// <summary>Who closes most of the gaps first.</summary>
    public async Task<IReadOnlyList<PossiblePartner>> ClosingAsync(IReadOnlyList<Requirement> gaps, CancellationToken cancel)
    {
        if (gaps.Count == 0)
            return [];
        var query = new EnterpriseQuery
        {
            Cpv = [.. gaps.SelectMany(g => g.Cpv ?? []).Distinct()],
            AnyOf = [.. gaps.SelectMany(g => Coverage.WordsOf(g)).Distinct(StringComparer.OrdinalIgnoreCase)],
            Limit = Candidates,
        };
        return
        [
            .. (await search.FindAsync(query, cancel))
                .Items.Select(e => Of(e, gaps))
                .Where(p => p.Closes.Count > 0)
                .OrderByDescending(p => p.Closes.Count)
                .ThenBy(p => p.Name, StringComparer.CurrentCulture)
                .Take(Most),
        ];
    }

    public static PossiblePartner Of(EnterpriseProfile enterprise, IReadOnlyList<Requirement> gaps) =>
        new(
            enterprise.OrganisationId,
            enterprise.Name,
            [.. enterprise.Capabilities.Select(c => c.Title)],
            [
                .. gaps.Where(g =>
                        enterprise.Capabilities.Any(c => Coverage.Answers(new PublicCapability(c.CapabilityId, c.Title, c.Cpv, c.Words), g))
                    )
                    .Select(g => g.Title)
                    .Distinct(),
            ]
        );
}
