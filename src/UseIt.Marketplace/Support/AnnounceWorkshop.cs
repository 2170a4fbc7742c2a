using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Announces a workshop for the enterprises that a support organisation works with.</summary>
public sealed record AnnounceWorkshop(
    [property: NewId] Guid WorkshopId,
    Guid SupportOrganisationId,
    string Title,
    DateTimeOffset Start,
    DateTimeOffset End,
    string Place,
    SessionMode Mode,
    string FunderProject
) : Message, ICommand;

public static class AnnounceWorkshopHandler
{
    public static readonly Refusal TitleMissing = new("title-missing", "title", "Enter what the workshop is about");
    public static readonly Refusal PlaceMissing = new("place-missing", "place", "Enter where it is, or the address to join it at");
    public static readonly Refusal StartPast = new("start-past", "start", "It must begin at a time to come");
    public static readonly Refusal TooLong = new("workshop-too-long", "end", "It must end on the day it begins, at most 12 hours later");
    public static readonly Refusal ModeWrong = new("mode-wrong", "mode", "Choose whether people meet or join online");

    public static Access Authorise(Actor actor, AnnounceWorkshop command) =>
        actor.ActsFor(command.SupportOrganisationId, Roles.Adviser) ? Access.Granted
        : actor.ActsFor(command.SupportOrganisationId) ? Access.Forbidden
        : Access.NotFound;

    public static Decision Handle(
        AnnounceWorkshop command,
        Stream<Workshop> workshop,
        OrganisationForSupport supportOrganisation,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (workshop.Exists)
            return Decision.Nothing;
        if (!supportOrganisation.MaySupport)
            return ReceiveEnquiryHandler.NoSupport;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(TitleMissing);
        if (command.Start <= now)
            wrong.Add(StartPast);
        if (command.End <= command.Start)
            wrong.Add(LogSessionHandler.EndBeforeStart);
        else if (
            UkTime.DayOf(command.End) != UkTime.DayOf(command.Start)
            || (command.End - command.Start).TotalMinutes > DeclareSession.MostMinutes
        )
            wrong.Add(TooLong);
        if (command.Mode is not (SessionMode.InPerson or SessionMode.Online))
            wrong.Add(ModeWrong);
        if (string.IsNullOrWhiteSpace(command.Place))
            wrong.Add(PlaceMissing);
        if (string.IsNullOrWhiteSpace(command.FunderProject))
            wrong.Add(LogSessionHandler.ProjectMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Workshop>(
                command.WorkshopId,
                new WorkshopAnnounced(
                    command.WorkshopId,
                    command.SupportOrganisationId,
                    actor.Person,
                    command.Title.Trim(),
                    command.Start,
                    command.End,
                    command.Place.Trim(),
                    command.Mode,
                    command.FunderProject.Trim()
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AnnounceWorkshop>("POST", "/api/v1/workshops", CaseAccess.Advisers, creates: "workshopId");
}
