using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>How far one introduction has come.</summary>
public sealed record Journey(
    DateOnly IntroducedOn,
    DateOnly? PlacementOn = null,
    DateOnly? PlacementEndedOn = null,
    DateOnly? JobOn = null,
    DateOnly? JobEndedOn = null,
    bool Ended = false,
    bool Mistaken = false
)
{
    public IReadOnlyList<int> Retained { get; init; } = [];

    /// <summary>The first day on which the next confirmation of a job can be made, while it lasts.</summary>
    public DateOnly? NextCheck =>
        JobOn is { } start && JobEndedOn is null && ConfirmRetentionHandler.AfterWeeks.Except(Retained).Order().ToArray() is [var weeks, ..]
            ? start.AddDays(7 * weeks)
            : null;

    public Journey After(object fact) =>
        fact switch
        {
            PlacementStarted e => this with { PlacementOn = e.On },
            PlacementEnded e => this with { PlacementEndedOn = e.On },
            JobStarted e => this with { JobOn = e.On },
            RetentionConfirmed e => this with { Retained = [.. Retained.Append(e.Weeks).Distinct()] },
            JobEnded e => this with { JobEndedOn = e.On },
            IntroductionEnded e => this with { Ended = true, Mistaken = e.Reason == IntroductionEnd.MadeByMistake },
            _ => this,
        };
}

public sealed record Introduction(CandidateIntroduced? Made, Journey? Journey) : IState<Introduction>
{
    public static Introduction Empty { get; } = new(null, null);

    public static Guid IdOf(Guid candidate, Guid vacancy) => UuidV5.Of(candidate, $"introduction/{vacancy}");

    public Introduction Evolve(object fact) =>
        fact is CandidateIntroduced made ? new Introduction(made, new Journey(made.On)) : this with { Journey = Journey?.After(fact) };
}
