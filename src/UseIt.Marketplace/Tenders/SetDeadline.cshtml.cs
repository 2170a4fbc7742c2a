using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>When bids are due, with the earliest day the tender's rules allow named before anybody types one.</summary>
[ForRoles("a buyer's author", Roles.Author)]
public sealed class SetDeadlinePage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    private static readonly IReadOnlyDictionary<TenderingCircumstance, string> Questions = new Dictionary<TenderingCircumstance, string>
    {
        [TenderingCircumstance.UtilityOrSubCentral] = "Are you a utility or a sub-central authority, such as a council or university?",
        [TenderingCircumstance.OnlyPreSelectedSuppliers] = "May only suppliers selected beforehand tender?",
        [TenderingCircumstance.PeriodNegotiated] = "Was the period agreed with the selected suppliers?",
        [TenderingCircumstance.QualifyingPlannedNotice] = "Was a planned procurement notice published 40 days to 12 months before?",
        [TenderingCircumstance.StateOfUrgency] = "Is there a state of urgency?",
        [TenderingCircumstance.DynamicMarket] = "Is the contract awarded under a dynamic market?",
        [TenderingCircumstance.DocumentsWithNotice] = "Do all tender documents come with the notice?",
    };

    private IReadOnlyDictionary<TenderingCircumstance, bool> said = new Dictionary<TenderingCircumstance, bool>();

    [BindProperty, Display(Name = "The deadline")]
    public DateOnly? Deadline { get; set; }

    [BindProperty, Display(Name = "The time")]
    public string? DeadlineTime { get; set; }

    [BindProperty, Display(Name = "The last day for questions")]
    public DateOnly? QuestionsUntil { get; set; }

    [BindProperty, Display(Name = "The time for questions")]
    public string? QuestionsTime { get; set; }

    [BindProperty]
    public string? OutageLimitMinutes { get; set; }

    [BindProperty]
    public LateRule LateRule { get; set; }

    public bool MayAdmitLate => Profile.Late?.MayChoose.Contains(LateRule.OfficerDecides) == true;

    public string Rules => Profile.Name;

    /// <summary>The earliest lawful day if the tender were published today, as far as it is known.</summary>
    public string Earliest { get; private set; } = "";

    /// <summary>What shortens the period, in words, and the day it would come to.</summary>
    public IReadOnlyList<(string When, DateOnly Day, string Source)> Rows { get; private set; } = [];

    public IReadOnlyList<(string Name, string Legend)> Asked =>
        [
            .. (Profile.TenderingPeriods ?? [])
                .SelectMany(p => p.When)
                .Distinct()
                .Where(Questions.ContainsKey)
                .Select(c => (Name(c), Questions[c])),
        ];

    // Find a Tender's publication day decides the period, so the dates may be put right while the notice is on its way.
    protected override bool MayChange => base.MayChange || Tender.Stage == TenderStage.NoticeSubmitted;

    public string? SaidOf(string name) => said.Where(s => Name(s.Key) == name).Select(s => s.Value ? "true" : "false").FirstOrDefault();

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        ShowAsync(
            tender,
            async () =>
            {
                said = (await Store.FetchAsync<Tender>(tender, cancel)).State.Circumstances ?? said;
                if (Tender.Deadline is { } deadline)
                    (Deadline, DeadlineTime) = (UkTime.DayOf(deadline), Typed.TimeOf(deadline));
                if (Tender.QuestionsUntil is { } until)
                    (QuestionsUntil, QuestionsTime) = (UkTime.DayOf(until), Typed.TimeOf(until));
                OutageLimitMinutes = (Tender.OutageLimitMinutes > 0 ? Tender.OutageLimitMinutes : Outage.LimitUnlessChosen).ToString(
                    CultureInfo.InvariantCulture
                );
                DeadlineTime ??= "12:00";
                LateRule = Tender.Deadline is null ? Profile.Late?.UnlessChosen ?? LateRule.Never : Tender.LateRule;
                Explain();
                return true;
            },
            cancel
        );

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        said = Asked
            .Where(a => bool.TryParse(Request.Form[a.Name], out _))
            .ToDictionary(a => Enum.Parse<TenderingCircumstance>(a.Name, ignoreCase: true), a => bool.Parse(Request.Form[a.Name]!));
        Explain();
        List<Refusal> unread = [];
        DateTimeOffset? closes = null,
            until = null;
        if (Deadline is null)
            unread.Add(Readiness.NoDeadline);
        else if (Typed.Moment(Deadline.Value, DeadlineTime, nameof(DeadlineTime)) is var at && at.IsKnown)
            closes = at.Value;
        else
            unread.Add(at.Refusal!);
        if (QuestionsUntil is { } day)
        {
            if (
                Typed.Moment(day, string.IsNullOrWhiteSpace(QuestionsTime) ? "5pm" : QuestionsTime, nameof(QuestionsTime)) is var last
                && last.IsKnown
            )
                until = last.Value;
            else
                unread.Add(last.Refusal!);
        }
        var minutes =
            Typed.Number(OutageLimitMinutes, nameof(OutageLimitMinutes), "Enter minutes from 1 to 60", unread) ?? Outage.LimitUnlessChosen;
        if (unread.Count > 0)
            return this.Refused(unread);
        return await DoAsync(
            new SetDeadline(tender, closes!.Value, until, (int)decimal.Clamp(minutes, 0, 1000), said, MayAdmitLate ? LateRule : null),
            "The dates are saved"
        );
    }

    private void Explain()
    {
        IReadOnlyDictionary<TenderingCircumstance, bool> known = new Dictionary<TenderingCircumstance, bool>(said)
        {
            [TenderingCircumstance.ElectronicSubmission] = true,
        };
        var rows = Profile.TenderingPeriods ?? [];
        Rows =
        [
            .. rows.Where(r => r.Days > 0 || rows.Count > 1)
                .Select(r => (When(r), UkTime.DayOf(Now).AddDays(r.Days), r.Source))
                .DistinctBy(r => r.Item1),
        ];
        var longest =
            rows.Count == 0
                ? (int?)null
                : rows.Where(r => r.When.All(c => c == TenderingCircumstance.ElectronicSubmission)).Min(r => r.Days);
        Earliest = Regime.EarliestDeadline(Profile, Now, known) is { IsKnown: true } earliest
            ? earliest.Value == UkTime.DayOf(Now)
                ? "no minimum period. Give small enterprises time: two to four weeks are usual."
                : $"published today, bids are due on {UkTime.Display(earliest.Value)} at the earliest.{Elsewhere}"
            : longest is { } days
                ? $"published today, bids are due on {UkTime.Display(UkTime.DayOf(Now).AddDays(days))} at the earliest, unless one of these allows less.{Elsewhere}"
                : "the minimum period is not held here. Ask your procurement adviser.";
    }

    private string Elsewhere =>
        Profile.NoticesAreConfirmedElsewhere
            ? " The period counts from the day Find a Tender publishes the notice, so allow a day or two for that."
            : "";

    private static string When(MinimumPeriod row)
    {
        var conditions = row.When.Where(Questions.ContainsKey).Select(c => Questions[c].TrimEnd('?')).ToArray();
        return conditions.Length == 0
            ? "None of the others"
            : $"Yes to: {string.Join("; ", conditions.Select(c => char.ToLowerInvariant(c[0]) + c[1..]))}";
    }

    private static string Name(TenderingCircumstance circumstance) =>
        $"{char.ToLowerInvariant(circumstance.ToString()[0])}{circumstance.ToString()[1..]}";
}
