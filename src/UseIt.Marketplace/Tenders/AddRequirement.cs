using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
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
    int? WordLimit = null
) : Message, ICommand;

public static class AddRequirementHandler
{
    public static readonly Refusal TextMissing = new("text-missing", "text", "Write what is asked");
    public static readonly Refusal MetricMissing = new(
        "metric-missing",
        "metric",
        "Say what the commitment is measured in: the framework, its metric and the unit"
    );
    public static readonly Refusal WordLimitWrong = new("word-limit-wrong", "wordLimit", "The word limit must be at least 1");

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(AddRequirement command, Tender tender)
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
        if (command.Kind == RequirementKind.Commitment && (command.Metric is null || string.IsNullOrWhiteSpace(command.Metric.Unit)))
            refusals.Add(MetricMissing);
        if (command.WordLimit < 1)
            refusals.Add(WordLimitWrong);
        for (var i = 0; i < command.Cpv?.Count; i++)
            if (!WhatIsBought.CpvCode().IsMatch(command.Cpv[i]))
                refusals.Add(WhatIsBought.CpvWrong(i));
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        return Decision.On<Tender>(
            command.TenderId,
            new RequirementAdded(
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
                    command.Metric,
                    command.WordLimit
                )
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AddRequirement>("POST", "/api/v1/tenders/{tenderId}/requirements", Editors.Author, creates: "requirementId");
}
