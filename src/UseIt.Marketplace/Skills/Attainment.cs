namespace UseIt.Marketplace.Skills;

public sealed record TestResult(Guid RecordId, string Test, DateOnly TakenOn, IReadOnlyList<PartScore> Scores)
{
    public string? Of(string part) => Scores.FirstOrDefault(s => s.Part == part)?.Score;
}

public sealed record StepTaken(Guid RecordId, string Step, DateOnly On, DateOnly? Until);

public sealed record RightToWorkCheck(RightToWork Outcome, DateOnly On, DateOnly? Until);

/// <summary>What somebody has: results and steps, without those withdrawn, and whether they may work here.</summary>
public sealed record Attainment(IReadOnlyList<TestResult> Tests, IReadOnlyList<StepTaken> Steps)
{
    /// <summary>The step of a pathway that is no step of its own, but what a check came to.</summary>
    public const string RightToWorkStep = "right-to-work";

    public static Attainment None { get; } = new([], []);

    public IReadOnlyList<RightToWorkCheck> Checks { get; init; } = [];

    public RightToWorkCheck? RightToWork => Checks is [.., var last] ? last : null;

    public StepTaken? Latest(string step) => Steps.Where(s => s.Step == step).MaxBy(s => s.On);

    /// <summary>Every time a step was taken; of the right to work the check that counts, where there is one.</summary>
    public IEnumerable<StepTaken> Taken(string step) =>
        (step, RightToWork) switch
        {
            (RightToWorkStep, { Outcome: Skills.RightToWork.Shown } shown) => [new StepTaken(Guid.Empty, step, shown.On, shown.Until)],
            (RightToWorkStep, not null) => [],
            _ => Steps.Where(s => s.Step == step),
        };

    /// <summary>What there was on a day.</summary>
    public Attainment Until(DateOnly day) =>
        new([.. Tests.Where(t => t.TakenOn <= day)], [.. Steps.Where(s => s.On <= day)]) { Checks = [.. Checks.Where(c => c.On <= day)] };

    public bool Holds(Guid record) => Tests.Any(t => t.RecordId == record) || Steps.Any(s => s.RecordId == record);

    public Attainment After(object fact) =>
        fact switch
        {
            TestRecorded e => this with { Tests = [.. Tests, new TestResult(e.RecordId, e.Test, e.TakenOn, e.Scores)] },
            StepRecorded e => this with { Steps = [.. Steps, new StepTaken(e.RecordId, e.Step, e.On, e.Until)] },
            RightToWorkChecked e => this with { Checks = [.. Checks, new RightToWorkCheck(e.Outcome, e.On, e.Until)] },
            AttainmentWithdrawn e => this with
            {
                Tests = [.. Tests.Where(t => t.RecordId != e.RecordId)],
                Steps = [.. Steps.Where(s => s.RecordId != e.RecordId)],
            },
            _ => this,
        };
}
