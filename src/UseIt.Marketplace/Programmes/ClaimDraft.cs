using System.Globalization;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

/// <summary>What a claim would say, worked out from the facts, what was claimed before, and what evidence was accepted.</summary>
public sealed record ClaimDraft(
    IReadOnlyList<ClaimLine> Lines,
    IReadOnlyList<HeldOutput> Held,
    IReadOnlyList<ClaimedSpend> Spend,
    IReadOnlyList<ProgrammeTotal> Totals
)
{
    private const int QuartersOfAYear = 4;
    private const string NoLonger = "It no longer counts";

    /// <param name="programme">How the programme is set up.</param>
    /// <param name="quarter">For which quarter.</param>
    /// <param name="evaluated">Its indicators by the end of that quarter.</param>
    /// <param name="now">Its indicators with everything that has happened.</param>
    /// <param name="before">The claims made so far.</param>
    /// <param name="evidence">What was given of evidence, by output.</param>
    /// <param name="returns">The returns accepted and not claimed yet.</param>
    /// <param name="id">The programme.</param>
    public static ClaimDraft Of(
        Guid id,
        Programme programme,
        Quarter quarter,
        IReadOnlyList<Counted> evaluated,
        IReadOnlyList<Counted> now,
        IReadOnlyList<ProgrammeClaimed> before,
        IReadOnlyDictionary<Guid, OutputEvidence> evidence,
        IReadOnlyList<PartnerReturnSubmitted> returns
    )
    {
        var funder = programme.Rules?.Indicators ?? [];
        var claimed = before.SelectMany(c => c.Lines).ToLookup(l => l.Key);
        List<ClaimLine> lines = [];
        List<HeldOutput> held = [];
        foreach (var indicator in funder)
        {
            var counted = evaluated.Single(c => c.Indicator == indicator);
            var complete = new HashSet<string>(StringComparer.Ordinal);
            foreach (var output in counted.Outputs)
            {
                var key = KeyOf(indicator.Code, output.SubjectId);
                var missing = (
                    evidence.GetValueOrDefault(OutputEvidence.IdOf(id, indicator.Code, output.SubjectId)) ?? OutputEvidence.Empty
                ).Missing(indicator);
                if (missing.Count > 0)
                {
                    held.Add(new HeldOutput(indicator.Code, output.SubjectId, missing));
                    continue;
                }
                complete.Add(key);
                var already = claimed[key].Sum(l => l.Quantity);
                if (output.Quantity != already)
                    lines.Add(
                        new ClaimLine(
                            key,
                            indicator.Code,
                            output.SubjectId,
                            output.On,
                            output.Quantity - already,
                            indicator.Unit,
                            output.Hours,
                            !claimed.Contains(key) ? null
                                : already == 0 ? "It counts again"
                                : $"Changed from {Written(already)} to {Written(output.Quantity)}"
                        )
                    );
            }
            foreach (
                var gone in claimed
                    .Where(c => c.First().Indicator == indicator.Code && !complete.Contains(c.Key) && c.Sum(l => l.Quantity) != 0)
                    .OrderBy(c => c.Key, StringComparer.Ordinal)
            )
            {
                var subject = gone.First().SubjectId;
                var why = counted.LeftOut.FirstOrDefault(l => l.SubjectId == subject);
                lines.Add(
                    new ClaimLine(
                        gone.Key,
                        indicator.Code,
                        subject,
                        quarter.Last,
                        -gone.Sum(l => l.Quantity),
                        indicator.Unit,
                        why?.Hours,
                        why?.Why
                            ?? (
                                held.FirstOrDefault(h => h.Indicator == indicator.Code && h.SubjectId == subject) is { } waits
                                    ? $"Its evidence is no longer accepted: {string.Join(", ", waits.Missing)}"
                                    : NoLonger
                            )
                    )
                );
            }
        }
        return new ClaimDraft(lines, held, SpendOf(programme, quarter, returns), TotalsOf(programme, quarter, now, before));
    }

    private static string Written(decimal number) => number.ToString("#,##0.####", CultureInfo.InvariantCulture);

    public static string KeyOf(string indicator, Guid subject) => $"{indicator}:{subject}";

    private static IReadOnlyList<ClaimedSpend> SpendOf(Programme programme, Quarter quarter, IReadOnlyList<PartnerReturnSubmitted> returns)
    {
        var paid = returns.SelectMany(r => r.Spend).ToLookup(s => s.Line);
        return
        [
            .. programme.Budget.Select(b => new ClaimedSpend(
                b.Line,
                b.Title,
                b.ProfileBy(quarter) - b.ProfileBy(quarter.Plus(-1)),
                Money.Sum(paid[b.Line].Select(s => s.Amount)),
                Money.Sum(paid[b.Line].Select(s => s.Match))
            )),
        ];
    }

    // People are told with the first claim and at the end of each year of the programme, and only where nobody can be found by the
    // difference: to what was told before, and to the figure of which it is a part. Between, what was told stands.
    private static IReadOnlyList<ProgrammeTotal> TotalsOf(
        Programme programme,
        Quarter quarter,
        IReadOnlyList<Counted> now,
        IReadOnlyList<ProgrammeClaimed> before
    )
    {
        var tells = before.Count == 0 || Quarter.Of(programme.From).Until(quarter) % QuartersOfAYear == 0;
        List<ProgrammeTotal> totals = [];
        decimal? above = null;
        foreach (var counted in now)
        {
            var indicator = counted.Indicator;
            // Where nothing was recorded there is no figure, which is not 0.
            var value = counted.Outputs.Count == 0 && !indicator.CountsPeople ? (decimal?)null : counted.Total;
            var total = new ProgrammeTotal(indicator.Code, value, indicator.Unit, quarter.ToString());
            if (indicator.CountsPeople)
            {
                var told = before.SelectMany(c => c.Totals).LastOrDefault(t => t.Indicator == indicator.Code);
                var whole = indicator.Measure is Measure.PeopleInAJob or Measure.PeopleAfter26Weeks ? above : null;
                if (
                    !tells
                    || IsSmall(counted.Total)
                    || IsSmall(Math.Abs(counted.Total - (told?.Value ?? 0)))
                    || IsSmall((whole ?? 0) - counted.Total)
                )
                    total = told ?? total with { Value = null };
                above = total.Value ?? whole;
            }
            totals.Add(total);
        }
        return totals;

        bool IsSmall(decimal count) => count > 0 && count < programme.PeopleLimit;
    }
}
