using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tenders;

/// <summary>What a draft still lacks before it can be published; the task list shows the same.</summary>
public static class Readiness
{
    public static readonly Refusal NotDescribed = new("not-described", "description", "Describe what is to be bought");
    public static readonly Refusal NoLots = new("no-lots", "lots", "Add at least one lot");
    public static readonly Refusal NoCriteria = new("no-criteria", "criteria", "Set the award criteria");
    public static readonly Refusal NoDeadline = new("no-deadline", "deadline", "Set the deadline");
    public static readonly Refusal NoOpeners = new("no-openers", "openers", "Name the people who will open the bids");
    public static readonly Refusal LotWithoutRequirement = new(
        "lot-without-requirement",
        "requirements",
        "Ask at least one thing of every lot"
    );
    public static readonly Refusal RequirementWithoutCriterion = new(
        "requirement-without-criterion",
        "requirements",
        "A requirement names a criterion that is not among the award criteria. Remove the requirement or set the criteria again"
    );
    public static readonly Refusal QuestionsOver = new(
        "questions-over",
        "questionsUntil",
        "The time for questions is over before publication. Set the deadline again"
    );
    public static readonly Refusal BuyerMayNotAct = new(
        "buyer-may-not-act",
        null,
        "Your organisation is suspended or closed. Ask the administrator of the marketplace"
    );

    public static readonly Refusal BuyerNotChecked = new(
        "buyer-not-checked",
        null,
        "The identity of your organisation has not been checked yet. Ask the administrator of the marketplace, then publish"
    );

    public static IReadOnlyList<Refusal> Of(Tender tender, DateTimeOffset publishedAt)
    {
        var missing = new List<Refusal>();
        if (!tender.Described)
            missing.Add(NotDescribed);
        if (tender.Lots.Count == 0)
            missing.Add(NoLots);
        if (tender.Lots.Any(lot => tender.Requirements.All(r => r.LotId != lot)))
            missing.Add(LotWithoutRequirement);
        if (tender.Criteria.Count == 0)
            missing.Add(NoCriteria);
        else if (tender.Requirements.Any(r => r.CriterionId is { } criterion && tender.Criteria.All(c => c.CriterionId != criterion)))
            missing.Add(RequirementWithoutCriterion);
        if (tender.Deadline is not { } deadline)
            missing.Add(NoDeadline);
        else if (SetDeadlineHandler.TooSoon(tender.Profile, publishedAt, deadline, tender.Circumstances) is { } tooSoon)
            missing.Add(tooSoon);
        if (tender.QuestionsUntil <= publishedAt)
            missing.Add(QuestionsOver);
        if (tender.Openers.Count == 0)
            missing.Add(NoOpeners);
        return missing;
    }
}

/// <summary>Whether a buyer may publish at this moment: it is known to be who it says it is, and neither suspended nor closed.</summary>
public sealed record Buyer(bool Checked, bool Barred) : IState<Buyer>
{
    public static Buyer Empty { get; } = new(false, false);

    public static string StreamType => "organisation";

    public Refusal? MayNotPublish =>
        Barred ? Readiness.BuyerMayNotAct
        : Checked ? null
        : Readiness.BuyerNotChecked;

    public Buyer Evolve(object fact) =>
        fact switch
        {
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Barred = true },
            OrganisationReinstated => this with { Barred = false },
            _ => this,
        };
}
