using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// Wakes a day, two hours and half an hour before each deadline that a tender is given, unless that is past already when it is given.
/// </summary>
public sealed class WarnOfDeadlines()
    : Reaction("warn_of_deadlines", typeof(TenderPublished), typeof(DeadlineExtended), typeof(ClosingDeferred))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data switch
        {
            TenderPublished f => Warnings(f.TenderId, f.Deadline, e.Timestamp),
            DeadlineExtended f => Warnings(f.TenderId, f.To, e.Timestamp),
            ClosingDeferred f => Warnings(f.TenderId, f.To, e.Timestamp),
            _ => [],
        };

    private static IEnumerable<(object, DateTimeOffset?)> Warnings(Guid tender, DateTimeOffset deadline, DateTimeOffset since) =>
        WarnBiddersHandler
            .Before.Where(before => deadline - before.Time > since)
            .Select(before => ((object)new WarnBidders(tender, deadline, before.Kind), (DateTimeOffset?)(deadline - before.Time)));
}

/// <summary>
/// Tells everybody in the team of each bid that was begun and has not arrived. It only wakes: whether anybody is to be told follows from
/// the tender, the bids and the store's clock.
/// </summary>
public sealed record WarnBidders(Guid TenderId, DateTimeOffset Deadline, string Kind) : Message, IEffect;

public static class WarnBiddersHandler
{
    public static readonly IReadOnlyList<(TimeSpan Time, string Kind)> Before =
    [
        (TimeSpan.FromHours(24), "bid-not-in-24-hours"),
        (TimeSpan.FromHours(2), "bid-not-in-2-hours"),
        (TimeSpan.FromMinutes(30), "bid-not-in-30-minutes"),
    ];

    private static readonly string[] Team = [Roles.Member, Roles.BidManager, Roles.Signatory];

    public static async Task Handle(
        WarnBidders message,
        IDocumentStore store,
        NpgsqlDataSource database,
        BidTenders bids,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        // Before anything is read: a bid that has come in further on settles what is said here.
        var known = await database.CeilingAsync(cancel);
        var tender = (await store.FetchAsync<DeadlineAhead>(message.TenderId, cancel)).State;
        if (tender.Over || tender.Deadline != message.Deadline || IsPast(message, await store.ClockAsync(cancel)))
            return;
        var begun = await bids.InAsync(database, message.TenderId, cancel);
        foreach (var bid in await store.FetchAsync<BidUnderWay>(begun, cancel))
            if (bid.State.NotIn)
                await TellAsync(message, bid.Id, await StillInAsync(bid.State, store, cancel), known, database, memberships, post, cancel);
    }

    // Whoever has left a consortium learns no more of its bid.
    private static async Task<IEnumerable<Guid>> StillInAsync(BidUnderWay bid, IDocumentStore store, CancellationToken cancel) =>
        bid.ConsortiumId is { } consortium
            ? bid.Members.Intersect((await store.FetchAsync<PartnersNow>(consortium, cancel)).State.Partners)
            : bid.Members;

    // One message to each person, whichever of the members it is one of. The cause is the same however often this runs.
    private static async Task TellAsync(
        WarnBidders message,
        Guid id,
        IEnumerable<Guid> members,
        long known,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        var told = new HashSet<Guid>();
        foreach (var member in members)
            await NotifyMembersHandler.TellAllAsync(
                new NotifyMembers(
                    UuidV5.Of(id, FormattableString.Invariant($"{message.Kind}/{message.Deadline.UtcDateTime:O}")),
                    member,
                    Team,
                    message.Kind,
                    id,
                    $"/bids/{id}",
                    known
                ),
                told,
                database,
                memberships,
                post,
                cancel
            );
    }

    /// <summary>A warning that comes so late that the next one is due as well, or the deadline itself, is left to that.</summary>
    private static bool IsPast(WarnBidders message, DateTimeOffset now) =>
        now >= message.Deadline - Before.SkipWhile(b => b.Kind != message.Kind).Skip(1).Select(b => b.Time).FirstOrDefault();
}

/// <summary>Until when bids can come in, if they still can.</summary>
public sealed record DeadlineAhead(DateTimeOffset? Deadline, bool Over) : IState<DeadlineAhead>
{
    public static DeadlineAhead Empty { get; } = new(null, false);

    public static string StreamType => "tender";

    public DeadlineAhead Evolve(object fact) =>
        fact switch
        {
            TenderPublished e => this with { Deadline = e.Deadline },
            DeadlineExtended e => this with { Deadline = e.To },
            ClosingDeferred e => this with { Deadline = e.To },
            TenderClosed or TenderWithdrawn => this with { Over = true },
            _ => this,
        };
}

/// <summary>A bid and its team, and whether there is anything left to send.</summary>
public sealed record BidUnderWay(IReadOnlyList<Guid> Members, bool NotIn, Guid? ConsortiumId = null, bool Over = false)
    : IState<BidUnderWay>
{
    public static BidUnderWay Empty { get; } = new([], false);

    public static string StreamType => "bid";

    public BidUnderWay Evolve(object fact) =>
        fact switch
        {
            BidStarted e => new BidUnderWay(e.Members, NotIn: true, e.ConsortiumId),
            BidReceived => this with { NotIn = false },
            BidWithdrawn or BidExcluded => this with { NotIn = false, Over = true },
            LateBidRefused => this with { NotIn = true }, // the deadline has moved since, or nobody would be warned
            _ => this,
        };
}

/// <summary>Who is in a consortium at present.</summary>
public sealed record PartnersNow(IReadOnlyList<Guid> Partners) : IState<PartnersNow>
{
    public static PartnersNow Empty { get; } = new([]);

    public static string StreamType => "consortium";

    public PartnersNow Evolve(object fact) =>
        fact switch
        {
            ConsortiumProposed e => new PartnersNow([e.LeadId]),
            PartnerJoined e => new PartnersNow([.. Partners, e.OrganisationId]),
            PartnerLeft e => new PartnersNow([.. Partners.Where(p => p != e.OrganisationId)]),
            _ => this,
        };
}
