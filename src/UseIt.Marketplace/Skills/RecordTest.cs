using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A test taken, with the score of each part, passed or not.</summary>
public sealed record RecordTest(
    Guid CandidateId,
    [property: NewId] Guid RecordId,
    string Test,
    DateOnly TakenOn,
    IReadOnlyList<PartScore> Scores
) : Message, ICommand;

public static class RecordTestHandler
{
    public static readonly Refusal TestUnknown = new("test-unknown", "test", "Choose a test of this pathway");

    public static Refusal ScoreWrong(TestRule test, string part) =>
        new(
            "score-wrong",
            $"scores.{part}",
            test.Grades is { } grades
                ? $"Choose the score of {part}: {string.Join(", ", grades)}"
                : $"Enter the score of {part}, from {test.Least:0.#} to {test.Most:0.#}{(test.Step is { } step ? $" in steps of {step:0.#}" : "")}",
            new Dictionary<string, object?> { ["part"] = part }
        );

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(RecordTest command, Candidate candidate, Actor actor, DateTimeOffset now)
    {
        var today = UkTime.DayOf(now);
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Attainment.Holds(command.RecordId))
            return Decision.Nothing;
        if (candidate.Known.Contains(command.RecordId))
            return NewIds.InUse("recordId");
        if (candidate.On(today)?.Test(command.Test) is not { } test)
            return TestUnknown;
        if (Wrong(command, test, today).ToArray() is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        return Decision.On<Candidate>(
            command.CandidateId,
            new TestRecorded(
                command.CandidateId,
                command.RecordId,
                test.Code,
                command.TakenOn,
                [.. test.Parts.Select(p => new PartScore(p, Read(command, test, p)!))],
                actor.Person
            )
        );
    }

    private static IEnumerable<Refusal> Wrong(RecordTest command, TestRule test, DateOnly today)
    {
        if (command.TakenOn == default)
            yield return SkillsAccess.DayMissing("takenOn");
        else if (command.TakenOn > today)
            yield return SkillsAccess.InTheFuture("takenOn");
        foreach (var part in test.Parts.Where(p => Read(command, test, p) is null))
            yield return ScoreWrong(test, part);
    }

    private static string? Read(RecordTest command, TestRule test, string part) =>
        test.Read(command.Scores.FirstOrDefault(s => s.Part == part)?.Score);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordTest>("POST", "/api/v1/candidates/{candidateId}/tests", SkillsAccess.Coordinators, creates: "recordId");
}
