using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// One opener asks for the bids to be opened; when enough different openers have asked, they are. An attempt that is refused is itself
/// recorded.
/// </summary>
[NeedsSecondFactor]
public sealed record RequestOpening(Guid TenderId, BidPart Part = BidPart.Quality) : Message, ICommand;

public static class RequestOpeningHandler
{
    public const string NoBid = "No bid was received for this lot";

    /// <summary>A session left open on a desk opens no bids.</summary>
    public static readonly TimeSpan ProofHolds = TimeSpan.FromMinutes(5);

    public static readonly Refusal ProveAgain = new(
        "sign-in-again",
        null,
        "To open bids you must have signed in within the last 5 minutes. Sign in again, then open the bids"
    );
    public static readonly Refusal TooEarly = new(
        "opening-too-early",
        null,
        "Bids can be opened only after the tender has closed. This attempt has been recorded"
    );
    public static readonly Refusal NotNamed = new(
        "opener-not-named",
        null,
        "You are not among the people named to open this tender's bids. This attempt has been recorded"
    );
    public static readonly Refusal OtherDuty = new(
        "opener-other-duty",
        null,
        "Whoever wrote or published a tender cannot open its bids. This attempt has been recorded"
    );
    public static readonly Refusal PriceTooEarly = new(
        "price-before-quality",
        "part",
        "Prices can be opened only after quality has been agreed for every lot. This attempt has been recorded"
    );

    public static readonly Refusal Owed = new(
        "opener-owes-author",
        null,
        "You owe your place or your duty to somebody who wrote this tender, so you cannot open its bids. This attempt has been recorded"
    );

    public sealed record Found(
        IReadOnlySet<Guid> OtherDuties,
        IReadOnlyList<SubmittedBid> Bids,
        IReadOnlySet<Guid> ConcludedLots,
        bool Owed = false
    );

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Opener);

    public static async Task<Found> Load(
        RequestOpening command,
        Tender tender,
        Actor actor,
        Streams streams,
        NpgsqlDataSource database,
        IDocumentStore store,
        ReceivedBids received,
        ConcludedLots concluded,
        CancellationToken cancel
    )
    {
        var bids = await streams.FetchAsync<SubmittedBid>(await received.BidsAsync(database, command.TenderId, cancel), cancel);
        return new Found(
            await Authorship.AndPublicationAsync(store, command.TenderId, cancel),
            [.. bids.Select(b => b.State)],
            await concluded.OfAsync(database, command.TenderId, cancel),
            await Independence.IsMissingAsync(
                store,
                tender.BuyerId,
                actor.Person,
                await Authorship.OfAsync(store, command.TenderId, cancel),
                cancel
            )
        );
    }

    public static Decision Handle(RequestOpening command, Tender tender, Found found, Actor actor)
    {
        // In one envelope quality and price are opened together.
        var part = tender.Envelopes == Envelopes.One ? BidPart.Quality : command.Part;
        if (WhyNot(tender, part, found, actor.Person) is { } refusal)
            return Decision
                .Refuse(refusal)
                .And<Tender>(command.TenderId, new OpeningRefused(command.TenderId, part, actor.Person, refusal.Code));
        if (tender.Opened.Contains(part) || tender.HasRequested(part, actor.Person))
            return Decision.Nothing;

        if (!(actor.ProvenSince <= ProofHolds))
            return ProveAgain;

        var decision = Decision.On<Tender>(command.TenderId, new OpeningRequested(command.TenderId, part, actor.Person));
        Guid[] openers = [.. tender.OpeningRequests.Where(r => r.Part == part).Select(r => r.Opener), actor.Person];
        if (openers.Length < tender.OpenersNeeded)
            return decision;

        foreach (var opened in tender.Envelopes == Envelopes.One ? [BidPart.Quality, BidPart.Price] : new[] { part })
            decision.And<Tender>(
                command.TenderId,
                new BidsOpened(command.TenderId, tender.BuyerId, opened, openers, [.. found.Bids.SelectMany(b => b.Opened(opened))])
            );
        if (part != BidPart.Quality)
            return decision;
        var bidden = found.Bids.SelectMany(b => b.Lots).ToHashSet();
        return decision.And<Tender>(
            command.TenderId,
            [.. tender.Lots.Where(l => !bidden.Contains(l)).Select(l => new TenderUnsuccessful(command.TenderId, l, NoBid))]
        );
    }

    private static Refusal? WhyNot(Tender tender, BidPart part, Found found, Guid person)
    {
        if (tender.Stage == TenderStage.Withdrawn)
            return TenderRefusals.Withdrawn;
        if (tender.Stage != TenderStage.Closed)
            return TooEarly;
        if (!tender.Openers.Contains(person))
            return NotNamed;
        if (found.OtherDuties.Contains(person))
            return OtherDuty;
        if (found.Owed)
            return Owed;
        if (
            part == BidPart.Price
            && (!tender.Opened.Contains(BidPart.Quality) || tender.LotsWithBids.Any(l => !found.ConcludedLots.Contains(l)))
        )
            return PriceTooEarly;
        return null;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RequestOpening>("POST", "/api/v1/tenders/{tenderId}/opening-requests", Editors.Opener);
}
