using System.Collections.Immutable;
using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>What a buyer decides about a bid that has lost a member.</summary>
public enum DepartureDecision
{
    /// <summary>The bid stands without the member: the lead has taken its part on.</summary>
    LeadTakesOver,

    /// <summary>The lead may name another organisation for the part, until a day.</summary>
    MayReplace,

    /// <summary>The bid is left out.</summary>
    Excluded,
}

/// <summary>
/// What has become of those who stand behind a bid since it was submitted: who cannot do its part any more, what the buyer decided about
/// it, and who has the part now. The offer and its price are never in it: they stay what was sealed.
/// </summary>
public sealed record BidTeam(
    ImmutableDictionary<Guid, string> StoodBack,
    ImmutableDictionary<Guid, string> TakeOvers,
    ImmutableDictionary<Guid, DepartureDecided> Decisions,
    ImmutableDictionary<Guid, Guid> Named,
    ImmutableDictionary<Guid, Guid> PassedOn
) : IState<BidTeam>
{
    public static BidTeam Empty { get; } =
        new(
            ImmutableDictionary<Guid, string>.Empty,
            ImmutableDictionary<Guid, string>.Empty,
            ImmutableDictionary<Guid, DepartureDecided>.Empty,
            ImmutableDictionary<Guid, Guid>.Empty,
            ImmutableDictionary<Guid, Guid>.Empty
        );

    /// <summary>Who was asked to take a part on and said no, in order.</summary>
    public ImmutableList<ReplacementDeclined> Declined { get; init; } = [];

    public static Guid IdOf(Guid bid) => UuidV5.Of(bid, "team");

    /// <summary>Whether this organisation is bound to the bid no more; to whom that applies nothing is awarded.</summary>
    public bool HasLeft(Guid organisation) => StoodBack.ContainsKey(organisation) || PassedOn.ContainsKey(organisation);

    /// <summary>The buyer's leave to replace a member, whether or not its last day is over.</summary>
    public DepartureDecided? LeaveToReplace(Guid organisation) =>
        Decisions.GetValueOrDefault(organisation) is { Decision: DepartureDecision.MayReplace } leave ? leave : null;

    public BidTeam Evolve(object fact) =>
        fact switch
        {
            MemberStoodBack e => this with { StoodBack = StoodBack.SetItem(e.OrganisationId, e.Reason) },
            PartTakeOverOffered e => this with { TakeOvers = TakeOvers.SetItem(e.OrganisationId, e.How) },
            DepartureDecided e => this with
            {
                Decisions = Decisions.SetItem(e.OrganisationId, e),
                Named = e.Decision == DepartureDecision.MayReplace ? Named : Named.Remove(e.OrganisationId),
            },
            ReplacementNamed e => this with { Named = Named.SetItem(e.OrganisationId, e.ReplacementId) },
            ReplacementDeclined e => this with { Named = Named.Remove(e.OrganisationId), Declined = Declined.Add(e) },
            PartPassedOn e => this with
            {
                StoodBack = StoodBack.Remove(e.OrganisationId),
                Named = Named.Remove(e.OrganisationId),
                PassedOn = PassedOn.SetItem(e.OrganisationId, e.TakenBy),
            },
            _ => this,
        };
}

/// <summary>
/// An organisation that is to take on somebody's part: an enterprise whose identity was checked, and that is still there.
/// </summary>
public sealed record ReplacementStanding(bool Enterprise, bool Checked, bool Gone) : IState<ReplacementStanding>
{
    public static ReplacementStanding Empty { get; } = new(false, false, false);

    public static string StreamType => "organisation";

    public bool MayReplace => Enterprise && Checked && !Gone;

    public ReplacementStanding Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Enterprise = e.Kinds.Contains(OrganisationKind.Enterprise) },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}

