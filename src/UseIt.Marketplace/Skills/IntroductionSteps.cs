using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>What holds for every step after an introduction: the days follow each other, and none is in the future.</summary>
internal static class IntroductionSteps
{
    public static readonly Refusal Over = new("introduction-over", null, "This introduction has ended");
    public static readonly Refusal NotPlaced = new("placement-not-running", null, "There is no placement that runs");
    public static readonly Refusal PlacedAlready = new("placement-started-already", null, "A placement has been recorded already");
    public static readonly Refusal NoJob = new("job-not-running", null, "There is no job that lasts");
    public static readonly Refusal JobAlready = new("job-started-already", null, "The start of the job has been recorded already");

    /// <summary>Why a day cannot be the day of the next step.</summary>
    public static Refusal? WrongDay(DateOnly day, DateOnly earliest, DateTimeOffset now) =>
        day == default ? SkillsAccess.DayMissing("on")
        : day > UkTime.DayOf(now) ? SkillsAccess.InTheFuture("on")
        : day < earliest
            ? new Refusal(
                "day-too-early",
                "on",
                $"The day cannot be before {UkTime.Display(earliest)}",
                new Dictionary<string, object?> { ["earliest"] = earliest }
            )
        : null;
}
