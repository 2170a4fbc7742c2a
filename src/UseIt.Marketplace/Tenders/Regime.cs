using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>What a buyer says about a purchase before its regime can be known. Null means not said yet.</summary>
public sealed record Purchase(BuyerKind? Buyer, ContractKind? Contract, Estimate? Estimate, DateOnly? Starts);

/// <summary>Which rules apply, from dated rule sets. What is not known is asked; nothing is assumed.</summary>
public static class Regime
{
    /// <summary>The profile of a code in the rule set that applies on a day.</summary>
    public static Answer<RegimeProfile> Profile(string code, DateOnly on)
    {
        if (RuleSet.On(on) is not { } rules)
            return NoRuleSet(on);
        RegimeProfile? profile = rules.Profiles.SingleOrDefault(profile => profile.Code == code);
        return profile is not null
            ? profile
            : new Refusal(
                "regime-unknown",
                "regime",
                $"The rules of {code} are not held here yet. Choose another regime or run this procurement elsewhere",
                new Dictionary<string, object?> { ["code"] = code }
            );
    }

    public static IReadOnlyList<RegimeProfile> Profiles(DateOnly on) => RuleSet.On(on)?.Profiles ?? [];

    /// <summary>The profile that covers a purchase, or the question whose answer is missing.</summary>
    public static Answer<RegimeProfile> For(Purchase purchase)
    {
        if (purchase.Starts is not { } starts)
            return new Refusal("start-day-missing", "starts", "Enter the day the procurement starts. Thresholds change with it");
        if (purchase.Buyer is not { } buyer)
            return new Refusal("buyer-kind-missing", "buyer", "Choose what kind of buyer you are");
        if (purchase.Contract is not { } contract)
            return new Refusal(
                "contract-kind-missing",
                "contract",
                "Choose whether you buy works, goods or services, light touch services or a concession"
            );
        if (RuleSet.On(starts) is not { } rules)
            return NoRuleSet(starts);

        RegimeProfile[] candidates =
        [
            .. rules.Profiles.Where(profile => profile.Buyers.Contains(buyer) && profile.Contracts.Contains(contract)),
        ];
        foreach (RegimeProfile candidate in candidates)
        {
            Answer<bool> covers = Covers(candidate, buyer, contract, purchase);
            if (!covers.IsKnown)
                return covers.Refusal;
            if (covers.Value)
                return candidate;
        }

        return new Refusal(
            "regime-not-found",
            "regime",
            "The rules for this kind of buyer and contract are not held here yet. Ask your procurement adviser which regime applies"
        );
    }

    /// <summary>
    /// The first civil day of Europe/London on which the deadline may fall. The period starts the day after publication and ends on the
    /// deadline's day. The shortest row counts whose circumstances all hold; a circumstance that could shorten the period and was not
    /// stated is asked.
    /// </summary>
    public static Answer<DateOnly> EarliestDeadline(
        RegimeProfile profile,
        DateTimeOffset publishedAt,
        IReadOnlyDictionary<TenderingCircumstance, bool>? circumstances = null
    ) => Shortest(profile.TenderingPeriods, circumstances).Then<DateOnly>(period => UkTime.DayOf(publishedAt).AddDays(period.Days));

    /// <summary>The same for the first stage of a competitive flexible procedure.</summary>
    public static Answer<DateOnly> EarliestParticipationDeadline(
        RegimeProfile profile,
        DateTimeOffset publishedAt,
        IReadOnlyDictionary<TenderingCircumstance, bool>? circumstances = null
    ) => Shortest(profile.ParticipationPeriods, circumstances).Then<DateOnly>(period => UkTime.DayOf(publishedAt).AddDays(period.Days));

    /// <summary>Null when the deadline is far enough away; otherwise the sentence for the page.</summary>
    public static Refusal? DeadlineTooSoon(
        RegimeProfile profile,
        DateTimeOffset publishedAt,
        DateTimeOffset deadline,
        IReadOnlyDictionary<TenderingCircumstance, bool>? circumstances = null
    )
    {
        if (deadline <= publishedAt)
            return new Refusal("deadline-not-after-publication", "deadline", "The deadline must be after the tender is published");
        Answer<DateOnly> earliest = EarliestDeadline(profile, publishedAt, circumstances);
        return !earliest.Is(out DateOnly day) ? earliest.Refusal
            : UkTime.DayOf(deadline) >= day ? null
            : new Refusal(
                "deadline-too-soon",
                "deadline",
                $"The deadline must be on or after {UkTime.Display(day)}",
                new Dictionary<string, object?> { ["earliest"] = day }
            );
    }

