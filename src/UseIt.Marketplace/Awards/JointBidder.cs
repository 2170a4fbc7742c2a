using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>What an award tells of a consortium: who does what, by the terms that all have accepted.</summary>
public sealed record JointBidder(IReadOnlyList<TermsMember> Proposed, IReadOnlyList<TermsMember> Members) : IState<JointBidder>
{
    public static JointBidder Empty { get; } = new([], []);

    public static string StreamType => "consortium";

    public JointBidder Evolve(object fact) =>
        fact switch
        {
            TermsProposed e => this with { Proposed = e.Terms.Members },
            ConsortiumAgreed => this with { Members = Proposed },
            _ => this,
        };
}
