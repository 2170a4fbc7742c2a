using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Proposes the lot for the bid that the published method puts first; no other can be proposed.</summary>
[ByPeople]
public sealed record ProposeAward(Guid EvaluationId, string Reason) : Message, ICommand
{
    public Guid AwardId => Award.IdOf(EvaluationId);
}

public static class ProposeAwardHandler
{
    public static readonly Refusal NotRanked = new("bids-not-ranked", null, "Wait until the bids are ranked");
    public static readonly Refusal NoWinner = new("no-winner", null, "No bid met the published minimums. The lot cannot be awarded");
    public static readonly Refusal WinnerOut = new("winner-out", null, "The bid ranked first was excluded. Rank the bids again");
    public static readonly Refusal AlreadyProposed = new("award-already-proposed", null, "There is an award for this lot already");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Enter why this bid is the most advantageous");

    public static readonly Refusal MustGo = new(
        "winner-must-go",
        null,
        "A check found that somebody behind the bid ranked first must be excluded. An approver leaves the bid out first"
    );

    public static Refusal Gone(string who) =>
        new(
            "winner-gone",
            null,
            $"{who} is suspended here or has closed, and cannot be awarded anything. Ask the bidder what follows from it, then wait for the suspension to end, or have an approver leave the bid out"
        );

    public static Refusal Left(string who) =>
        new(
            "winner-left",
            null,
            $"{who} has said that it cannot do its part of the bid ranked first any more. An approver decides first what becomes of the bid"
        );

    public static readonly Refusal InterestsAnew = new(
        "interests-not-declared-anew",
        null,
        "Somebody new stands behind a bid. Every evaluator declares their interests again first, and what comes of it is decided"
    );

    public static Refusal Unchecked(IReadOnlyList<string> who) =>
        new(
            "checks-missing",
            null,
            $"Record the exclusion and debarment checks first. Still to check: {string.Join("; ", who)}",
            new Dictionary<string, object?> { ["missing"] = who }
        );

    /// <summary>The bids that stand, what was looked at, and what those behind the bids are called.</summary>
    public sealed record Background(StandingBids Standing, BidderChecks Checks, NamedBidders Names, IReadOnlyList<Guid> Gone)
    {
        /// <summary>The bids some of whose members may have left, by bid.</summary>
        public IReadOnlyDictionary<Guid, BidTeam> Teams { get; init; } = new Dictionary<Guid, BidTeam>();
    }

    public static Access Authorise(Actor actor, Evaluation evaluation) => actor.On(evaluation.BuyerId, Roles.Author);

    public static async Task<Background> Load(Evaluation evaluation, Streams streams, BidderNames names, CancellationToken cancel) =>
        new(
            await StandingBids.LoadAsync(evaluation, streams, cancel),
            (await streams.FetchAsync<BidderChecks>(BidderChecks.IdOf(evaluation.TenderId), cancel)).State,
            await names.OfAsync([.. evaluation.Bidders], [], cancel),
            await SupplierStanding.GoneAsync(evaluation.BidderOrganisations, streams, cancel)
        )
        {
            Teams = (await streams.FetchAsync<BidTeam>(evaluation.Standing.Select(b => BidTeam.IdOf(b.BidId)), cancel))
                .Zip(evaluation.Standing, (team, bid) => (bid.BidId, team.State))
                .ToDictionary(t => t.BidId, t => t.State),
        };

    public static Decision Handle(ProposeAward command, Evaluation evaluation, Award award, Actor actor, Background background)
    {
        var (standing, checks, names, gone) = (background.Standing, background.Checks, background.Names, background.Gone);
        if (evaluation.Ranked is not { } ranked)
            return NotRanked;
        if (ranked.Ranking is not [var first, ..])
            return NoWinner;
        if (!award.IsOpen)
            return AlreadyProposed;
        if (standing.Excluded.Contains(first.BidId))
            return WinnerOut;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        Bidder[] bidders = [.. evaluation.Standing.Where(b => !standing.Excluded.Contains(b.BidId))];
        string[] lacking = [.. bidders.Where(b => !checks.IsComplete(b)).Select(b => Lacking(b, checks, names))];
        if (lacking.Length > 0)
            return Unchecked(lacking);
        var winner = bidders.Single(b => b.BidId == first.BidId);
        if (checks.MustGo(winner))
            return MustGo;
        if (winner.Members.Append(winner.LeadId).FirstOrDefault(gone.Contains) is var left && left != Guid.Empty)
            return Gone(names.Of(left));
        if (background.Teams.GetValueOrDefault(winner.BidId) is { } team && winner.Members.FirstOrDefault(team.HasLeft) is var back)
            if (back != Guid.Empty)
                return Left(names.Of(back));
        if (evaluation.Panel.Any(p => evaluation.Evaluators[p] is { Declared: false } or { AwaitsDecision: true }))
            return InterestsAnew;
        // Whatever is compared, a contract's value is without VAT.
        var price = evaluation.Prices!.Prices.Single(p => p.BidId == first.BidId);
        return Decision
            .On<Award>(
                command.AwardId,
                new AwardProposed(
                    command.AwardId,
                    command.EvaluationId,
                    evaluation.TenderId,
                    evaluation.BuyerId,
                    evaluation.LotId,
                    winner.BidId,
                    winner.ConsortiumId,
                    [winner.LeadId, .. winner.Members.Where(m => m != winner.LeadId)],
                    price.Net ?? price.Price,
                    command.Reason.Trim(),
                    actor.Person,
                    [.. bidders.SelectMany(checks.PartiesOf).Distinct().SelectMany(checks.Of)]
                )
            )
            .Answering(command.AwardId);
    }

    private static string Lacking(Bidder bidder, BidderChecks checks, NamedBidders names)
    {
        string[] parties =
        [
            .. checks.PartiesOf(bidder).Where(p => checks.Lacking(p).Count > 0).Select(p => checks.NameOf(p) ?? names.Of(p)),
            .. checks.Subcontractors.ContainsKey(bidder.BidId) ? [] : (string[])["whether it rests on subcontractors"],
        ];
        return $"{names.Of(bidder)} ({string.Join(", ", parties)})";
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeAward>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/award",
            AllowedTo.Role("the author of the procurement", Roles.Author)
        );
}
