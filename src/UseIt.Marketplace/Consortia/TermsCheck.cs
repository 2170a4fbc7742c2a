using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Consortia;

/// <summary>What the terms must satisfy before any member is asked to accept them.</summary>
public static class TermsCheck
{
    public static IReadOnlyList<Refusal> Of(Terms terms) => [.. Members(terms), .. WorkPackages(terms)];

    private static IEnumerable<Refusal> Members(Terms terms)
    {
        if (terms.Members.Count < 2)
            yield return new("consortium-too-small", "members", "A consortium has at least two members. Invite another or bid alone");
        for (int i = 0; i < terms.Members.Count; i++)
        {
            if (terms.Members.Take(i).Any(earlier => earlier.OrganisationId == terms.Members[i].OrganisationId))
                yield return new("member-twice", $"members[{i}].organisationId", "This organisation is already a member. Remove it once");
        }

        if (terms.Members.All(member => member.OrganisationId != terms.LeadId))
            yield return new("lead-not-a-member", "leadId", "Choose the lead among the members");
        if (!Share.AddUpToWhole(terms.Members.Select(member => member.Share)))
        {
            decimal sum = terms.Members.Sum(member => member.Share.Percent);
            yield return new(
                "shares-not-one-hundred",
                "members",
                FormattableString.Invariant($"The shares must add up to exactly 100.00%. They add up to {sum:0.00}%"),
                new Dictionary<string, object?> { ["sum"] = sum }
            );
        }
    }

    private static IEnumerable<Refusal> WorkPackages(Terms terms)
    {
        if (terms.WorkPackages.Count == 0)
            yield return new("work-packages-missing", "workPackages", "Add at least one work package and say who is accountable for it");
        HashSet<Guid> members = [.. terms.Members.Select(member => member.OrganisationId)];
        for (int i = 0; i < terms.WorkPackages.Count; i++)
        {
            WorkPackage package = terms.WorkPackages[i];
            string at = $"workPackages[{i}]";
            Dictionary<string, object?> about = new() { ["title"] = package.Title };
            if (terms.WorkPackages.Take(i).Any(earlier => earlier.WorkPackageId == package.WorkPackageId))
                yield return new(
                    "work-package-twice",
                    $"{at}.workPackageId",
                    $"{package.Title} is there twice, so two members could be accountable for it. Remove one",
                    about
                );
            if (!members.Contains(package.Accountable))
                yield return new(
                    "accountable-not-a-member",
                    $"{at}.accountable",
                    $"Choose the member who is accountable for {package.Title}",
                    about
                );
            if (package.Helpers.Any(helper => !members.Contains(helper)))
                yield return new(
                    "helper-not-a-member",
                    $"{at}.helpers",
                    $"Everybody who helps with {package.Title} must be a member",
                    about
                );
            if (package.Helpers.Contains(package.Accountable))
                yield return new(
                    "accountable-also-helps",
                    $"{at}.helpers",
                    $"The member accountable for {package.Title} does not need to be a helper too",
                    about
                );
            if (!terms.Lots.Contains(package.LotId))
                yield return new("work-package-outside-lots", $"{at}.lotId", $"Choose a lot of this bid for {package.Title}", about);
        }

        foreach (Guid lot in terms.Lots.Where(lot => terms.WorkPackages.All(package => package.LotId != lot)))
            yield return new(
                "lot-without-work-package",
                "workPackages",
                "Add a work package for every lot you bid for",
                new Dictionary<string, object?> { ["lotId"] = lot }
            );
    }
}
