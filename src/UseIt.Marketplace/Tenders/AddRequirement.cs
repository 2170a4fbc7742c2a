using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Asks something of the bids for a lot.</summary>
public sealed record AddRequirement(
    Guid TenderId,
    [property: NewId(OrKept = true)] Guid RequirementId,
    Guid LotId,
    RequirementKind Kind,
    string Title,
    string Text,
    bool Mandatory = true,
    Guid? CriterionId = null,
    IReadOnlyList<string>? Cpv = null,
    CommitmentMetric? Metric = null,
    int? WordLimit = null,
    MetricChoice? Choice = null
) : Message, ICommand;

public static class AddRequirementHandler
{
    public static readonly Refusal TextMissing = new("text-missing", "text", "Write what is asked");
    public static readonly Refusal MetricMissing = new(
        "metric-missing",
        "metric",
        "Say what the commitment is measured in: the framework, its metric and the unit"
    );
    public static readonly Refusal MetricUnknown = new(
        "metric-unknown",
        "choice",
        "Choose a metric of an edition of your own frameworks that is not withdrawn, or of one that is open to all"
    );
    public static readonly Refusal UnitMissing = new(
        "unit-missing",
        "metric",
        "This metric has no unit of its own. Enter what is counted, such as people or hours"
    );
    public static readonly Refusal ModesMixed = new(
        "modes-mixed",
        "choice",
        "Another question of this tender counts otherwise: in units, or monetised. The two are never mixed in one procurement"
    );
    public static readonly Refusal TermBackwards = new(
        "metric-term-backwards",
        "metric.end",
        "The last day of the promise must not be before the first"
    );
    public static readonly Refusal TermMissing = new(
        "metric-term-missing",
        "metric.start",
        "Enter the first and the last day: what is promised for each year is due as often as there are years"
    );
    public static readonly Refusal WordLimitWrong = new("word-limit-wrong", "wordLimit", "The word limit must be at least 1");

    public static Refusal EditionNotYet(DateOnly from) =>
        new("edition-not-yet", "choice", $"This edition is used from {UkTime.Display(from)} on. Choose one that is used today");

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    /// <summary>The framework that is chosen from; none where what is measured is typed.</summary>
    public sealed record Chosen(ChosenFramework? Framework);

    public static async Task<Chosen> Load(AddRequirement command, Streams streams, CancellationToken cancel) =>
        new(
            command.Choice is not { } choice ? null
            : OpenFrameworks.Find(choice.FrameworkId) is { } open ? ChosenFramework.Of(open)
            : (await streams.PeekAsync<ChosenFramework>(choice.FrameworkId, cancel)).State
        );

    public static Decision Handle(AddRequirement command, Tender tender, Chosen chosen, DateTimeOffset now)
    {
        if (tender.NotDraft() is { } no)
            return no;
        if (tender.Requirements.Any(r => r.RequirementId == command.RequirementId))
            return Decision.Nothing;
        if (!tender.Lots.Contains(command.LotId))
            return TenderRefusals.LotUnknown;
        var refusals = new List<Refusal>();
        if (WhatIsBought.Title(command.Title) is { } wrong)
            refusals.Add(wrong);
        if (string.IsNullOrWhiteSpace(command.Text))
            refusals.Add(TextMissing);
        var (metric, choice) = (command.Metric, (CommitmentMetricChosen?)null);
        if (command.Choice is { } choosing)
            if (command.Kind == RequirementKind.Commitment && chosen.Framework?.Metric(tender.BuyerId, choosing) is var (edition, known))
            {
                var redistributable = !chosen.Framework.Licensed;
                var unit = known.Unit.Length > 0 ? known.Unit : command.Metric?.Unit.Trim() ?? "";
                if (unit.Length == 0)
                    refusals.Add(UnitMissing);
                if (edition.From > UkTime.DayOf(now))
                    refusals.Add(EditionNotYet(edition.From));
                metric = new CommitmentMetric(
                    chosen.Framework.Name,
                    edition.Edition,
                    redistributable ? known.Code : "",
                    unit,
                    command.Metric?.Due,
                    command.Metric?.PerYear,
                    command.Metric?.Start,
                    command.Metric?.End,
                    command.Metric?.Method,
                    command.Metric?.EvidenceExpected
                );
                choice = new CommitmentMetricChosen(
                    command.TenderId,
                    command.RequirementId,
                    choosing.FrameworkId,
                    choosing.Edition,
                    choosing.MetricId,
                    chosen.Framework.Mode,
                    known.Proxy,
                    redistributable
                );
            }
            else
                refusals.Add(MetricUnknown);
        else if (command.Kind == RequirementKind.Commitment && (metric is null || string.IsNullOrWhiteSpace(metric.Unit)))
            refusals.Add(MetricMissing);
        if (
            command.Kind == RequirementKind.Commitment
            && tender.Requirements.Any(r =>
                r.Kind == RequirementKind.Commitment
                && tender.Monetised.Contains(r.RequirementId) != (choice?.Mode == FrameworkMode.Monetised)
            )
        )
            refusals.Add(ModesMixed);
        metric = metric is null ? null : metric with { Method = Said(metric.Method), EvidenceExpected = Said(metric.EvidenceExpected) };
        if (command.Metric is { Start: { } first, End: { } last } && last < first)
            refusals.Add(TermBackwards);
        if (command.Metric is { PerYear: true } and not { Start: not null, End: not null })
            refusals.Add(TermMissing);
        if (command.WordLimit < 1)
            refusals.Add(WordLimitWrong);
        for (var i = 0; i < command.Cpv?.Count; i++)
            if (!WhatIsBought.CpvCode().IsMatch(command.Cpv[i]))
                refusals.Add(WhatIsBought.CpvWrong(i));
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        var added = new RequirementAdded(
            command.TenderId,
            new Requirement(
                command.RequirementId,
                command.LotId,
                command.Kind,
                command.Title.Trim(),
                command.Text.Trim(),
                command.Mandatory,
                command.CriterionId,
                command.Cpv,
                metric,
                command.WordLimit
            )
        );
        return choice is null ? Decision.On<Tender>(command.TenderId, added) : Decision.On<Tender>(command.TenderId, added, choice);
    }

    private static string? Said(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AddRequirement>("POST", "/api/v1/tenders/{tenderId}/requirements", Editors.Author, creates: "requirementId");
}
