using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// One thing asked of bids, of one lot or of several at once. Its id comes with the address, so that sending it twice asks once.
/// </summary>
[ForRoles("a buyer's author", Roles.Author)]
public sealed class AddRequirementPage(
    TenderReader tenders,
    Actors actors,
    Acting acting,
    IDocumentStore store,
    Frameworks frameworks,
    ViewRows rows,
    ReadYourWrite readYourWrite
) : TenderDraftPage(tenders, actors, acting, store)
{
    private IReadOnlyList<FrameworkRow> own = [];

    /// <summary>Metrics of the editions that can be chosen.</summary>
    public IReadOnlyList<Choice> Metrics =>
        [
            .. own.SelectMany(f =>
                    f.Editions.Where(e => e.WithdrawnBecause is null && e.From <= UkTime.DayOf(Now)).Select(e => (Framework: f, Edition: e))
                )
                .SelectMany(c =>
                    c.Edition.Metrics.Select(m => new Choice(
                        Key(new MetricChoice(c.Framework.FrameworkId, c.Edition.Number, m.MetricId)),
                        $"{c.Framework.Name}, {c.Edition.Edition}: {m.Code} {m.Title}"
                            + (m.Unit.Length > 0 ? $", {m.Unit}" : "")
                            + (c.Framework.Mode == FrameworkMode.Monetised ? ", monetised" : "")
                    ))
                ),
        ];

    [BindProperty(SupportsGet = true)]
    public RequirementKind Kind { get; set; }

    [BindProperty]
    public Guid[] LotId { get; set; } = [];

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? WordLimit { get; set; }

    [BindProperty]
    public string[] Cpv { get; set; } = [];

    [BindProperty]
    public string? CpvWords { get; set; }

    [BindProperty]
    public string? Unit { get; set; }

    [BindProperty]
    public string? Chosen { get; set; }

    [BindProperty]
    public string? Framework { get; set; }

    [BindProperty]
    public string? Edition { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty, Display(Name = "The day it is due")]
    public DateOnly? Due { get; set; }

    /// <summary>Whether the number is for each year, or for the whole term.</summary>
    [BindProperty]
    public bool? PerYear { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? Start { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? End { get; set; }

    [BindProperty]
    public string? Method { get; set; }

    [BindProperty]
    public string? EvidenceExpected { get; set; }

    /// <summary>Whether anything of what few questions need was said.</summary>
    public bool SaysMore =>
        PerYear is not null || Start is not null || End is not null || Method is not null || EvidenceExpected is not null;

    [BindProperty]
    public string? CriterionId { get; set; }

    [BindProperty]
    public bool Mandatory { get; set; } = true;

    public bool IsJudged => Kind is RequirementKind.Question or RequirementKind.Commitment or RequirementKind.Price;

    public IReadOnlyList<Choice> Criteria =>
        !IsJudged ? [] : [new Choice("", "None"), .. Fitting.Select(c => new Choice(c.CriterionId.ToString(), c.Title))];

    public string Heading =>
        Kind switch
        {
            RequirementKind.Question => "A question that is scored",
            RequirementKind.Commitment => "A social value question",
            RequirementKind.Capability => "Something bidders must be able to do",
            RequirementKind.Condition => "A condition of taking part",
            _ => "The price",
        };

    public string TitleHint =>
        Kind switch
        {
            RequirementKind.Question => "For example, Method",
            RequirementKind.Commitment => "For example, Jobs for local people",
            RequirementKind.Capability => "For example, Experience",
            RequirementKind.Condition => "For example, Public liability insurance",
            _ => "For example, Price for three years",
        };

    public string TextLabel =>
        Kind is RequirementKind.Question or RequirementKind.Commitment ? "The question"
        : Kind == RequirementKind.Price ? "What the price must include"
        : "What is needed";

    public string? TextHint =>
        Kind == RequirementKind.Commitment ? "Ask for a number, for example: How many people from the borough will you employ?" : null;

    private IEnumerable<Criterion> Fitting =>
        Tender.Criteria.Where(c =>
            Kind switch
            {
                RequirementKind.Price => c.Kind == CriterionKind.Price,
                RequirementKind.Commitment => c.Kind == CriterionKind.SocialValue,
                _ => c.Kind != CriterionKind.Price,
            }
        );

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        ShowAsync(
            tender,
            async () =>
            {
                await FindOwnAsync(cancel);
                LotId = [.. Tender.Lots.Select(l => l.LotId)];
                var before = Tender.Requirements.LastOrDefault(r => r.Metric is not null)?.Metric;
                (Framework, Edition, Due) = (before?.Framework, before?.Edition, before?.Due ?? Tender.Contract?.End);
                CriterionId = Fitting.Select(c => c.CriterionId.ToString()).FirstOrDefault() ?? "";
                if (Kind == RequirementKind.Price)
                    (Title, Text) = ("Price", "Price for the whole term");
                return true;
            },
            cancel
        );

    public async Task<IActionResult> OnPostAsync(Guid tender, Guid requirement, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        await FindOwnAsync(cancel);
        if (this.Finds())
            return Page();
        var lots = Tender.Lots.Count == 1 ? [Tender.Lots[0].LotId] : LotId;
        List<Refusal> unread = [];
        if (lots.Length == 0)
            unread.Add(TenderRefusals.LotUnknown);
        var words = Typed.Number(WordLimit, nameof(WordLimit), "Enter the number of words, for example 500", unread);
        var cpv = Pick.Cpv.Read(Cpv, CpvWords, nameof(Cpv), unread);
        if (unread.Count > 0)
            return this.Refused(unread);
        var choice =
            Kind != RequirementKind.Commitment || string.IsNullOrWhiteSpace(Chosen)
                ? null
                : Parse(Chosen) ?? new MetricChoice(Guid.Empty, 0, Guid.Empty);
        // What the buyer's own framework asks stands where nothing else was typed; a licensed one's words are not passed on.
        if (choice is not null && MetricOf(choice) is { } known)
            (Title, Text) = (
                string.IsNullOrWhiteSpace(Title) ? known.Title : Title,
                string.IsNullOrWhiteSpace(Text) ? known.Question : Text
            );
        var metric =
            choice is not null ? new CommitmentMetric("", "", "", Unit?.Trim() ?? "", Due)
            : Kind == RequirementKind.Commitment && !string.IsNullOrWhiteSpace(Unit)
                ? new CommitmentMetric(Framework?.Trim() ?? "", Edition?.Trim() ?? "", Code?.Trim() ?? "", Unit.Trim(), Due)
            : null;
        if (metric is not null)
            metric = metric with { PerYear = PerYear, Start = Start, End = End, Method = Method, EvidenceExpected = EvidenceExpected };
        var criterion = IsJudged && Guid.TryParse(CriterionId, CultureInfo.InvariantCulture, out var chosen) ? chosen : (Guid?)null;
        IActionResult? answer = null;
        foreach (var lot in lots)
        {
            var command = new AddRequirement(
                tender,
                UuidV5.Of(requirement, lot.ToString()),
                lot,
                Kind,
                Title ?? "",
                Text ?? "",
                Mandatory,
                criterion,
                cpv.Count > 0 ? cpv : null,
                metric,
                words is { } w ? (int)decimal.Clamp(w, -1, int.MaxValue) : null,
                choice
            );
            answer = await DoAsync(
                command,
                "The question is added",
                $"{TaskList}/requirements",
                field =>
                    field == "metric" ? nameof(Unit)
                    : field == "metric.start" ? nameof(Start)
                    : field == "metric.end" ? nameof(End)
                    : field.StartsWith("choice", StringComparison.Ordinal) ? nameof(Chosen)
                    : field.StartsWith("cpv", StringComparison.Ordinal) ? nameof(Cpv)
                    : field
            );
            if (answer is not RedirectResult)
                break;
        }
        return answer!;
    }

    private async Task FindOwnAsync(CancellationToken cancel)
    {
        if (Kind != RequirementKind.Commitment)
            return;
        await readYourWrite.WaitAsync(HttpContext, frameworks);
        own =
        [
            .. (await frameworks.OfAsync(rows, Tender.BuyerId, null, ViewRows.LargestPage, cancel)).Items,
            .. OpenFrameworks.All.Select(f => f.Row()),
        ];
    }

    private FrameworkMetric? MetricOf(MetricChoice choice) =>
        own.FirstOrDefault(f => f.FrameworkId == choice.FrameworkId && f.Redistributable)
            ?.Edition(choice.Edition)
            ?.Metrics.FirstOrDefault(m => m.MetricId == choice.MetricId);

    private static string Key(MetricChoice choice) =>
        string.Create(CultureInfo.InvariantCulture, $"{choice.FrameworkId} {choice.Edition} {choice.MetricId}");

    private static MetricChoice? Parse(string key) =>
        key.Split(' ') is [var framework, var edition, var metric]
        && Guid.TryParse(framework, CultureInfo.InvariantCulture, out var f)
        && int.TryParse(edition, NumberStyles.None, CultureInfo.InvariantCulture, out var e)
        && Guid.TryParse(metric, CultureInfo.InvariantCulture, out var m)
            ? new MetricChoice(f, e, m)
            : null;
}
