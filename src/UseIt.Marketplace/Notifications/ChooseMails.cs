using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Notifications;

/// <summary>Says when one wants mails. What the law or a deadline asks for comes at once all the same.</summary>
public sealed record ChooseMails(Guid PersonId, Mails Mails) : Message, ICommand
{
    public Guid MailChoiceId => MailChoice.IdOf(PersonId);
}

public static class ChooseMailsHandler
{
    public static Access Authorise(Actor actor, ChooseMails command) => actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static Decision Handle(ChooseMails command, MailChoice mailChoice) =>
        mailChoice.Mails == command.Mails
            ? Decision.Nothing
            : Decision.On<MailChoice>(command.MailChoiceId, new MailsChosen(command.PersonId, command.Mails));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ChooseMails>("POST", "/api/v1/people/{personId}/mails", AllowedTo.Person);
}
