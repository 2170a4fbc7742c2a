using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>One answer: its words are sealed, for the lead that gave it and those who assess.</summary>
public sealed record ClarificationAnswer(Protected Words, IReadOnlyList<Guid> Documents);

/// <summary>One question to bidders in the same position, and what came back.</summary>
public sealed record Clarification(
    Guid ClarificationId,
    string Question,
    IReadOnlyList<Bidder> Asked,
    string? OthersNotAskedBecause,
    DateTimeOffset AnswerBy,
    Guid TenderId,
    Guid BuyerId,
    ImmutableDictionary<Guid, ClarificationAnswer> Answers
);

/// <summary>What bidders for one lot were asked after the opening. Bid and price stay what was sealed, whatever is answered.</summary>
public sealed record Clarifications(ImmutableList<Clarification> All) : IState<Clarifications>
{
    public static Clarifications Empty { get; } = new([]);

    public static Guid IdOf(Guid evaluation) => UuidV5.Of(evaluation, "clarifications");

    public Clarification? Find(Guid id) => All.Find(c => c.ClarificationId == id);

    public IEnumerable<Clarification> To(Guid bid) => All.Where(c => c.Asked.Any(b => b.BidId == bid));

    public Clarifications Evolve(object fact) =>
        fact switch
        {
            ClarificationAsked e => new(
                All.Add(
                    new Clarification(
                        e.ClarificationId,
                        e.Question,
                        e.Asked,
                        e.OthersNotAskedBecause,
                        e.AnswerBy,
                        e.TenderId,
                        e.BuyerId,
                        ImmutableDictionary<Guid, ClarificationAnswer>.Empty
                    )
                )
            ),
            ClarificationAnswered e when Find(e.ClarificationId) is { } asked => new(
                All.Replace(
                    asked,
                    asked with
                    {
                        Answers = asked.Answers.SetItem(e.BidId, new ClarificationAnswer(e.Answer, e.DocumentIds)),
                    }
                )
            ),
            _ => this,
        };
}