/// <summary>A bid as the evaluations of its lots have it, and how far their awards are.</summary>
public sealed record BidAtLots(Guid BidId, IReadOnlyList<(Stream<Evaluation> Evaluation, Award Award)> Lots)
{
    /// <summary>Whether its bids are opened: before that a buyer learns nothing of who stands behind them.</summary>
    public bool Opened => Lots.Count > 0;

    public Bidder? Bidder =>
        Lots.SelectMany(l => l.Evaluation.State.Bidders.Where(b => b.BidId == BidId)).FirstOrDefault() is { } first
            ? Open.SelectMany(l => l.State.Bidders.Where(b => b.BidId == BidId)).FirstOrDefault() ?? first
            : null;

    /// <summary>The evaluations in which it still stands and nothing is proposed.</summary>
    public IEnumerable<Stream<Evaluation>> Open =>
        Lots.Where(l => l.Award.IsOpen && l.Evaluation.State.Standing.Any(b => b.BidId == BidId)).Select(l => l.Evaluation);

    /// <summary>Whether an award that names it waits for somebody.</summary>
    public bool UnderWay =>
        Lots.Any(l => l.Award.BidId == BidId && !l.Award.IsOpen && l.Award.Stage is not (AwardStage.Confirmed or AwardStage.Cancelled));

    /// <summary>Whether nothing can come of it any more, or everything has.</summary>
    public bool Over =>
        Opened
        && Lots.All(l =>
            l.Award.Stage is AwardStage.Confirmed or AwardStage.Cancelled || l.Evaluation.State.Standing.All(b => b.BidId != BidId)
        );

    /// <summary>Whoever stands behind other bids for the lots that are still open.</summary>
    public IEnumerable<Guid> Rivals =>
        Open.SelectMany(e => e.State.Bidders).Where(b => b.BidId != BidId).SelectMany(b => b.Members.Append(b.LeadId));

    public static async Task<BidAtLots> LoadAsync(Guid bidId, Bidding bid, Streams streams, CancellationToken cancel)
    {
        Guid[] evaluations = [.. bid.Lots.Select(lot => Evaluation.IdOf(bid.TenderId, lot))];
        return Of(
            bidId,
            await streams.FetchAsync<Evaluation>(evaluations, cancel),
            await streams.FetchAsync<Award>(evaluations.Select(Award.IdOf), cancel)
        );
    }

    /// <summary>The same for a page, which holds nothing.</summary>
    public static async Task<BidAtLots> LoadAsync(Guid bidId, Bidding bid, IDocumentStore store, CancellationToken cancel)
    {
        Guid[] evaluations = [.. bid.Lots.Select(lot => Evaluation.IdOf(bid.TenderId, lot))];
        return Of(
            bidId,
            await store.FetchAsync<Evaluation>(evaluations, cancel),
            await store.FetchAsync<Award>(evaluations.Select(Award.IdOf), cancel)
        );
    }

    private static BidAtLots Of(Guid bidId, IReadOnlyList<Stream<Evaluation>> evaluations, IReadOnlyList<Stream<Award>> awards) =>
        new(
            bidId,
            [
                .. from e in evaluations
                where e.Exists
                let award = awards.FirstOrDefault(a => a.Id == Award.IdOf(e.Id))?.State ?? Award.Empty
                select (e, award),
            ]
        );

    /// <summary>The part of who left goes to another in every evaluation that is still open, in the commit that says so.</summary>
    public Decision PassOn(Decision decision, Guid teamId, Bidding bid, Guid buyer, Guid left, Guid takenBy, bool joins)
    {
        decision.And<BidTeam>(
            teamId,
            new PartPassedOn(teamId, BidId, bid.TenderId, buyer, bid.LeadId, bid.ConsortiumId, left, takenBy, joins)
        );
        foreach (var evaluation in Open)
            decision.And<Evaluation>(
                evaluation.Id,
                new BidderChanged(evaluation.Id, bid.TenderId, evaluation.State.LotId, BidId, left, joins ? takenBy : null)
            );
        return decision;
    }
}
