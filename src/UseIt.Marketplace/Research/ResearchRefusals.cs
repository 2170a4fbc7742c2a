using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Research;

/// <summary>What is said in more than one place of research.</summary>
internal static class ResearchRefusals
{
    public static readonly Refusal ProjectDeclined = new("research-declined", null, "This commission was declined");
    public static readonly Refusal NotTakenOn = new("research-not-taken-on", null, "Take the commission on first");
    public static readonly Refusal ProjectCompleted = new("research-completed", null, "This research is completed");
    public static readonly Refusal NotApproved = new(
        "ethics-not-approved",
        null,
        "Ethics review has not approved this research as it stands. Nobody is asked and nobody is recorded before that"
    );
    public static readonly Refusal TitleMissing = new("title-missing", "title", "Enter a title");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why");
    public static readonly Refusal NameMissing = new("name-missing", "name", "Enter the person's name");
    public static readonly Refusal InTheFuture = new("date-in-future", "on", "Enter a day that is not in the future");
    public static readonly Refusal NoColleague = new("no-colleague", "personId", "Choose somebody who belongs to your organisation");
    public static readonly Refusal GuardianMissing = new(
        "guardian-missing",
        "guardian",
        "Enter who agreed for this person, and when: they cannot agree alone"
    );
    public static readonly Refusal NoResearcher = new("researcher-unknown", "researcherId", "Choose one of your researchers");

    public static Refusal NoGuardianRule(string where) =>
        new(
            "guardian-rule-missing",
            "capacity",
            $"Nobody under 18 or lacking capacity can be registered: {where} says how a guardian agrees"
        );

    /// <summary>Whether a day was given and has come.</summary>
    public static bool HasBeen(DateOnly day, DateTimeOffset now) => day != default && day <= UkTime.DayOf(now);
}
