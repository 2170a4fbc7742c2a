namespace UseIt.Marketplace.SocialValue;

public enum Assumption
{
    Quantity,
    Proxy,
    Deadweight,
    Displacement,
    Attribution,
    DropOff,
}

/// <summary>How far the ratio rests on one assumption about one outcome.</summary>
/// <param name="Outcome">Its place among the outcomes.</param>
/// <param name="Value">As assumed.</param>
/// <param name="LowRatio">The ratio where the assumption is worse by the step,</param>
/// <param name="HighRatio">and where it is better by it.</param>
/// <param name="SwitchingValue">Where the ratio is 1; null where no value of this assumption alone brings it there.</param>
public sealed record SensitivityRow(
    int Outcome,
    Assumption Assumption,
    decimal Value,
    decimal? LowRatio,
    decimal? HighRatio,
    decimal? SwitchingValue
);

/// <summary>The sensitivity of a social return: each assumption varied alone, all others as they are.</summary>
public static class Sensitivity
{
    /// <param name="step">The part of 1 by which quantities and proxies are varied, and by which parts of 1 are moved.</param>
    public static IReadOnlyList<SensitivityRow> Of(
        IReadOnlyList<ValuedOutcome> outcomes,
        decimal inputs,
        DiscountRates rates,
        decimal step = 0.2m
    ) =>
        [
            .. outcomes.SelectMany(
                (_, outcome) => Enum.GetValues<Assumption>().Select(assumption => Row(outcomes, outcome, assumption, inputs, rates, step))
            ),
        ];

    public static decimal ValueOf(ValuedOutcome outcome, Assumption assumption) =>
        assumption switch
        {
            Assumption.Quantity => outcome.Quantity,
            Assumption.Proxy => outcome.Proxy,
            Assumption.Deadweight => outcome.Deadweight,
            Assumption.Displacement => outcome.Displacement,
            Assumption.Attribution => outcome.Attribution,
            _ => outcome.DropOff,
        };

    public static ValuedOutcome With(ValuedOutcome outcome, Assumption assumption, decimal value) =>
        assumption switch
        {
            Assumption.Quantity => outcome with { Quantity = value },
            Assumption.Proxy => outcome with { Proxy = value },
            Assumption.Deadweight => outcome with { Deadweight = value },
            Assumption.Displacement => outcome with { Displacement = value },
            Assumption.Attribution => outcome with { Attribution = value },
            _ => outcome with { DropOff = value },
        };

    private static bool IsPart(Assumption assumption) => assumption is not (Assumption.Quantity or Assumption.Proxy);

    private static SensitivityRow Row(
        IReadOnlyList<ValuedOutcome> outcomes,
        int at,
        Assumption assumption,
        decimal inputs,
        DiscountRates rates,
        decimal step
    )
    {
        var value = ValueOf(outcomes[at], assumption);
        var (worse, better) = IsPart(assumption)
            ? (Math.Min(1m, value + step), Math.Max(0m, value - step))
            : (value * (1m - step), value * (1m + step));
        return new SensitivityRow(at, assumption, value, Ratio(worse), Ratio(better), Switching(outcomes, at, assumption, inputs, rates));

        decimal? Ratio(decimal changed) =>
            SocialReturn.Of([.. outcomes.Select((o, i) => i == at ? With(o, assumption, changed) : o)], inputs, rates).Ratio;
    }

    private static decimal? Switching(
        IReadOnlyList<ValuedOutcome> outcomes,
        int at,
        Assumption assumption,
        decimal inputs,
        DiscountRates rates
    )
    {
        var outcome = outcomes[at];
        var own = Present(outcome);
        // What this outcome must be worth so that all together are worth what was put in.
        var needed = inputs - outcomes.Where((_, i) => i != at).Sum(Present);
        if (own == 0m || needed < 0m)
            return null;
        var factor = needed / own;
        switch (assumption)
        {
            case Assumption.Quantity:
                return outcome.Quantity * factor;
            case Assumption.Proxy:
                return outcome.Proxy * factor;
            case Assumption.DropOff:
                return DropOff();
            default:
                var part = 1m - (1m - ValueOf(outcome, assumption)) * factor;
                return part is >= 0m and <= 1m ? part : null;
        }

        decimal Present(ValuedOutcome one) => Discounting.PresentValue([0m, .. one.Impacts()], rates);

        // The value falls as the drop-off grows, so halving finds the place; 80 halvings are more than a decimal's digits show.
        decimal? DropOff()
        {
            if (Present(outcome with { DropOff = 0m }) < needed || Present(outcome with { DropOff = 1m }) > needed)
                return null;
            var (low, high) = (0m, 1m);
            for (var i = 0; i < 80; i++)
            {
                var middle = (low + high) / 2m;
                if (Present(outcome with { DropOff = middle }) > needed)
                    low = middle;
                else
                    high = middle;
            }
            return high;
        }
    }
}
