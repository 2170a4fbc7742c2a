using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Notes on which subcontractors a bid rests to meet a condition, as the bid says; none is an answer too. They are looked at like members.
/// </summary>
public sealed record NameSubcontractors(Guid TenderId, Guid BidId, IReadOnlyList<string> Names) : Message, ICommand
{
    public Guid ChecksId => BidderChecks.IdOf(TenderId);
}

public static class NameSubcontractorsHandler
{
    public const int Longest = 200;

    public static readonly Refusal BidUnknown = new("bid-unknown", "bidId", "Choose a bid of this tender that was opened");
    public static readonly Refusal NameWrong = new(
        "subcontractor-name",
        "names",
        $"Enter each subcontractor's name on a line of its own, in {Longest} characters or fewer"
    );

    public static Access Authorise(Actor actor, Procurement tender) => actor.On(tender.BuyerId, Roles.Author, Roles.Approver);

    public static async Task<IReadOnlyList<Stream<Evaluation>>> Load(
        NameSubcontractors command,
        Procurement tender,
        Streams streams,
        CancellationToken cancel
    ) => await streams.FetchAsync<Evaluation>(tender.Lots.Keys.Select(lot => Evaluation.IdOf(command.TenderId, lot)), cancel);

    public static Decision Handle(
        NameSubcontractors command,
        BidderChecks checks,
        Procurement tender,
        Actor actor,
        IReadOnlyList<Stream<Evaluation>> evaluations
    )
    {
        if (evaluations.SelectMany(e => e.State.Bidders).All(b => b.BidId != command.BidId))
            return BidUnknown;
        if (command.Names.Any(n => string.IsNullOrWhiteSpace(n) || n.Trim().Length > Longest))
            return NameWrong;
        // The same name keeps its identity, and with it what was looked at already.
        Subcontractor[] named =
        [
            .. command
                .Names.Select(n => n.Trim())
                .DistinctBy(n => n.ToUpperInvariant())
                .Select(n => new Subcontractor(UuidV5.Of(command.ChecksId, $"subcontractor/{n.ToUpperInvariant()}"), n)),
        ];
        return checks.Subcontractors.TryGetValue(command.BidId, out var before) && before.SequenceEqual(named)
            ? Decision.Nothing
            : Decision.On<BidderChecks>(
                command.ChecksId,
                new SubcontractorsNamed(command.ChecksId, command.TenderId, tender.BuyerId, command.BidId, named, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NameSubcontractors>(
            "PUT",
            "/api/v1/tenders/{tenderId}/bids/{bidId}/subcontractors",
            AllowedTo.Role("the buyer's author or approver", Roles.Author, Roles.Approver)
        );
}
