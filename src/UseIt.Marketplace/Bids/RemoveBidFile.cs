using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>Takes a file out of an answer again. What was submitted with it stands until the bid is submitted without it.</summary>
public sealed record RemoveBidFile(Guid BidId, Guid FileId) : Message, ICommand;

public static class RemoveBidFileHandler
{
    public static Access Authorise(Actor actor, Bid bid) => bid.Member(actor);

    public sealed record Found(TenderForBids Tender, ConsortiumForBids? Consortium);

    public static async Task<Found> Load(Bid bid, Streams streams, CancellationToken cancel) =>
        new((await streams.PeekAsync<TenderForBids>(bid.TenderId, cancel)).State, await ConsortiumForBids.OfAsync(bid, streams, cancel));

    public static Decision Handle(RemoveBidFile command, Bid bid, Actor actor, Found found)
    {
        if (bid.Files.FirstOrDefault(f => f.FileId == command.FileId) is not { } file)
            return Decision.Nothing;
        if (bid.MayNotWrite(found.Tender, found.Consortium, actor) is { } no)
            return no;
        return actor.ActsFor(file.MemberId)
            ? Decision.On<Bid>(command.BidId, new BidFileRemoved(command.BidId, command.FileId))
            : SaveBidPartHandler.NotYours;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RemoveBidFile>("DELETE", "/api/v1/bids/{bidId}/files/{fileId}", BidAccess.Team);
}
