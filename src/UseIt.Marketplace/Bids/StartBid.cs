using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Starts a bid for lots of a tender, alone or for a consortium whose members have all agreed. Nobody is in two bids for one lot.
/// </summary>
public sealed record StartBid([property: NewId] Guid BidId, Guid TenderId, IReadOnlyList<Guid> Lots, Guid? ConsortiumId = null)
    : Message,
        ICommand;

public static class StartBidHandler
{
    public const string LotScope = "bid-lot";

    public static readonly Refusal TenderTakesNone = new("tender-takes-no-bids", "tenderId", "Choose a tender that is open for bids");
    public static readonly Refusal DeadlinePassed = new("deadline-passed", "tenderId", "The deadline of this tender has passed");
    public static readonly Refusal LotsMissing = new("lots-missing", "lots", "Choose at least one lot");
    public static readonly Refusal NotAgreed = new(
        "consortium-not-agreed",
        "consortiumId",
        "Every member must accept the present terms before the consortium can bid"
    );
    public static readonly Refusal ConsortiumForAnother = new(
        "consortium-for-another-tender",
        "consortiumId",
        "This consortium was made for another tender"
    );
    public static readonly Refusal AlreadyInABid = new(
        "already-in-a-bid",
        "lots",
        "You, or a member of your consortium, are in another bid for one of these lots already. Each member can see its own bids. Withdraw that bid or choose other lots"
    );

    public static Refusal LotUnknown(int n) => new("lot-unknown", $"lots[{n}]", "Choose a lot of this tender");

    public static Refusal LotNotInTerms(int n) => new("lot-not-in-terms", $"lots[{n}]", "The members have not agreed to bid for this lot");

    /// <summary>Who is bidding, under which digest for each lot, and whether one of them is taken.</summary>
    public sealed record Bidders(IReadOnlyList<Guid> Members, IReadOnlyList<(string Scope, string Key)> Places, bool Taken);

    public static Access Authorise(Actor actor, StartBid command, ConsortiumForBids consortium)
    {
        if (actor.Organisation is null || !actor.Has(Roles.BidManager))
            return Access.Forbidden;
        return command.ConsortiumId is null || consortium.LeadId == actor.Organisation ? Access.Granted
            : consortium.Partners.Contains(actor.Organisation.Value) ? Access.Forbidden
            : Access.NotFound;
    }

    public static async Task<Bidders> Load(
        StartBid command,
        Stream<Bid> bid,
        TenderForBids tender,
        ConsortiumForBids consortium,
        Actor actor,
        Streams streams,
        Vault vault,
        TeamKeys keys,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        IReadOnlyList<Guid> members = command.ConsortiumId is null
            ? [actor.Organisation!.Value]
            : [.. consortium.Terms?.Members.Select(m => m.OrganisationId) ?? []];
        var places = Places(vault, command.Lots, members);
        await using var taken = streams.Database.CreateCommand(
            """
            select exists
            (select from events.reservation r
            join unnest($1, $2) as p (scope, key) on p.scope = r.scope and p.key = r.key where r.owner <> $3)
            """
        );
        taken.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. places.Select(p => p.Scope)] });
        taken.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. places.Select(p => p.Key)] });
        taken.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.BidId });
        var bidders = new Bidders(members, places, (bool)(await taken.ExecuteScalarAsync(cancel))!);
        // A key is made for a bid that is begun, and for nothing else.
        if (!bid.Exists && Broken(command, tender, consortium, bidders, now).Count == 0)
            await keys.EnsureAsync(command.BidId, cancel);
        return bidders;
    }

    /// <summary>
    /// The places a bid takes: one for each lot and member, under a keyed digest, so that a look into the table does not tell who bids.
    /// </summary>
    public static IReadOnlyList<(string Scope, string Key)> Places(Vault vault, IEnumerable<Guid> lots, IEnumerable<Guid> members) =>
        [.. lots.Distinct().SelectMany(lot => members.Select(m => ($"{LotScope}:{lot}", vault.Digest($"{LotScope}:{lot}", m.ToString()))))];

    public static Decision Handle(
        StartBid command,
        Stream<Bid> bid,
        [Peek] TenderForBids tender,
        ConsortiumForBids consortium,
        Actor actor,
        Bidders bidders,
        DateTimeOffset now
    )
    {
        if (bid.Exists)
            return bid.State.LeadId == actor.Organisation
                ? Decision.Nothing
                : new Refusal("id-taken", "bidId", "This id is in use. Leave it out to get a new one");
        if (Broken(command, tender, consortium, bidders, now) is { Count: > 0 } broken)
            return Decision.Refuse([.. broken]);

        var decision = Decision.On<Bid>(
            command.BidId,
            new BidStarted(
                command.BidId,
                command.TenderId,
                actor.Organisation!.Value,
                command.ConsortiumId,
                bidders.Members,
                [.. command.Lots.Distinct()]
            )
        );
        foreach (var (scope, key) in bidders.Places)
            decision.Reserve(scope, key, command.BidId);
        return decision;
    }

    private static IReadOnlyList<Refusal> Broken(
        StartBid command,
        TenderForBids tender,
        ConsortiumForBids consortium,
        Bidders bidders,
        DateTimeOffset now
    )
    {
        if (!tender.TakesBids || tender.KeyId is null)
            return [TenderTakesNone];
        if (now > tender.Deadline)
            return [DeadlinePassed];
        var refusals = new List<Refusal>();
        if (command.Lots.Count == 0)
            refusals.Add(LotsMissing);
        for (var i = 0; i < command.Lots.Count; i++)
        {
            if (!tender.Lots.ContainsKey(command.Lots[i]))
                refusals.Add(LotUnknown(i));
            else if (command.ConsortiumId is not null && consortium.Agreed is { } terms && !terms.Lots.Contains(command.Lots[i]))
                refusals.Add(LotNotInTerms(i));
        }
        if (command.ConsortiumId is not null)
        {
            if (consortium.TenderId is { } only && only != command.TenderId)
                refusals.Add(ConsortiumForAnother);
            if (consortium.Agreed is null)
                refusals.Add(NotAgreed);
        }
        if (bidders.Taken)
            refusals.Add(AlreadyInABid);
        return refusals;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StartBid>("POST", "/api/v1/bids", BidAccess.BidManagers, creates: "bidId");
}