    private static Answer<MinimumPeriod> Shortest(
        IReadOnlyList<MinimumPeriod>? rows,
        IReadOnlyDictionary<TenderingCircumstance, bool>? circumstances
    )
    {
        if (rows is not { Count: > 0 })
            return new Refusal(
                "period-unknown",
                "deadline",
                "The minimum period under this regime is not known here. Ask your procurement adviser"
            );
        bool? Holds(TenderingCircumstance circumstance) =>
            circumstances is not null && circumstances.TryGetValue(circumstance, out bool holds) ? holds : null;

        MinimumPeriod? known = rows.Where(row => row.When.All(circumstance => Holds(circumstance) == true)).MinBy(row => row.Days);
        TenderingCircumstance? open = rows.Where(row => known is null || row.Days < known.Days)
            .Where(row => row.When.All(circumstance => Holds(circumstance) != false))
            .SelectMany(row => row.When.Where(circumstance => Holds(circumstance) is null))
            .Cast<TenderingCircumstance?>()
            .FirstOrDefault();
        return open is { } missing ? Question(missing)
            : known is not null ? known
            : new Refusal(
                "period-unknown",
                "deadline",
                "The minimum period under this regime is not known here. Ask your procurement adviser"
            );
    }

    private static Refusal Question(TenderingCircumstance circumstance) =>
        circumstance switch
        {
            TenderingCircumstance.UtilityOrSubCentral => new(
                "utility-or-sub-central-not-said",
                "utilityOrSubCentral",
                "Say whether you are a utility or a sub-central authority such as a council or university"
            ),
            TenderingCircumstance.OnlyPreSelectedSuppliers => new(
                "only-pre-selected-suppliers-not-said",
                "onlyPreSelectedSuppliers",
                "Say whether only suppliers selected beforehand may tender"
            ),
            TenderingCircumstance.PeriodNegotiated => new(
                "period-negotiated-not-said",
                "periodNegotiated",
                "Say whether the period was agreed with the selected suppliers"
            ),
            TenderingCircumstance.QualifyingPlannedNotice => new(
                "qualifying-planned-notice-not-said",
                "qualifyingPlannedNotice",
                "Say whether a planned procurement notice was published 40 days to 12 months before"
            ),
            TenderingCircumstance.StateOfUrgency => new(
                "state-of-urgency-not-said",
                "stateOfUrgency",
                "Say whether there is a state of urgency"
            ),
            TenderingCircumstance.DynamicMarket => new(
                "dynamic-market-not-said",
                "dynamicMarket",
                "Say whether the contract is awarded under a dynamic market"
            ),
            TenderingCircumstance.ElectronicSubmission => new(
                "electronic-submission-not-said",
                "electronicSubmission",
                "Say whether tenders are submitted electronically"
            ),
            TenderingCircumstance.DocumentsWithNotice => new(
                "documents-with-notice-not-said",
                "documentsWithNotice",
                "Say whether all tender documents come with the notice"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(circumstance)),
        };

    private static Answer<bool> Covers(RegimeProfile profile, BuyerKind buyer, ContractKind contract, Purchase purchase)
    {
        foreach ((IReadOnlyList<Threshold> limits, bool atLeast) in new[] { (profile.AtLeast, true), (profile.Below, false) })
        {
            if (limits.Count == 0)
                continue;
            Threshold? limit = limits
                .Where(limit => (limit.Buyer ?? buyer) == buyer && (limit.Contract ?? contract) == contract)
                .MaxBy(limit => (limit.Buyer is null ? 0 : 1) + (limit.Contract is null ? 0 : 1));
            if (limit is null)
                return new Refusal("threshold-unknown", "regime", "The threshold for this kind of buyer and contract is not held here");
            Answer<bool> reaches = Reaches(purchase, limit);
            if (!reaches.IsKnown)
                return reaches.Refusal;
            if (reaches.Value != atLeast)
                return false;
        }

        return true;
    }

    private static Answer<bool> Reaches(Purchase purchase, Threshold limit)
    {
        Estimate estimate = purchase.Estimate ?? new(null, null);
        if ((estimate.Gross ?? estimate.Net) is not { } value)
            return new Refusal("estimate-missing", "estimate", "Enter the estimated value of the contract, including VAT");
        if (value.Currency != Money.Pounds)
            return new Refusal("estimate-not-in-pounds", "estimate", "Enter the estimated value in pounds");
        if (limit.Vat != VatBasis.Included)
            throw new InvalidOperationException("Every threshold held here includes VAT.");
        // Value added tax can only add: a net value that reaches the limit reaches it, one below it says nothing.
        return estimate.Gross is not null ? value >= limit.Money
            : value >= limit.Money ? true
            : new Refusal(
                "estimate-with-vat-missing",
                "estimate",
                "Enter the estimated value including VAT. Thresholds include it. Where no VAT is due it is the same amount"
            );
    }

    private static Refusal NoRuleSet(DateOnly day) =>
        new(
            "rule-set-unknown",
            "starts",
            $"The rules for a procurement that starts on {UkTime.Display(day)} are not held here. Ask the administrator to add them",
            new Dictionary<string, object?> { ["starts"] = day }
        );
}
