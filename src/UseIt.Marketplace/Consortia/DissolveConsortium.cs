using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>Ends the consortium, unless a bid of it is in. Contracts it has entered stand on their own.</summary>
public sealed record DissolveConsortium(Guid ConsortiumId, string Reason) : Message, ICommand;

public static class DissolveConsortiumHandler
{
    public static readonly Refusal ReasonMissing = new("dissolving-reason-missing", "reason", "Tell the partners why the consortium ends");

    public static Access Authorise(Actor actor, Consortium consortium) => consortium.Lead(actor);

    public static Task<BidsIn> Load(
        DissolveConsortium command,
        Consortium consortium,
        Streams streams,
        BidTenders bids,
        CancellationToken cancel
    ) => BidsIn.LoadAsync(command.ConsortiumId, consortium, streams, bids, cancel);

    public static Decision Handle(DissolveConsortium command, Consortium consortium, BidsIn bids)
    {
        if (consortium.Dissolved)
            return Decision.Nothing;
        if (bids.Any)
            return BidsIn.MembersStay;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return Decision.On<Consortium>(command.ConsortiumId, new ConsortiumDissolved(command.ConsortiumId, command.Reason.Trim()));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DissolveConsortium>("POST", "/api/v1/consortia/{consortiumId}/dissolution", ConsortiumAccess.BidManagers);
}
