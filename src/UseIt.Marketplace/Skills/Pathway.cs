using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Skills;

/// <summary>A pathway in one organisation.</summary>
public sealed record Pathway(PathwayGroundsRecorded? Grounds, bool Open) : IState<Pathway>
{
    public static Pathway Empty { get; } = new(null, false);

    public Pathway Evolve(object fact) =>
        fact switch
        {
            PathwayGroundsRecorded e => this with { Grounds = e },
            PathwayOpened => this with { Open = true },
            PathwayClosed => this with { Open = false },
            _ => this,
        };
}
