using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Sets when bids are due, until when questions may be asked, after how many minutes out of reach the closing is put off, and what becomes
/// of late bids.
/// </summary>
public sealed record SetDeadline(
    Guid TenderId,
    DateTimeOffset Deadline,
    DateTimeOffset? QuestionsUntil = null,
    int OutageLimitMinutes = Outage.LimitUnlessChosen,
    IReadOnlyDictionary<TenderingCircumstance, bool>? Circumstances = null,
    LateRule? LateRule = null
) : Message, ICommand;

public static class SetDeadlineHandler
{
    public static readonly Refusal QuestionsAfterDeadline = new(
        "questions-after-deadline",
        "questionsUntil",
        "Questions must end on or before the deadline"
    );
    public static readonly Refusal QuestionsInThePast = new(
        "questions-in-the-past",
        "questionsUntil",
        "Questions must be possible for some time after publication"
    );
    public static readonly Refusal OutageLimitWrong = new(
        "outage-limit-wrong",
        "outageLimitMinutes",
        "The outage limit must be from 1 to 60 minutes"
    );

    public static readonly Refusal LateRuleWrong = new(
        "late-rule-wrong",
        "lateRule",
        "This kind of procurement admits no late bids. Leave the rule for late bids at never"
    );

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(SetDeadline command, Tender tender, DateTimeOffset now)
    {
        // While the notice is on its way only the period may still be put right: Find a Tender's publication day decides it.
        if (tender.Stage != TenderStage.NoticeSubmitted && tender.NotDraft() is { } no)
            return no;
        var refusals = new List<Refusal>();
        if (TooSoon(tender.Profile, now, command.Deadline, command.Circumstances) is { } tooSoon)
            refusals.Add(tooSoon);
        if (command.QuestionsUntil > command.Deadline)
            refusals.Add(QuestionsAfterDeadline);
        if (command.QuestionsUntil <= now)
            refusals.Add(QuestionsInThePast);
        if (command.OutageLimitMinutes is < 1 or > 60)
            refusals.Add(OutageLimitWrong);
        if (command.LateRule is { } late && late != LateRule.Never && tender.Profile.Late?.MayChoose.Contains(late) != true)
            refusals.Add(LateRuleWrong);
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        return Decision.On<Tender>(
            command.TenderId,
            new DeadlineSet(
                command.TenderId,
                command.Deadline,
                command.QuestionsUntil,
                command.OutageLimitMinutes,
                command.Circumstances,
                command.LateRule ?? tender.Profile.Late?.UnlessChosen
            )
        );
    }

    /// <summary>Bids are submitted here electronically, so that circumstance is known without asking.</summary>
    internal static Refusal? TooSoon(
        RegimeProfile profile,
        DateTimeOffset publishedAt,
        DateTimeOffset deadline,
        IReadOnlyDictionary<TenderingCircumstance, bool>? circumstances
    ) =>
        Regime.DeadlineTooSoon(
            profile,
            publishedAt,
            deadline,
            new Dictionary<TenderingCircumstance, bool>(circumstances ?? new Dictionary<TenderingCircumstance, bool>())
            {
                [TenderingCircumstance.ElectronicSubmission] = true,
            }
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetDeadline>("POST", "/api/v1/tenders/{tenderId}/deadline", Editors.Author);
}
