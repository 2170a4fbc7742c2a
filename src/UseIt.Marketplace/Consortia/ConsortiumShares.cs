using UseIt.Marketplace.Shared;
using UseIt.Messaging;

namespace UseIt.Marketplace.Consortia;

public sealed record MemberShare(Guid Member, Share Share);

/// <summary>A part of the work; exactly one member answers for it, others may help.</summary>
public sealed record WorkPackage(Guid Id, string Title, IReadOnlyList<Guid> Accountable);

/// <summary>What the terms of a consortium must satisfy before anybody is asked to accept them.</summary>
public static class ConsortiumShares
{
    public static IReadOnlyList<Refusal> Check(IReadOnlyList<MemberShare> shares)
    {
        List<Refusal> refusals = [];
        if (shares.Count < 2)
            refusals.Add(new("consortium-too-small", "members", "A consortium has at least two members. Invite another or bid alone"));
        refusals.AddRange(shares.Select((share, index) => (share, index))
            .Where(entry => shares.Take(entry.index).Any(earlier => earlier.Member == entry.share.Member))
            .Select(entry => new Refusal("member-twice", $"members[{entry.index}]", "This member is already in the consortium")));
        if (!Share.AddUpToWhole(shares.Select(share => share.Share)))
        {
            decimal sum = shares.Sum(share => share.Share.Percent);
            refusals.Add(new("shares-not-one-hundred", "shares",
                FormattableString.Invariant($"The shares must add up to exactly 100.00%. They add up to {sum:0.00}%"),
                new Dictionary<string, object?> { ["sum"] = sum }));
        }

        return refusals;
    }

    public static IReadOnlyList<Refusal> Check(IReadOnlyList<WorkPackage> packages, IReadOnlyCollection<Guid> members)
    {
        List<Refusal> refusals = [];
        if (packages.Count == 0)
            refusals.Add(new("work-packages-missing", "workPackages", "Add at least one work package and say who is accountable for it"));
        for (int i = 0; i < packages.Count; i++)
        {
            WorkPackage package = packages[i];
            string field = $"workPackages[{i}].accountable";
            Dictionary<string, object?> about = new() { ["title"] = package.Title };
            if (package.Accountable is not [var member])
            {
                refusals.Add(package.Accountable.Count == 0
                    ? new("nobody-accountable", field, $"Choose the member who is accountable for {package.Title}", about)
                    : new("several-accountable", field, $"Choose one member who is accountable for {package.Title}. Others can help without being accountable", about));
            }
            else if (!members.Contains(member))
            {
                refusals.Add(new("accountable-not-a-member", field, $"The organisation accountable for {package.Title} must be a member of the consortium", about));
            }
        }

        return refusals;
    }

    /// <summary>Shares from what each member's work packages cost, to exactly 100.00.</summary>
    public static IReadOnlyList<MemberShare> FromPrices(IReadOnlyList<(Guid Member, Money Price)> priced) =>
        [.. priced.Zip(Share.Split([.. priced.Select(part => part.Price.Amount)]), (part, share) => new MemberShare(part.Member, share))];

    /// <summary>A payment to the consortium split by the shares, in whole pence that add up to it.</summary>
    public static IReadOnlyList<(Guid Member, Money Part)> Divide(Money payment, IReadOnlyList<MemberShare> shares) =>
        [.. shares.Zip(payment.Split([.. shares.Select(share => share.Share.Percent)]), (share, part) => (share.Member, part))];
}
