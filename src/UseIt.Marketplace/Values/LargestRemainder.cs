namespace UseIt.Marketplace.Values;

/// <summary>Splits a total so that the rounded parts add up to it exactly.</summary>
public static class LargestRemainder
{
    /// <summary>
    /// Each part gets its proportion rounded down to the unit; what is left over goes, one unit each, to the parts that lost most.
    /// Equal losses are settled by the order of the list, so the result never depends on chance.
    /// </summary>
    public static IReadOnlyList<decimal> Split(decimal total, IReadOnlyList<decimal> weights, decimal unit)
    {
        if (unit <= 0)
            throw new ArgumentOutOfRangeException(nameof(unit), "The unit must be above zero.");
        if (total % unit != 0)
            throw new ArgumentException("The total must be a whole number of units.", nameof(total));
        if (weights.Count == 0 || weights.Any(weight => weight < 0))
            throw new ArgumentException("Weights must be zero or more.", nameof(weights));
        Fraction sum = weights.Aggregate(Fraction.Zero, (all, weight) => all + weight);
        if (sum == Fraction.Zero)
            throw new ArgumentException("At least one weight must be above zero.", nameof(weights));

        Fraction units = Fraction.Of(Math.Abs(total)) / unit;
        Fraction[] exact = [.. weights.Select(weight => units * weight / sum)];
        Fraction[] parts = [.. exact.Select(part => part.Floor())];
        int left = (int)(units - parts.Aggregate(Fraction.Zero, (all, part) => all + part)).ToDecimal(0);
        foreach (int index in Enumerable.Range(0, parts.Length).OrderByDescending(index => exact[index] - parts[index]).Take(left))
            parts[index] += Fraction.One;
        return [.. parts.Select(part => part.ToDecimal(0) * unit * Math.Sign(total))];
    }
}
