using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>Withdraws an item; of a published one its title stays, with the reason, for whoever has its address.</summary>
public sealed record WithdrawLibraryItem(Guid ItemId, string Reason) : Message, ICommand;

public static class WithdrawLibraryItemHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why. It stands where the text was");

    public static Access Authorise(Actor actor, LibraryItem item) => LibraryAccess.ForWriter(actor, item);

    public static Decision Handle(WithdrawLibraryItem command, LibraryItem item, Actor actor) =>
        item.Stage == LibraryStage.Withdrawn ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : Decision.On<LibraryItem>(
            command.ItemId,
            new LibraryItemWithdrawn(command.ItemId, item.Organisation, command.Reason.Trim(), actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawLibraryItem>("POST", "/api/v1/library/{itemId}/withdrawal", LibraryAccess.Writers);
}
