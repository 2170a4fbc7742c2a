namespace UseIt.Marketplace.SocialValue;

/// <summary>One outcome as the Guide to Social Return on Investment (2012, stages 4 and 5) values it. Parts are of 1.</summary>
/// <param name="Quantity">How many.</param>
/// <param name="Proxy">The value of one, in pounds, from a named source.</param>
/// <param name="Deadweight">What would have happened anyway.</param>
/// <param name="Displacement">What was moved from elsewhere.</param>
/// <param name="Attribution">What others brought about.</param>
/// <param name="DropOff">What is lost from each year to the next.</param>
/// <param name="Years">How long it lasts.</param>
public sealed record ValuedOutcome(
    decimal Quantity,
    decimal Proxy,
    decimal Deadweight,
    decimal Displacement,
    decimal Attribution,
    decimal DropOff,
    int Years
)
{
    /// <summary>The impact of each year, first year first.</summary>
    public IReadOnlyList<decimal> Impacts()
    {
        List<decimal> impacts = [];
        decimal impact = Quantity * Proxy * (1m - Deadweight) * (1m - Displacement) * (1m - Attribution);
        for (int year = 1; year <= Years; year++)
        {
            impacts.Add(impact);
            impact *= 1m - DropOff;
        }

        return impacts;
    }
}

/// <summary>Value created for each pound put in. Never compared between organisations: each chose its own outcomes and proxies.</summary>
/// <param name="PresentValue">Of all impacts; the first year is discounted once.</param>
/// <param name="Inputs">What was put in, now.</param>
public sealed record SocialReturn(decimal PresentValue, decimal Inputs)
{
    public decimal? Ratio => Inputs == 0m ? null : PresentValue / Inputs;

    public decimal NetPresentValue => PresentValue - Inputs;

    public decimal? NetRatio => Inputs == 0m ? null : NetPresentValue / Inputs;

    public static SocialReturn Of(IReadOnlyList<ValuedOutcome> outcomes, decimal inputs, DiscountRates rates) =>
        new(outcomes.Sum(outcome => Discounting.PresentValue([0m, .. outcome.Impacts()], rates)), inputs);

    /// <summary>Months until the impact of the first year has paid back what was put in.</summary>
    public static decimal? PaybackMonths(decimal inputs, decimal annualImpact) => annualImpact == 0m ? null : inputs * 12m / annualImpact;

    /// <summary>The part of a proxy at which the ratio is 1; the further below 1, the safer the conclusion.</summary>
    public decimal? SwitchingValue => PresentValue == 0m ? null : Inputs / PresentValue;
}

/// <summary>What is net of what would have happened, was moved, leaked out or took another's place; then what it sets off.</summary>
public sealed record Additionality(
    decimal Deadweight,
    decimal Displacement,
    decimal Leakage = 0m,
    decimal Substitution = 0m,
    decimal Multiplier = 1m
)
{
    public decimal NetFactor => (1m - Deadweight) * (1m - Displacement) * (1m - Leakage) * (1m - Substitution) * Multiplier;
}
