using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>An author says that the draft is complete: those who may publish it are told.</summary>
[CountsAs(Counted.Invitation)]
public sealed record AskForApproval(Guid TenderId) : Message, ICommand;

public static class AskForApprovalHandler
{
    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(AskForApproval command, Tender tender, Actor actor, DateTimeOffset now)
    {
        if (tender.NotDraft() is { } no)
            return no;
        Refusal[] missing = [.. Readiness.Of(tender, now)];
        return missing.Length > 0
            ? Decision.Refuse(missing)
            : Decision.On<Tender>(command.TenderId, new ApprovalAsked(command.TenderId, tender.BuyerId, actor.Person));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AskForApproval>("POST", "/api/v1/tenders/{tenderId}/approval-request", Editors.Author);
}
