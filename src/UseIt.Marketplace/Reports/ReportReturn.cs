using JasperFx.Events;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Reports;

/// <summary>An outcome as it was valued, with each assumption and where it comes from. Parts are in percent.</summary>
public sealed record ReportReturnOutcome(
    string Title,
    decimal Quantity,
    string Unit,
    Money Proxy,
    string ProxySource,
    decimal Deadweight,
    decimal Displacement,
    decimal Attribution,
    decimal DropOff,
    int Years,
    string AssumptionsSource,
    ReportFigure Additional,
    ReportFigure FirstYear,
    ReportFigure PresentValue
)
{
    public IEnumerable<ReportFigure> Figures() => [Additional, FirstYear, PresentValue];
}

/// <summary>How much of the ratio rests on one assumption: varied alone, and the value at which the ratio is 1.</summary>
public sealed record ReportSensitivity(
    string Outcome,
    string Assumption,
    string Unit,
    decimal Value,
    decimal? LowRatio,
    decimal? HighRatio,
    decimal? SwitchingValue
);

/// <summary>
/// A social return, under the assumptions that an enterprise has stated: apart from every other figure, and compared with nobody's.
/// </summary>
public sealed record ReportReturn(
    DateOnly StatedOn,
    string InputsSource,
    string Rates,
    ReportFigure Inputs,
    ReportFigure PresentValue,
    ReportFigure Ratio,
    ReportFigure NetRatio,
    ReportFigure Payback,
    ReportFigure SwitchingValue,
    IReadOnlyList<ReportReturnOutcome> Outcomes,
    IReadOnlyList<ReportSensitivity> Sensitivity,
    ReportFigure? LocalMultiplier,
    string? LocalSource
)
{
    /// <summary>The part by which each assumption is varied, in percent.</summary>
    public const decimal Step = 20m;

    private const string Ours = "Calculated from what the enterprise has stated";

    public IEnumerable<ReportFigure> Figures() =>
        [
            Inputs,
            PresentValue,
            Ratio,
            NetRatio,
            Payback,
            SwitchingValue,
            .. Outcomes.SelectMany(o => o.Figures()),
            .. LocalMultiplier is { } local ? [local] : Array.Empty<ReportFigure>(),
        ];

    public IEnumerable<ReportRow> Rows()
    {
        const string Part = "Social return, under these assumptions";
        foreach (var figure in new[] { Inputs, PresentValue, Ratio, NetRatio, Payback, SwitchingValue })
            yield return ReportRow.Of(Part, null, figure);
        yield return ReportRow.Said(Part, null, "Rates of discount", Rates);
        foreach (var o in Outcomes)
        {
            yield return new ReportRow(Part, o.Title, "Quantity", o.Quantity, o.Unit, FigureState.Unverified, Source: o.AssumptionsSource);
            yield return new ReportRow(Part, o.Title, "Proxy for one", o.Proxy.Amount, o.Proxy.Currency, Source: o.ProxySource);
            foreach (
                var (what, value) in new[]
                {
                    ("Deadweight", o.Deadweight),
                    ("Displacement", o.Displacement),
                    ("Attribution", o.Attribution),
                    ("Drop-off", o.DropOff),
                }
            )
                yield return new ReportRow(Part, o.Title, what, value, "%", Source: o.AssumptionsSource);
            yield return new ReportRow(Part, o.Title, "Duration", o.Years, "years", Source: o.AssumptionsSource);
            foreach (var figure in o.Figures())
                yield return ReportRow.Of(Part, o.Title, figure);
        }
        foreach (var s in Sensitivity)
        {
            yield return new ReportRow("Sensitivity", s.Outcome, $"{s.Assumption}, ratio where it is worse", s.LowRatio, "to 1");
            yield return new ReportRow("Sensitivity", s.Outcome, $"{s.Assumption}, ratio where it is better", s.HighRatio, "to 1");
            yield return new ReportRow("Sensitivity", s.Outcome, $"{s.Assumption}, switching value", s.SwitchingValue, s.Unit);
        }
        if (LocalMultiplier is { } local)
            yield return ReportRow.Of("Local multiplier", null, local);
    }

    /// <summary>Null where nothing is stated.</summary>
    public static ReportReturn? Of(IEnumerable<IEvent> enterprise)
    {
        if (enterprise.LastOrDefault(e => e.Data is SocialReturnStated) is not { Data: SocialReturnStated { Statement: { } said } } stated)
            return null;
        var on = UkTime.DayOf(stated.Timestamp);
        var rates = DiscountRates.On(on);
        ValuedOutcome[] valued =
        [
            .. said.Outcomes.Select(o => new ValuedOutcome(
                o.Quantity,
                o.Proxy.Amount,
                o.Deadweight,
                o.Displacement,
                o.Attribution,
                o.DropOff,
                o.Years
            )),
        ];
        var inputs = said.Inputs.Amount;
        var result = SocialReturn.Of(valued, inputs, rates);
        var firstYear = valued.Sum(o => o.Impacts()[0]);
        var any = valued.Length > 0;
        return new ReportReturn(
            on,
            said.InputsSource,
            rates.Source,
            Figure("inputs", "Put in", inputs, Money.Pounds, FigureState.Unverified),
            Figure("present-value", "Present value of the outcomes", any ? result.PresentValue : null, Money.Pounds),
            Figure("ratio", "Value for each pound put in", any ? result.Ratio : null, "to 1"),
            Figure("net-ratio", "Net value for each pound put in", any ? result.NetRatio : null, "to 1"),
            Figure("payback", "Paid back after", any ? SocialReturn.PaybackMonths(inputs, firstYear) : null, "months"),
            Figure("switching", "Part of all values at which the ratio is 1", any ? result.SwitchingValue * 100m : null, "%"),
            [.. said.Outcomes.Zip(valued, Outcome)],
            [.. SocialValue.Sensitivity.Of(valued, inputs, rates, Step / 100m).Select(Row)],
            said.Local is { } local ? Figure("local-multiplier", "Local multiplier (LM3)", LocalMultiplierOf(local), "of 1 to 3") : null,
            said.Local?.Source
        );

        ReportFigure Figure(string key, string label, decimal? value, string unit, string state = FigureState.Calculated) =>
            value is { } known
                ? ReportFigure.From($"return-{key}", label, known, unit, Ours, [stated], state)
                : ReportFigure.NotRecorded($"return-{key}", label, unit, "Nobody has stated an outcome");

        ReportReturnOutcome Outcome(ReturnOutcome o, ValuedOutcome v) =>
            new(
                o.Title,
                o.Quantity,
                o.Unit,
                o.Proxy,
                o.ProxySource,
                o.Deadweight * 100m,
                o.Displacement * 100m,
                o.Attribution * 100m,
                o.DropOff * 100m,
                o.Years,
                o.AssumptionsSource,
                Figure(
                    $"{o.OutcomeId:N}-additional",
                    "Additional: not there anyway, and not moved",
                    o.Quantity * new Additionality(o.Deadweight, o.Displacement).NetFactor,
                    o.Unit
                ),
                Figure($"{o.OutcomeId:N}-first-year", "Impact of the first year", v.Impacts()[0], Money.Pounds),
                Figure($"{o.OutcomeId:N}-present-value", "Present value", SocialReturn.Of([v], inputs, rates).PresentValue, Money.Pounds)
            );

        ReportSensitivity Row(SensitivityRow row)
        {
            var (words, unit, factor) = row.Assumption switch
            {
                Assumption.Quantity => ("Quantity", said.Outcomes[row.Outcome].Unit, 1m),
                Assumption.Proxy => ("Proxy for one", Money.Pounds, 1m),
                Assumption.Deadweight => ("Deadweight", "%", 100m),
                Assumption.Displacement => ("Displacement", "%", 100m),
                Assumption.Attribution => ("Attribution", "%", 100m),
                _ => ("Drop-off", "%", 100m),
            };
            return new ReportSensitivity(
                said.Outcomes[row.Outcome].Title,
                words,
                unit,
                row.Value * factor,
                row.LowRatio,
                row.HighRatio,
                row.SwitchingValue * factor
            );
        }
    }

    private static decimal? LocalMultiplierOf(LocalSpendRounds local) =>
        new SocialValue.LocalMultiplier(local.Income, local.SpentLocally, local.SpentAgain).Value;
}
