using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Proposes a later deadline; it stands only once another approver has made it so. A new proposal takes the place of the one before.
/// </summary>
[ByPeople]
public sealed record ProposeExtension(Guid TenderId, DateTimeOffset To, string Reason, DateTimeOffset? QuestionsUntil = null)
    : Message,
        ICommand;

public static class ProposeExtensionHandler
{
    public static readonly Refusal NotLater = new("deadline-not-later", "to", "A published deadline can only be moved to a later time");

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author, Roles.Approver);

    public static Decision Handle(ProposeExtension command, Tender tender, Actor actor, DateTimeOffset now)
    {
        if (tender.NotOpen(now) is { } no)
            return no;
        var refusals = new List<Refusal>();
        if (command.To <= tender.Deadline)
            refusals.Add(NotLater);
        if (string.IsNullOrWhiteSpace(command.Reason))
            refusals.Add(TenderRefusals.ReasonMissing);
        if (command.QuestionsUntil > command.To)
            refusals.Add(SetDeadlineHandler.QuestionsAfterDeadline);
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        return Decision.On<Tender>(
            command.TenderId,
            new DeadlineExtensionProposed(
                command.TenderId,
                tender.Deadline!.Value,
                command.To,
                command.Reason.Trim(),
                actor.Person,
                command.QuestionsUntil
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeExtension>("POST", "/api/v1/tenders/{tenderId}/extension-proposals", Editors.AuthorOrApprover);
}
