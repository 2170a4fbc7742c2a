using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Consortia;

/// <summary>One clause of the terms, as it was and as it is.</summary>
public sealed record TermsChange(string Clause, string Before, string After)
{
    /// <summary>The clauses that differ, in the order of the terms.</summary>
    public static IReadOnlyList<TermsChange> Between(
        Terms before,
        Terms after,
        Money? ceilingBefore,
        Money? ceilingAfter,
        Func<Guid, string> nameOf
    ) => [.. Clauses(before, after, ceilingBefore, ceilingAfter, nameOf).Where(c => c.Before != c.After)];

    private static IEnumerable<TermsChange> Clauses(
        Terms before,
        Terms after,
        Money? ceilingBefore,
        Money? ceilingAfter,
        Func<Guid, string> nameOf
    )
    {
        yield return new TermsChange("Lead", nameOf(before.LeadId), nameOf(after.LeadId));
        foreach (var member in before.Members.Concat(after.Members).Select(m => m.OrganisationId).Distinct())
            yield return new TermsChange(nameOf(member), Member(before, member), Member(after, member));
        yield return new TermsChange("Number of lots", $"{before.Lots.Count}", $"{after.Lots.Count}");
        foreach (var package in before.WorkPackages.Concat(after.WorkPackages).Select(w => w.WorkPackageId).Distinct())
            yield return new TermsChange(
                $"Work package: {after.WorkPackages.Concat(before.WorkPackages).First(w => w.WorkPackageId == package).Title}",
                Package(before, package, nameOf),
                Package(after, package, nameOf)
            );
        yield return new TermsChange("Price ceiling", ceilingBefore?.ToString() ?? "None", ceilingAfter?.ToString() ?? "None");
        yield return new TermsChange("Members' prices", Book(before.OpenBook == true), Book(after.OpenBook == true));
        yield return new TermsChange("Liability", before.Liability, after.Liability);
        yield return new TermsChange("Agreement", before.Agreement, after.Agreement);
    }

    /// <summary>Who sees the members' prices, in a sentence.</summary>
    public static string Book(bool open) =>
        open
            ? "Open book: once all have accepted, every member sees all members' prices"
            : "Closed book: each member sees its own, the lead alone sees all";

    private static string Member(Terms terms, Guid member) =>
        terms.Members.FirstOrDefault(m => m.OrganisationId == member) is { } m ? $"{m.Role}, {m.Share}" : "Not a member";

    private static string Package(Terms terms, Guid package, Func<Guid, string> nameOf) =>
        terms.WorkPackages.FirstOrDefault(w => w.WorkPackageId == package) is { } w
            ? $"{w.Title}: {nameOf(w.Accountable)} is accountable{(w.Helpers.Count == 0 ? "" : $", with {string.Join(" and ", w.Helpers.Select(nameOf).Order(StringComparer.Ordinal))}")}; {w.Requirements.Count} requirements"
            : "None";
}
