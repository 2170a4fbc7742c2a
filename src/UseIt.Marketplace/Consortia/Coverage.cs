using System.Text.RegularExpressions;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Consortia;

/// <summary>What one member brings to one requirement: a capability it has declared, and its part in the work.</summary>
public sealed record Contribution(Guid OrganisationId, string? Capability, bool Accountable, bool Helps);

/// <summary>One requirement across all members.</summary>
public sealed record CoveredRequirement(
    Guid RequirementId,
    RequirementKind Kind,
    string Title,
    bool Mandatory,
    bool Covered,
    IReadOnlyList<Contribution> Members,
    IReadOnlyList<string> Cpv
);

/// <summary>How far the members together answer what a lot asks, and what is missing.</summary>
public sealed record LotCoverage(Guid LotId, string Title, IReadOnlyList<CoveredRequirement> Requirements)
{
    public IReadOnlyList<Guid> Missing => [.. Requirements.Where(r => !r.Covered).Select(r => r.RequirementId)];
}

/// <summary>
/// Requirement by member. A capability is covered by whoever has declared it; everything else by whoever answers for it in the terms.
/// The price is no requirement that somebody covers.
/// </summary>
public static partial class Coverage
{
    private const int ShortestWord = 4;

    public static LotCoverage Of(
        Guid lot,
        string title,
        IEnumerable<Requirement> requirements,
        IReadOnlyList<Partner> members,
        IReadOnlyList<WorkPackage> work
    ) =>
        new(
            lot,
            title,
            [
                .. requirements
                    .Where(r => r.LotId == lot && r.Kind != RequirementKind.Price)
                    .Select(r => Of(r, members, [.. work.Where(w => w.LotId == lot && w.Requirements.Contains(r.RequirementId))])),
            ]
        );

    /// <summary>
    /// Whether a declared capability answers a requirement: by a CPV code that is the same, wider or narrower, or by a word of its own.
    /// </summary>
    public static bool Answers(PublicCapability capability, Requirement requirement)
    {
        if (capability.Cpv.Any(c => (requirement.Cpv ?? []).Any(r => Within(c, r))))
            return true;
        var words = WordsOf(requirement);
        return capability.Words.Any(w => words.Contains(w.Trim()));
    }

    /// <summary>The words by which a capability may answer a requirement.</summary>
    public static IReadOnlySet<string> WordsOf(Requirement requirement) =>
        Words()
            .Matches($"{requirement.Title} {requirement.Text}")
            .Select(m => m.Value)
            .Where(w => w.Length >= ShortestWord)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static CoveredRequirement Of(Requirement requirement, IReadOnlyList<Partner> members, IReadOnlyList<WorkPackage> work)
    {
        IReadOnlyList<Contribution> contributions =
        [
            .. members.Select(m => new Contribution(
                m.OrganisationId,
                m.Capabilities.FirstOrDefault(c => Answers(c, requirement))?.Title,
                work.Any(w => w.Accountable == m.OrganisationId),
                work.Any(w => w.Helpers.Contains(m.OrganisationId))
            )),
        ];
        var covered =
            requirement.Kind == RequirementKind.Capability
                ? contributions.Any(c => c.Capability is not null)
                : contributions.Any(c => c.Accountable);
        return new CoveredRequirement(
            requirement.RequirementId,
            requirement.Kind,
            requirement.Title,
            requirement.Mandatory,
            covered,
            contributions,
            requirement.Cpv ?? []
        );
    }

    private static bool Within(string one, string other)
    {
        var (a, b) = (Significant(one), Significant(other));
        return a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);
    }

    // 77310000-6 means all of 7731: the check digit and the trailing zeros say nothing, the first two digits are the division.
    private static string Significant(string cpv)
    {
        var digits = cpv.Split('-')[0].Trim();
        var significant = digits.TrimEnd('0');
        return significant.Length < 2 ? digits[..Math.Min(2, digits.Length)] : significant;
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Words();
}
