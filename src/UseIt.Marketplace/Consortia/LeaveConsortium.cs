using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>A partner leaves. Terms that name it bind nobody any more until the others have agreed on new ones.</summary>
public sealed record LeaveConsortium(Guid ConsortiumId, string Reason) : Message, ICommand;

public static class LeaveConsortiumHandler
{
    public static readonly Refusal LeadStays = new("lead-cannot-leave", null, "The lead cannot leave. Dissolve the consortium instead");
    public static readonly Refusal ReasonMissing = new("leaving-reason-missing", "reason", "Tell the others why you are leaving");

    public static Access Authorise(Actor actor, Consortium consortium) => consortium.Speaker(actor);

    public static Task<BidsIn> Load(
        LeaveConsortium command,
        Consortium consortium,
        Streams streams,
        BidTenders bids,
        CancellationToken cancel
    ) => BidsIn.LoadAsync(command.ConsortiumId, consortium, streams, bids, cancel);

    public static Decision Handle(LeaveConsortium command, Consortium consortium, Actor actor, BidsIn bids)
    {
        if (consortium.Dissolved)
            return ConsortiumAccess.Dissolved;
        if (consortium.LeadId == actor.Organisation)
            return LeadStays;
        if (bids.Any)
            return BidsIn.MembersStay;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return Decision.On<Consortium>(
            command.ConsortiumId,
            new PartnerLeft(command.ConsortiumId, actor.Organisation!.Value, command.Reason.Trim())
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LeaveConsortium>("POST", "/api/v1/consortia/{consortiumId}/leaving", ConsortiumAccess.Speakers);
}
