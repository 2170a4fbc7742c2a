namespace UseIt.Marketplace.Skills;

public sealed record TestResult(Guid RecordId, string Test, DateOnly TakenOn, IReadOnlyList<PartScore> Scores)
{
    public string? Of(string part) => Scores.FirstOrDefault(s => s.Part == part)?.Score;
}

public sealed record StepTaken(Guid RecordId, string Step, DateOnly On, DateOnly? Until);

/// <summary>What somebody has: results and steps, without those withdrawn.</summary>
public sealed record Attainment(IReadOnlyList<TestResult> Tests, IReadOnlyList<StepTaken> Steps)
{
    public static Attainment None { get; } = new([], []);

    public StepTaken? Latest(string step) => Steps.Where(s => s.Step == step).MaxBy(s => s.On);

    /// <summary>What there was on a day.</summary>
    public Attainment Until(DateOnly day) => new([.. Tests.Where(t => t.TakenOn <= day)], [.. Steps.Where(s => s.On <= day)]);

    public bool Holds(Guid record) => Tests.Any(t => t.RecordId == record) || Steps.Any(s => s.RecordId == record);

    public Attainment After(object fact) =>
        fact switch
        {
            TestRecorded e => this with { Tests = [.. Tests, new TestResult(e.RecordId, e.Test, e.TakenOn, e.Scores)] },
            StepRecorded e => this with { Steps = [.. Steps, new StepTaken(e.RecordId, e.Step, e.On, e.Until)] },
            AttainmentWithdrawn e => new Attainment(
                [.. Tests.Where(t => t.RecordId != e.RecordId)],
                [.. Steps.Where(s => s.RecordId != e.RecordId)]
            ),
            _ => this,
        };
}
