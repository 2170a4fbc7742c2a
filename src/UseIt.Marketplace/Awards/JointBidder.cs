using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>What an award tells of a consortium: who does what, by the terms that all have accepted.</summary>
public sealed record JointBidder(IReadOnlyList<TermsMember> Proposed, IReadOnlyList<TermsMember> Members) : IState<JointBidder>
{
    /// <summary>The edition that all have accepted, and what it says.</summary>
    public ConsortiumAgreed? Agreed { get; init; }
    public Terms? Terms { get; init; }
    private Terms? Newest { get; init; }

    public static JointBidder Empty { get; } = new([], []);

    public static string StreamType => "consortium";

    public JointBidder Evolve(object fact) =>
        fact switch
        {
            TermsProposed e => this with { Proposed = e.Terms.Members, Newest = e.Terms },
            ConsortiumAgreed e => this with { Members = Proposed, Agreed = e, Terms = Newest },
            _ => this,
        };
}
