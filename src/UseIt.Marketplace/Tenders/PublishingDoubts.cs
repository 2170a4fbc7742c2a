using System.Globalization;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// What is lawful and yet hardly meant, asked about before everybody reads it: sums that do not agree, days on which nobody works, too
/// little time for a small bidder.
/// </summary>
public static class PublishingDoubts
{
    // A small enterprise writes a bid in its evenings; a consortium has to find itself first.
    private const int ShortPeriod = 10;
    private const int TimeToAnswer = 3;
    private const decimal Far = 10;

    public static IEnumerable<string> Of(TenderSheet tender, DateTimeOffset now) =>
        [.. OfJudging(tender), .. OfSums(tender), .. OfDeadline(tender, now), .. OfContract(tender)];

    private static IEnumerable<string> OfJudging(TenderSheet tender) =>
        tender
            .Criteria.Where(c => tender.Requirements.All(r => r.CriterionId != c.CriterionId))
            .Select(c =>
                c.Kind == CriterionKind.Price
                    ? $"Price counts under “{c.Title}”, but bids are not asked for a price under it"
                    : $"Nothing that bids answer is judged under “{c.Title}”"
            );

    private static IEnumerable<string> OfSums(TenderSheet tender)
    {
        foreach (var lot in tender.Lots.Where(l => l.Estimate is { Net.Amount: 0 } or { Gross.Amount: 0 }))
            yield return $"The estimated value of “{lot.Title}” is £0";
        // Like with like: a net sum is held against a net one alone.
        foreach (var (basis, of) in new (string, Func<Estimate, Money?>)[] { ("without VAT", e => e.Net), ("with VAT", e => e.Gross) })
            if (
                of(tender.Estimate) is { } total
                && tender.Lots.Count > 0
                && tender.Lots.All(l => of(l.Estimate)?.Currency == total.Currency)
            )
            {
                var lots = Money.Sum(tender.Lots.Select(l => of(l.Estimate)!.Value));
                if (lots != total)
                    yield return $"The lots come to {lots} {basis}, and the tender's estimated value is {total}";
            }
        if (tender.Estimate is { Net: { } net, Gross: { } gross } && net.Currency == gross.Currency)
        {
            if (gross.Amount < net.Amount)
                yield return $"The value with VAT, {gross}, is less than the one without, {net}";
            else if (gross.Amount > net.Amount * Far)
                yield return $"The value with VAT, {gross}, is more than ten times the one without, {net}";
        }
    }

    private static IEnumerable<string> OfDeadline(TenderSheet tender, DateTimeOffset now)
    {
        if (tender.Deadline is not { } deadline)
            yield break;
        var day = UkTime.DayOf(deadline);
        if (WorkingDays.EnglandAndWales.IsWorkingDay(day).Is(out bool working) && !working)
            yield return $"Bids must be in on a day on which most people do not work: {UkTime.Display(deadline)}";
        else if (TimeOnly.FromDateTime(UkTime.Local(deadline)) is var time && (time < new TimeOnly(9, 0) || time > new TimeOnly(17, 30)))
            yield return $"Bids must be in at an hour when nobody may be there to help: {UkTime.Display(deadline)}";
        if (Between(UkTime.DayOf(now), day) is { } days && days < ShortPeriod)
            yield return $"Bidders have {Days(days)} to write a bid. Small enterprises and consortia need more";
        var questions = tender.QuestionsUntil ?? deadline;
        if (questions <= now)
            yield return "The time for questions is over already";
        else if (Between(UkTime.DayOf(questions), day) is { } left && left < TimeToAnswer)
            yield return $"Questions may be asked until {UkTime.Display(questions)}: an answer leaves {Days(left)} before bids must be in";
    }

    private static IEnumerable<string> OfContract(TenderSheet tender)
    {
        if (tender.Contract?.Start is { } start && tender.Deadline is { } deadline && start <= UkTime.DayOf(deadline))
            yield return $"The contract starts on {UkTime.Display(start)}, before bids are in";
        if (tender.Contract is { Start: { } from, End: { } to } && to < from.AddDays(7))
            yield return $"The contract lasts from {UkTime.Display(from)} to {UkTime.Display(to)}, less than a week";
    }

    // Working days after the first day up to the last; null where the calendar does not reach.
    private static int? Between(DateOnly first, DateOnly last)
    {
        var days = 0;
        for (var day = first.AddDays(1); day <= last && days <= ShortPeriod; day = day.AddDays(1))
        {
            if (!WorkingDays.EnglandAndWales.IsWorkingDay(day).Is(out bool working))
                return null;
            days += working ? 1 : 0;
        }
        return days;
    }

    private static string Days(int days) =>
        days == 1 ? "1 working day" : string.Create(CultureInfo.InvariantCulture, $"{days} working days");
}
