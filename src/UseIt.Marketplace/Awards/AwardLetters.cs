using Marten;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>One criterion of a bid as it was assessed.</summary>
public sealed record AssessedCriterion(string Title, decimal Weight, decimal MaximumScore, decimal? Score, decimal? Marks, string? Reason);

/// <summary>One bid as it was assessed. One that the published minimums took out, or that was left out, has no place.</summary>
public sealed record AssessedBid(string Bidder, int? Rank, decimal? Total, string? LeftOut, IReadOnlyList<AssessedCriterion> Criteria);

/// <summary>What whoever won is told.</summary>
public sealed record AwardLetter(
    string Buyer,
    string Title,
    string Addressee,
    string Winner,
    Money Value,
    DateTimeOffset SentAt,
    DateOnly? StandstillLastDay,
    bool IsConfirmed,
    AssessedBid Bid
);

/// <summary>
/// What whoever did not win is told (Procurement Regulations 2024, reg. 31). The own price is there for the lead of the bid alone.
/// </summary>
public sealed record AssessmentSummaryLetter(
    string Buyer,
    string Title,
    string Addressee,
    string Winner,
    Money Value,
    DateTimeOffset SentAt,
    DateOnly? StandstillLastDay,
    Money? OwnPrice,
    bool OwnPriceHasVat,
    AssessedBid Own,
    AssessedBid Winning
);

/// <summary>A member of the consortium that won, by the part it has.</summary>
public sealed record NoticeMember(string Name, string? Role);

public sealed record NoticeCriterion(string Title, decimal Weight);

/// <summary>What is recorded here of what a contract award notice says, to be entered on the central platform.</summary>
public sealed record ContractAwardNotice(
    string Buyer,
    string Title,
    string Winner,
    IReadOnlyList<NoticeMember> Members,
    Money Value,
    int Bids,
    DateTimeOffset SummariesSentAt,
    IReadOnlyList<NoticeCriterion> Criteria,
    DateOnly? StandstillLastDay,
    DateTimeOffset? PublishedAt,
    string? NoticeId
);

/// <summary>Award letters, assessment summaries to print, and the text of a notice; each for those who may read the award itself.</summary>
public sealed class AwardLetters(IDocumentStore store, BidderNames names, LetterWriter letters)
{
    public static readonly LetterKind Award = new("letters/award", "Award letter", LetterForm.Page, typeof(AwardLetter));
    public static readonly LetterKind Summary = new(
        "letters/assessment-summary",
        "Assessment summary",
        LetterForm.Page,
        typeof(AssessmentSummaryLetter)
    );
    public static readonly LetterKind Notice = new(
        "notices/contract-award",
        "Contract award notice",
        LetterForm.Notice,
        typeof(ContractAwardNotice)
    );

    public static IReadOnlyList<LetterKind> All { get; } = [Award, Summary, Notice];

    /// <summary>
    /// The letter of an award that this actor may read: their own organisation's, or for the buyer that of a given bid. Null when there is
    /// none for them.
    /// </summary>
    public async Task<string?> LetterAsync(Actor actor, Guid id, Guid? bid, CancellationToken cancel)
    {
        var award = await store.FetchAsync<Award>(id, cancel);
        if (
            !award.Exists
            || AwardShown.To(actor, id, award.Version, award.State) is not { } shown
            || await ShowAward.SummaryAsync(store, actor, id, bid, cancel) is not { } summary
        )
            return null;
        var title = (await store.FetchAsync<Procurement>(shown.TenderId, cancel)).State.TitleOf(shown.LotId);
        var winner = new Bidder(shown.BidId, shown.Suppliers[0], shown.ConsortiumId, shown.Suppliers);
        Bidder[] bidders = [winner, summary.Own.Bidder, .. summary.Winner is { } w ? [w.Bidder] : Array.Empty<Bidder>()];
        var named = await names.OfAsync(bidders, [shown.BuyerId], cancel);
        var (buyer, addressee) = (named.Of(shown.BuyerId), named.InFull(summary.Own.Bidder));
        // A partner knows its own part of the price alone, and the buyer what it opened.
        var price = actor.ActsFor(shown.BuyerId) || actor.ActsFor(summary.Own.LeadId) ? summary.OwnPrice : null;
        var letter = summary.Winner is { } winning
            ? await letters.WriteAsync(
                Summary,
                new AssessmentSummaryLetter(
                    buyer,
                    title,
                    addressee,
                    named.InFull(winner),
                    shown.Value,
                    summary.SentAt,
                    shown.StandstillLastDay,
                    price,
                    summary.OwnPriceBasis == PriceBasis.Gross,
                    Assessed(summary.Own, named),
                    Assessed(winning, named)
                ),
                cancel
            )
            : await letters.WriteAsync(
                Award,
                new AwardLetter(
                    buyer,
                    title,
                    addressee,
                    named.InFull(winner),
                    shown.Value,
                    summary.SentAt,
                    shown.StandstillLastDay,
                    shown.Stage == AwardStage.Confirmed,
                    Assessed(summary.Own, named)
                ),
                cancel
            );
        return letter.Text;
    }

    /// <summary>The text of the notice, for the buyer's people once the bidders are told; null for everybody else.</summary>
    public async Task<string?> NoticeAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var award = (await store.FetchAsync<Award>(id, cancel)).State;
        if (!actor.ActsFor(award.BuyerId, Roles.Author, Roles.Approver) || award.Summaries is not { } told)
            return null;
        var evaluation = (await store.FetchAsync<Evaluation>(award.EvaluationId, cancel)).State;
        var winner = new Bidder(award.BidId, award.Suppliers[0], award.ConsortiumId, award.Suppliers);
        var named = await names.OfAsync([winner], [award.BuyerId], cancel);
        var roles = award.ConsortiumId is { } joint
            ? (await store.FetchAsync<JointBidder>(joint, cancel)).State.Members.ToDictionary(m => m.OrganisationId, m => m.Role)
            : [];
        var notice = new ContractAwardNotice(
            named.Of(award.BuyerId),
            (await store.FetchAsync<Procurement>(award.TenderId, cancel)).State.TitleOf(award.LotId),
            named.Of(winner),
            award.ConsortiumId is null ? [] : [.. award.Suppliers.Select(s => new NoticeMember(named.Of(s), roles.GetValueOrDefault(s)))],
            award.Value,
            told.Recipients.Select(r => r.BidId).Distinct().Count(),
            told.At,
            [.. evaluation.Criteria.Select(c => new NoticeCriterion(c.Title, c.Weight))],
            award.LastDay,
            award.Notice?.PublishedAt,
            award.Notice?.NoticeId
        );
        return (await letters.WriteAsync(Notice, notice, cancel)).Text;
    }

    private static AssessedBid Assessed(BidSummary bid, NamedBidders named) =>
        new(
            named.InFull(bid.Bidder),
            bid.Rank,
            bid.Total,
            bid.LeftOut?.TrimEnd('.'),
            [.. bid.Criteria.Select(c => new AssessedCriterion(c.Title, c.Weight, c.MaximumScore, c.Score, c.Marks, c.Reason))]
        );
}
