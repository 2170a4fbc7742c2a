using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Networks;

public sealed record Promise(Guid By, string What, DateOnly Due);

/// <param name="SupportOrganisation">Who brought the two together.</param>
/// <param name="Gathering">Where.</param>
/// <param name="Enterprise">Whom the buyer was introduced to.</param>
/// <param name="Tender">The tender it led to.</param>
/// <param name="Open">What was promised last and is not done.</param>
public sealed record MadeIntroduction(Guid SupportOrganisation, Guid Gathering, Guid Enterprise, Guid? Tender, Promise? Open);

public sealed record SaidStatement(Guid SupportOrganisation, ImmutableHashSet<Guid> Attached, ImmutableHashSet<Guid> SetApart);

/// <summary>One buyer's market engagement: whom it was introduced to, and what it said about coming purchases.</summary>
public sealed record MarketEngagement(
    ImmutableDictionary<Guid, MadeIntroduction> Introductions,
    ImmutableDictionary<Guid, SaidStatement> Statements
) : IState<MarketEngagement>
{
    public static MarketEngagement Empty { get; } =
        new(ImmutableDictionary<Guid, MadeIntroduction>.Empty, ImmutableDictionary<Guid, SaidStatement>.Empty);

    public static Guid IdOf(Guid buyer) => UuidV5.Of(buyer, "market-engagement");

    /// <summary>The tenders something said at a gathering is attached to.</summary>
    public IEnumerable<Guid> Tenders => Statements.Values.SelectMany(s => s.Attached);

    public MarketEngagement Evolve(object fact) =>
        fact switch
        {
            MarketIntroductionMade e => this with
            {
                Introductions = Introductions.SetItem(
                    e.IntroductionId,
                    new MadeIntroduction(e.SupportOrganisationId, e.GatheringId, e.EnterpriseId, null, null)
                ),
            },
            MarketFollowUpPromised e => With(e.IntroductionId, i => i with { Open = new Promise(e.PromisedBy, e.What, e.Due) }),
            MarketFollowUpDone e => With(e.IntroductionId, i => i with { Open = null }),
            MarketIntroductionLedToTender e => With(e.IntroductionId, i => i with { Tender = e.TenderId }),
            MarketStatementRecorded e => this with
            {
                Statements = Statements.SetItem(e.StatementId, new SaidStatement(e.SupportOrganisationId, [], [])),
            },
            MarketStatementAttached e => With(
                e.StatementId,
                s => s with { Attached = s.Attached.Add(e.TenderId), SetApart = s.SetApart.Remove(e.TenderId) }
            ),
            MarketStatementSetApart e => With(
                e.StatementId,
                s => s with { Attached = s.Attached.Remove(e.TenderId), SetApart = s.SetApart.Add(e.TenderId) }
            ),
            _ => this,
        };

    private MarketEngagement With(Guid id, Func<MadeIntroduction, MadeIntroduction> change) =>
        Introductions.TryGetValue(id, out var made) ? this with { Introductions = Introductions.SetItem(id, change(made)) } : this;

    private MarketEngagement With(Guid id, Func<SaidStatement, SaidStatement> change) =>
        Statements.TryGetValue(id, out var said) ? this with { Statements = Statements.SetItem(id, change(said)) } : this;
}

/// <summary>A tender as market engagement sees it: whose it is, and whether it is still being decided.</summary>
public sealed record EngagedTender(Guid Buyer, bool Public, bool Withdrawn, ImmutableHashSet<Guid> Lots) : IState<EngagedTender>
{
    public static EngagedTender Empty { get; } = new(Guid.Empty, Public: false, Withdrawn: false, []);

    public static string StreamType => "tender";

    /// <summary>From publication until every lot has ended all bidders hear the same, in Questions.</summary>
    public bool IsRunning => Public && !Withdrawn && !Lots.IsEmpty;

    public EngagedTender Evolve(object fact) =>
        fact switch
        {
            TenderDrafted e => this with { Buyer = e.BuyerId },
            TenderPublished => this with { Public = true },
            LotAdded e => this with { Lots = Lots.Add(e.LotId) },
            LotRemoved e => this with { Lots = Lots.Remove(e.LotId) },
            TenderAwarded e => this with { Lots = Lots.Remove(e.LotId) },
            TenderUnsuccessful e => this with { Lots = Lots.Remove(e.LotId) },
            TenderWithdrawn => this with { Withdrawn = true },
            _ => this,
        };
}

/// <summary>What introductions and their follow-ups refuse in the same words.</summary>
internal static class Engaging
{
    public static readonly Refusal NoIntroduction = new("introduction-unknown", "introductionId", "Choose an introduction of this buyer");
    public static readonly Refusal AskInQuestions = new(
        "tender-is-running",
        null,
        "The buyer’s tender is published. From now on ask in its Questions, where the answer goes to all bidders"
    );

    /// <summary>What closes a follow-up now: a running tender the introduction led to, or one the buyer spoke of at a gathering.</summary>
    public static async Task<bool> IsClosedAsync(MarketEngagement engagement, Guid introduction, Streams streams, CancellationToken cancel)
    {
        var own = engagement.Introductions.GetValueOrDefault(introduction)?.Tender;
        var tenders = await streams.FetchAsync<EngagedTender>(own is { } led ? engagement.Tenders.Append(led) : engagement.Tenders, cancel);
        return tenders.Any(t => t.State.IsRunning);
    }

    /// <summary>The coordinator of the gathering, and the two who were introduced.</summary>
    public static Access ForEngaged(Actor actor, Guid buyer, Guid introduction, MarketEngagement engagement) =>
        !engagement.Introductions.TryGetValue(introduction, out var made)
            ? actor.ActsFor(buyer, NetworkAccess.Buying)
                ? Access.Granted
                : Access.NotFound
            : NetworkAccess.Sees(actor, made.SupportOrganisation, buyer, made.Enterprise)
                ? Access.Granted
                : actor.ActsFor(made.SupportOrganisation) || actor.ActsFor(made.Enterprise) || actor.ActsFor(buyer)
                    ? Access.Forbidden
                    : Access.NotFound;
}
