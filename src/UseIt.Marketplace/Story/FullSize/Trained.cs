using UseIt.Marketplace.Research;

namespace UseIt.Marketplace.Story.FullSize;

/// <summary>One community researcher beyond the seven that the story follows.</summary>
internal sealed record TrainedResearcher(int N, bool Completes)
{
    private const int InCohort = 8;

    public string Key => $"researcher/{N + 1:00}";
    public Guid Id => Teller.Id($"trained/{N}");

    /// <summary>The quarter in which its cohort is taught.</summary>
    public int Quarter => N / InCohort;

    public PayOutcome Pay => N % 6 == 5 ? PayOutcome.ExpensesOnly : PayOutcome.MayBePaid;
}

/// <summary>The people who completed the course: with the seven, 85; and three who did not come often enough.</summary>
internal static class Trained
{
    private const int All = 81;
    private const int Complete = 78;

    private static readonly string[] Sources =
    [
        "A library drop-in",
        "A partner’s job club",
        "A school gate coffee morning",
        "A temple’s lunch club",
        "A language class",
        "A residents’ association",
        "A women’s group",
        "A mosque’s open day",
        "A friend who had done the course",
        "A poster at the doctor’s",
        "A youth club",
        "A community garden",
    ];

    public static IReadOnlyList<TrainedResearcher> Researchers { get; } =
    [.. Enumerable.Range(0, All).Select(n => new TrainedResearcher(n, Invented.IsOneOf(Complete, All, n)))];

    public static IEnumerable<(string Name, Func<Task> Acts)> Opening(Teller tell, int quarter) =>
        Researchers.Where(r => r.Quarter == quarter).Select(r => (r.Key, (Func<Task>)(() => RecruitAsync(tell, r))));

    public static IEnumerable<(string Name, Func<Task> Acts)> Closing(Teller tell, int quarter) =>
        Researchers.Any(r => r.Quarter == quarter) ? [("course", () => TrainAsync(tell, quarter))] : [];

    private static async Task RecruitAsync(Teller tell, TrainedResearcher r)
    {
        var adviser = Advisers.Of(r.Key);
        await tell.AsAsync(
            adviser,
            new RecruitResearcher(
                Cast.Ise.Id,
                r.Id,
                Invented.Neighbour(r.N),
                Invented.Telephone(500 + r.N),
                Invented.One(Sources, $"{r.Key}/source")
            )
        );
        await tell.AsAsync(adviser, new AssignResearchMentor(r.Id, adviser.Id));
    }

    private static async Task TrainAsync(Teller tell, int quarter)
    {
        TrainedResearcher[] cohort = [.. Researchers.Where(r => r.Quarter == quarter)];
        var day = Quarters.Closing(quarter) - 14;
        for (var session = 1; session <= Neighbours.SessionsNeeded; session++)
            await tell.AsAsync(
                Cast.Adviser,
                new RecordResearchSession(
                    Cast.Ise.Id,
                    Neighbours.Course,
                    session,
                    tell.Day(day - 7 * (Neighbours.SessionsNeeded - session)),
                    [.. cohort.Where(r => r.Completes || session < Neighbours.SessionsNeeded).Select(r => r.Id)]
                )
            );
        foreach (var researcher in cohort.Where(r => r.Completes))
        {
            await tell.AsAsync(
                Cast.Adviser,
                new CompleteResearchTraining(Cast.Ise.Id, researcher.Id, Neighbours.Course, tell.Day(day + 7))
            );
            await tell.AsAsync(Cast.Adviser, new AnswerPayQuestion(researcher.Id, researcher.Pay, tell.Day(day + 7)));
        }
    }
}
