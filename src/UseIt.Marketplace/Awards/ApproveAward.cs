using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Another person than the author and the proposer approves the award.</summary>
[NeedsSecondFactor]
public sealed record ApproveAward(Guid AwardId) : Message, ICommand;

public static class ApproveAwardHandler
{
    public static readonly Refusal NotProposed = new("award-not-proposed", null, "There is no proposal to decide about");
    public static readonly Refusal OwnProposal = new("own-proposal", null, "Somebody else must decide about your own proposal");
    public static readonly Refusal OwnTender = new("own-tender", null, "You wrote this tender. Somebody else must approve its award");
    public static readonly Refusal ApproverConflict = new(
        "approver-conflict",
        null,
        "You declared, or were found to have, a conflict in this evaluation. Somebody else must approve"
    );

    public static readonly Refusal Owed = new(
        "duty-owed-to-author",
        null,
        "You owe your place or your duties in the organisation to somebody who wrote this tender. Another approver must decide, whom another administrator invited"
    );

    public static readonly Refusal SupplierGone = new(
        "winner-gone",
        null,
        "A supplier of this award is suspended here or has closed since it was proposed. Send the proposal back"
    );

    public static readonly Refusal SupplierLeft = new(
        "winner-left",
        null,
        "A supplier of this award has said that it cannot do its part any more. Send the proposal back and decide what becomes of the bid"
    );

    public static readonly Refusal MustGo = new(
        "winner-must-go",
        null,
        "A check found that somebody behind this bid must be excluded. Send the proposal back; an approver leaves the bid out"
    );

    public sealed record Background(
        Evaluation Evaluation,
        IReadOnlySet<Guid> Authors,
        bool Owed = false,
        bool MustGo = false,
        bool Gone = false,
        bool Left = false
    );

    public static Access Authorise(Actor actor, Award award) => actor.On(award.BuyerId, Roles.Approver);

    public static async Task<Background> Load(Award award, Actor actor, Streams streams, IDocumentStore store, CancellationToken cancel)
    {
        var authors = await Authorship.OfAsync(store, award.TenderId, cancel);
        return new Background(
            (await streams.FetchAsync<Evaluation>(award.EvaluationId, cancel)).State,
            authors,
            await Independence.IsMissingAsync(store, award.BuyerId, actor.Person, authors, cancel),
            (await streams.FetchAsync<BidderChecks>(BidderChecks.IdOf(award.TenderId), cancel)).State.MustGo(award),
            (await SupplierStanding.GoneAsync(award.Suppliers, streams, cancel)).Count > 0,
            award.Suppliers.Any((await streams.FetchAsync<BidTeam>(BidTeam.IdOf(award.BidId), cancel)).State.HasLeft)
        );
    }

    public static Decision Handle(ApproveAward command, Award award, Actor actor, Background background)
    {
        if (award.Stage == AwardStage.Approved)
            return Decision.Nothing;
        if (award.Stage != AwardStage.Proposed)
            return NotProposed;
        if (NotBy(actor, award, background) is { } refusal)
            return refusal;
        if (background.MustGo)
            return MustGo;
        if (background.Gone)
            return SupplierGone;
        if (background.Left)
            return SupplierLeft;
        return background.Evaluation.Ranked!.Ranking[0].BidId == award.BidId
            ? Decision.On<Award>(command.AwardId, new AwardApproved(command.AwardId, award.TenderId, award.LotId, actor.Person))
            : ProposeAwardHandler.WinnerOut;
    }

    internal static Refusal? NotBy(Actor actor, Award award, Background background) =>
        actor.Person == award.ProposedBy ? OwnProposal
        : background.Authors.Contains(actor.Person) ? OwnTender
        : background.Owed ? Owed
        : background.Evaluation.Evaluators.GetValueOrDefault(actor.Person) is { HasConflict: true } ? ApproverConflict
        : null;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ApproveAward>(
            "POST",
            "/api/v1/awards/{awardId}/approve",
            AllowedTo.Role("an approver of the buyer", Roles.Approver)
        );
}
