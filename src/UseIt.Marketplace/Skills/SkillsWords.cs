using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Codes of this context as people say them.</summary>
internal static class SkillsWords
{
    public static string Called(LawfulBasis basis) =>
        basis switch
        {
            LawfulBasis.PublicTask => "Public task",
            LawfulBasis.LegitimateInterests => "Legitimate interests",
            LawfulBasis.Contract => "Contract",
            LawfulBasis.LegalObligation => "Legal obligation",
            _ => "Consent",
        };

    public static string Called(ReferralSource source) =>
        source switch
        {
            ReferralSource.CommunityOrganisation => "A community organisation",
            ReferralSource.JobCentre => "A job centre",
            ReferralSource.College => "A college or school",
            ReferralSource.HealthService => "The health service",
            ReferralSource.LocalAuthority => "The council",
            ReferralSource.FriendOrFamily => "Friends or family",
            _ => "They came by themselves",
        };

    public static string Called(BarrierKind barrier) =>
        barrier switch
        {
            BarrierKind.Childcare => "Childcare",
            BarrierKind.Fees => "Fees",
            BarrierKind.Travel => "Travel",
            BarrierKind.Housing => "Housing",
            BarrierKind.Language => "English for everyday",
            BarrierKind.Equipment => "No computer or internet",
            _ => "Time, because of other work",
        };

    public static string Called(FeePurpose purpose) =>
        purpose switch
        {
            FeePurpose.Test => "A test",
            FeePurpose.Registration => "Registration",
            FeePurpose.Course => "A course",
            FeePurpose.Travel => "Travel",
            FeePurpose.Childcare => "Childcare",
            _ => "Documents and translations",
        };

    public static string Called(StoryUse use) =>
        use switch
        {
            StoryUse.StoryWithoutName => "A story without their name",
            StoryUse.StoryWithName => "A story with their name",
            StoryUse.Photograph => "Photographs",
            _ => "Film or sound",
        };

    public static string Called(RightToWork outcome) =>
        outcome == RightToWork.Shown ? "The person may work here" : "Not shown, or the person may not work here";

    public static string Called(RightToWorkCheck? check) =>
        check is null
            ? "Not checked"
            : $"{Called(check.Outcome)}, checked on {UkTime.Display(check.On)}{(check.Until is { } until ? $", until {UkTime.Display(until)}" : "")}";

    public static string Called(CourseStop reason) =>
        reason switch
        {
            CourseStop.TooHard => "It was too hard",
            CourseStop.TooFar => "It was too far away",
            CourseStop.NoTime => "There was no time for it",
            CourseStop.Childcare => "There was no childcare",
            CourseStop.FoundWork => "They found work",
            CourseStop.AnotherCourse => "Another course fits better",
            CourseStop.PersonSaidNo => "They did not want to go on",
            _ => "It was entered by mistake",
        };

    public static string Called(CourseEnd reason) =>
        reason switch
        {
            CourseEnd.Full => "Full",
            CourseEnd.NotTaught => "It is not taught",
            _ => "Offered by mistake",
        };

    public static string Called(OnCourse on) =>
        on.Stopped is { } reason ? $"Stopped on {UkTime.Display(on.StoppedOn!.Value)}: {Called(reason)}"
        : on.FinishedOn is { } finished ? $"Finished on {UkTime.Display(finished)}"
        : on.Days.Count == 0 ? $"Enrolled on {UkTime.Display(on.EnrolledOn)}"
        : on.Days.Count == 1 ? "Was there on 1 day"
        : $"Was there on {on.Days.Count} days";

    public static string Called(CandidateOutcome outcome) =>
        outcome switch
        {
            CandidateOutcome.InTheProfession => "Works in the profession",
            CandidateOutcome.InASupportRole => "Works in a support role",
            CandidateOutcome.InOtherWork => "Has other work",
            CandidateOutcome.FurtherStudy => "Studies further",
            CandidateOutcome.MovedAway => "Moved away",
            CandidateOutcome.Withdrew => "Stopped by their own wish",
            _ => "Contact was lost",
        };

    public static string Called(VacancyKind kind) =>
        kind switch
        {
            VacancyKind.Job => "Job",
            VacancyKind.Placement => "Placement or attachment",
            _ => "Shadowing",
        };

    public static string Called(VacancyEnd end) =>
        end switch
        {
            VacancyEnd.Filled => "Filled",
            VacancyEnd.NotNeeded => "Not needed any more",
            _ => "Posted by mistake",
        };

    public static string Called(EvidenceSource evidence) =>
        evidence switch
        {
            EvidenceSource.ConfirmedByEmployer => "The employer confirmed it",
            EvidenceSource.ContractOrLetterSeen => "I have seen a contract or letter",
            EvidenceSource.PayslipSeen => "I have seen a payslip",
            _ => "The person told me",
        };

    public static string Called(WithdrawalReason reason) =>
        reason switch
        {
            WithdrawalReason.EnteredByMistake => "It was entered by mistake",
            WithdrawalReason.CancelledByTheTester => "Whoever gave the test cancelled it",
            _ => "It is another person’s",
        };

    public static string Profession(string code) => PathwayRules.EveryProfession.FirstOrDefault(p => p.Code == code)?.Name ?? code;

    public static string Part(string part) => part == "result" ? "Result" : $"{char.ToUpperInvariant(part[0])}{part[1..]}";

    public static string Scores(TestResult result) =>
        string.Join(", ", result.Scores.Select(s => s.Part == "result" ? s.Score : $"{s.Part} {s.Score}"));

    public static string Place(string? code) => code is null ? "Not said" : Places.Of(code)?.Name ?? code;

    /// <summary>How far an introduction is.</summary>
    public static string Stage(Journey journey) =>
        journey switch
        {
            { JobEndedOn: { } day } => $"Job ended on {UkTime.Display(day)}",
            { Retained: var weeks } when weeks.Contains(26) => "Still in the job after 26 weeks",
            { Retained: var weeks } when weeks.Contains(13) => "Still in the job after 13 weeks",
            { JobOn: { } day } => $"In a job since {UkTime.Display(day)}",
            { Ended: true } => "Ended",
            { PlacementEndedOn: { } day } => $"Placement ended on {UkTime.Display(day)}",
            { PlacementOn: { } day } => $"In a placement since {UkTime.Display(day)}",
            _ => $"Introduced on {UkTime.Display(journey.IntroducedOn)}",
        };

    public static IReadOnlyList<Choice> Choices<T>(Func<T, string> called)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(v => new Choice(v.ToString(), called(v)))];
}
