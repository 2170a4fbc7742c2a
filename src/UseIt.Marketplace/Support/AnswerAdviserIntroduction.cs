using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>
/// One of the two says whether it wants the introduction. Whoever says yes for a buyer is who meets the enterprise: that is kept for the
/// check of those who judge bids.
/// </summary>
public sealed record AnswerAdviserIntroduction(Guid AdviserIntroductionId, bool Agreed) : Message, ICommand;

public static class AnswerAdviserIntroductionHandler
{
    public static readonly Refusal MadeAlready = new(
        "introduction-made",
        null,
        "Both have said yes: you are introduced, and nobody takes it back. Say what came of it"
    );
    public static readonly Refusal DeclinedAlready = new("introduction-declined", null, "One of the two did not want it");

    public static Access Authorise(Actor actor, AdviserIntroduction adviserIntroduction) =>
        adviserIntroduction.PartyOf(actor) is not null ? Access.Granted
        : actor.ActsFor(adviserIntroduction.Enterprise) || actor.ActsFor(adviserIntroduction.Other) ? Access.Forbidden
        : Access.NotFound;

    /// <summary>What the buyer's people were introduced to before; the decision writes beside it.</summary>
    public sealed record Before(BuyerIntroductions Of);

    public static async Task<Before> Load(AdviserIntroduction adviserIntroduction, Streams streams, CancellationToken cancel) =>
        new(
            adviserIntroduction.OtherBuys
                ? (await streams.FetchAsync<BuyerIntroductions>(AdviserIntroductionRow.OfBuyer(adviserIntroduction.Other), cancel)).State
                : BuyerIntroductions.Empty
        );

    public static Decision Handle(AnswerAdviserIntroduction command, AdviserIntroduction adviserIntroduction, Before _, Actor actor)
    {
        if (adviserIntroduction.PartyOf(actor) is not { } party)
            return DeclinedAlready;
        if (adviserIntroduction.Answers.TryGetValue(party, out var said) && said.Agreed == command.Agreed)
            return Decision.Nothing;
        if (adviserIntroduction.Made)
            return MadeAlready;
        if (adviserIntroduction.Declined)
            return DeclinedAlready;
        var id = command.AdviserIntroductionId;
        var decision = Decision.On<AdviserIntroduction>(
            id,
            new AdviserIntroductionAnswered(id, adviserIntroduction.SupportOrganisation, party, actor.Person, command.Agreed)
        );
        var other = party == adviserIntroduction.Enterprise ? adviserIntroduction.Other : adviserIntroduction.Enterprise;
        if (!command.Agreed || !adviserIntroduction.Answers.TryGetValue(other, out var theirs))
            return decision;
        var (enterprises, others) = party == adviserIntroduction.Enterprise ? (actor.Person, theirs.Person) : (theirs.Person, actor.Person);
        decision.And<AdviserIntroduction>(
            id,
            new AdviserIntroductionMade(
                id,
                adviserIntroduction.SupportOrganisation,
                adviserIntroduction.Enterprise,
                adviserIntroduction.Other,
                enterprises,
                others
            )
        );
        if (!adviserIntroduction.OtherBuys)
            return decision;
        var buyer = AdviserIntroductionRow.OfBuyer(adviserIntroduction.Other);
        return decision.And<BuyerIntroductions>(
            buyer,
            new BuyerIntroducedByAdviser(buyer, adviserIntroduction.Other, others, adviserIntroduction.Enterprise, id)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AnswerAdviserIntroduction>(
            "POST",
            "/api/v1/adviser-introductions/{adviserIntroductionId}/answer",
            AdviserIntroductionRow.Parties
        );
}
