using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Notes on the tender that one of its lots was awarded.</summary>
public sealed record RecordLotAwarded(Guid TenderId, Guid LotId, Guid AwardId) : Message, ICommand;

public static class RecordLotAwardedHandler
{
    public static Access Authorise() => Access.NotFound; // follows from the award alone

    public static Decision Handle(RecordLotAwarded command, Tender tender) =>
        tender.EndedLots.Contains(command.LotId)
            ? Decision.Nothing
            : Decision.On<Tender>(command.TenderId, new TenderAwarded(command.TenderId, command.LotId, command.AwardId));
}

/// <summary>Ends a lot without an award, after the closing, with the reason.</summary>
[NeedsSecondFactor]
public sealed record EndLotUnsuccessful(Guid TenderId, Guid LotId, string Reason) : Message, ICommand;

public static class EndLotUnsuccessfulHandler
{
    public static readonly Refusal NotClosed = new(
        "tender-not-closed",
        null,
        "A lot can end without award only after the tender has closed. Withdraw the tender instead"
    );

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Approver);

    public static Task<Impartial> Load(
        EndLotUnsuccessful command,
        Tender tender,
        Actor actor,
        Impartiality impartiality,
        CancellationToken cancel
    ) => impartiality.OfAsync(actor, command.TenderId, tender.BuyerId, command.LotId, cancel);

    public static Decision Handle(EndLotUnsuccessful command, Tender tender, Impartial impartial)
    {
        if (!tender.Lots.Contains(command.LotId))
            return TenderRefusals.LotUnknown;
        if (tender.EndedLots.Contains(command.LotId))
            return Decision.Nothing;
        if (tender.Stage != TenderStage.Closed)
            return NotClosed;
        if (impartial.No is { } partial)
            return partial;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return TenderRefusals.ReasonMissing;
        return Decision.On<Tender>(command.TenderId, new TenderUnsuccessful(command.TenderId, command.LotId, command.Reason.Trim()));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EndLotUnsuccessful>("POST", "/api/v1/tenders/{tenderId}/lots/{lotId}/end", Editors.Approver);
}

/// <summary>The end of an award is the end of its lot.</summary>
public sealed class AwardEndsLot() : Reaction("award_ends_lot", typeof(AwardConfirmed), typeof(AwardCancelled))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data switch
        {
            AwardConfirmed a => [(new RecordLotAwarded(a.TenderId, a.LotId, a.AwardId), null)],
            AwardCancelled a => [(new EndLotUnsuccessful(a.TenderId, a.LotId, a.Reason), null)],
            _ => [],
        };
}
