using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Skills;

/// <summary>How many people were helped in a period, without a name.</summary>
public sealed record PathwayCount(DateOnly From, DateOnly Until, int People);

/// <summary>A pathway in one organisation.</summary>
public sealed record Pathway(PathwayGroundsRecorded? Grounds, bool Open) : IState<Pathway>
{
    public static Pathway Empty { get; } = new(null, false);

    /// <summary>Numbers from before anybody could be recorded.</summary>
    public IReadOnlyList<PathwayCount> Counts { get; init; } = [];

    /// <summary>Whether a condition of article 10 is recorded, without which nothing about offences is kept of a person.</summary>
    public bool AllowsOffences =>
        Grounds is { } grounds && PathwayRules.Conditions.Any(c => c.Article == 10 && grounds.Conditions.Contains(c.Code));

    /// <summary>Whether stories and photographs are used by consent, which is the only way.</summary>
    public bool AllowsStories => Grounds?.Purposes.Any(p => p is { Purpose: "stories", Basis: LawfulBasis.Consent }) == true;

    public Pathway Evolve(object fact) =>
        fact switch
        {
            PathwayGroundsRecorded e => this with { Grounds = e },
            PathwayOpened => this with { Open = true },
            PathwayClosed => this with { Open = false },
            PathwayPeopleCounted e => this with
            {
                Counts = [.. Counts.Where(c => (c.From, c.Until) != (e.From, e.Until)), new PathwayCount(e.From, e.Until, e.People)],
            },
            _ => this,
        };
}
