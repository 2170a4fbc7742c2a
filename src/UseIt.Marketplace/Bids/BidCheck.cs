using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>One thing that still keeps a bid from being submitted: where, and what to do.</summary>
public sealed record Finding(Guid? LotId, Guid? RequirementId, Guid? MemberId, string Code, string Sentence);

/// <summary>A bid against everything its tender asks.</summary>
public static class BidCheck
{
    public static IReadOnlyList<Finding> Of(
        Bid bid,
        TenderForBids tender,
        IReadOnlyDictionary<PartKey, BidAnswer> answers,
        Terms? terms,
        Money? ceiling
    )
    {
        var findings = new List<Finding>();
        if (bid.Lots.Count == 0)
            findings.Add(new Finding(null, null, null, "bid-without-lots", "Bid for at least one lot"));
        foreach (var lot in bid.Lots)
        foreach (var requirement in tender.Asked(lot))
        {
            Finding[] wrong =
            [
                .. requirement.Kind == RequirementKind.Price
                    ? PricesOf(bid, requirement, answers, terms)
                    : Of(requirement, bid.AuthorOf(requirement.RequirementId), answers),
            ];
            findings.AddRange(wrong);
            if (requirement.Kind == RequirementKind.Price && tender.Basis == PriceBasis.Gross)
                findings.AddRange(WithoutVat(bid, requirement, answers));
            if (
                requirement.Kind == RequirementKind.Price
                && tender.PriceDivides
                && wrong.Length == 0
                && answers.Where(a => a.Key.RequirementId == requirement.RequirementId).All(a => a.Value.Price.Amount == 0)
            )
                findings.Add(
                    new Finding(
                        lot,
                        requirement.RequirementId,
                        bid.LeadId,
                        "price-nothing",
                        $"Enter a price above £0 for “{requirement.Title}”. Bids are ranked by their quality for each pound"
                    )
                );
        }
        if (ceiling is { } most && TotalOf(bid, tender, answers) is var total && total > most)
            findings.Add(
                new Finding(
                    null,
                    null,
                    null,
                    "above-the-price-ceiling",
                    $"The price of {total} is above the ceiling of {most} that the members agreed on"
                )
            );
        return findings;
    }

    /// <summary>What is wrong with one member's answer to one requirement.</summary>
    public static IEnumerable<Finding> Of(Requirement requirement, Guid member, IReadOnlyDictionary<PartKey, BidAnswer> answers)
    {
        var answer = answers.GetValueOrDefault(new PartKey(requirement.RequirementId, member));
        if (answer is null || answer.IsBlank)
        {
            if (requirement.Mandatory)
                yield return Found("answer-missing", $"Answer “{requirement.Title}”");
            yield break;
        }
        if (requirement.WordLimit is { } limit && answer.Words > limit)
            yield return Found(
                "over-the-word-limit",
                $"Shorten the answer to “{requirement.Title}” to {limit} words or fewer. It has {answer.Words}"
            );
        switch (requirement.Kind)
        {
            case RequirementKind.Capability or RequirementKind.Condition when requirement.Mandatory && answer.Met == false:
                yield return Found(
                    "condition-not-met",
                    $"You say that you do not meet “{requirement.Title}”. A bid that does not meet it cannot win"
                );
                break;
            case RequirementKind.Question when string.IsNullOrWhiteSpace(answer.Text):
                yield return Found("answer-without-words", $"Write an answer to “{requirement.Title}”");
                break;
            case RequirementKind.Commitment:
                if (answer.Quantity is not > 0)
                    yield return Found(
                        "quantity-missing",
                        $"Enter how much you promise for “{requirement.Title}”{(requirement.Metric is { } metric ? $", in {metric.Unit}" : "")}"
                    );
                if (string.IsNullOrWhiteSpace(answer.Text))
                    yield return Found("promise-without-words", $"Say how you will keep the promise for “{requirement.Title}”");
                break;
        }

        Finding Found(string code, string sentence) => new(requirement.LotId, requirement.RequirementId, member, code, sentence);
    }

    /// <summary>The whole price of the lots bid for.</summary>
    public static Money TotalOf(Bid bid, TenderForBids tender, IReadOnlyDictionary<PartKey, BidAnswer> answers)
    {
        var prices = bid.Lots.SelectMany(tender.Asked).Where(r => r.Kind == RequirementKind.Price).Select(r => r.RequirementId).ToHashSet();
        return Money.Sum(
            answers.Where(a => prices.Contains(a.Key.RequirementId) && bid.IsMember(a.Key.MemberId)).Select(a => a.Value.Price)
        );
    }

    // Compared with VAT, a price without its rate could not be compared at all.
    private static IEnumerable<Finding> WithoutVat(Bid bid, Requirement requirement, IReadOnlyDictionary<PartKey, BidAnswer> answers) =>
        from answer in answers
        where answer.Key.RequirementId == requirement.RequirementId && bid.IsMember(answer.Key.MemberId)
        where answer.Value.Prices?.Any(l => l.VatRate is null) == true
        select new Finding(
            requirement.LotId,
            requirement.RequirementId,
            answer.Key.MemberId,
            "vat-rate-missing",
            $"Enter the VAT rate of every line of “{requirement.Title}”. Prices are compared with VAT"
        );

    // Alone, the bidder prices the lot; in a consortium each member prices the work packages it answers for.
    private static IEnumerable<Finding> PricesOf(
        Bid bid,
        Requirement requirement,
        IReadOnlyDictionary<PartKey, BidAnswer> answers,
        Terms? terms
    )
    {
        if (terms is null)
        {
            if (answers.GetValueOrDefault(new PartKey(requirement.RequirementId, bid.LeadId)) is not { Prices.Count: > 0 })
                yield return new Finding(
                    requirement.LotId,
                    requirement.RequirementId,
                    bid.LeadId,
                    "price-missing",
                    $"Enter a price for “{requirement.Title}”"
                );
            yield break;
        }
        foreach (var package in terms.WorkPackages.Where(w => w.LotId == requirement.LotId))
        {
            var lines = answers.GetValueOrDefault(new PartKey(requirement.RequirementId, package.Accountable))?.Prices ?? [];
            if (!lines.Any(l => l.WorkPackageId == package.WorkPackageId))
                yield return new Finding(
                    requirement.LotId,
                    requirement.RequirementId,
                    package.Accountable,
                    "price-missing",
                    $"Enter a price for the work package “{package.Title}”"
                );
        }
    }
}
