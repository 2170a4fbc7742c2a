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

/// <summary>
/// One thing asked of bids, of one lot or of several at once. Its id comes with the address, so that sending it twice asks once.
/// </summary>
[ForRoles("a buyer's author", Roles.Author)]
public sealed class AddRequirementPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
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
    public string? Framework { get; set; }

    [BindProperty]
    public string? Edition { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty, Display(Name = "The day it is due")]
    public DateOnly? Due { get; set; }

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
            () =>
            {
                LotId = [.. Tender.Lots.Select(l => l.LotId)];
                var before = Tender.Requirements.LastOrDefault(r => r.Metric is not null)?.Metric;
                (Framework, Edition, Due) = (
                    before?.Framework ?? "PPN 002",
                    before?.Edition ?? "February 2025",
                    before?.Due ?? Tender.Contract?.End
                );
                CriterionId = Fitting.Select(c => c.CriterionId.ToString()).FirstOrDefault() ?? "";
                if (Kind == RequirementKind.Price)
                    (Title, Text) = ("Price", "Price for the whole term");
            },
            cancel
        );

    public async Task<IActionResult> OnPostAsync(Guid tender, Guid requirement, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
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
        var metric =
            Kind == RequirementKind.Commitment && !string.IsNullOrWhiteSpace(Unit)
                ? new CommitmentMetric(Framework?.Trim() ?? "", Edition?.Trim() ?? "", Code?.Trim() ?? "", Unit.Trim(), Due)
                : null;
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
                words is { } w ? (int)decimal.Clamp(w, -1, int.MaxValue) : null
            );
            answer = await DoAsync(
                command,
                "The question is added",
                $"{TaskList}/requirements",
                field =>
                    field == "metric" ? nameof(Unit)
                    : field.StartsWith("cpv", StringComparison.Ordinal) ? nameof(Cpv)
                    : field
            );
            if (answer is not RedirectResult)
                break;
        }
        return answer!;
    }
}
