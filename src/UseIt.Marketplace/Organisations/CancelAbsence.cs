using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Takes back one's own absence: one is there after all.</summary>
public sealed record CancelAbsence(Guid OrganisationId, Guid AbsenceId) : Message, ICommand
{
    public Guid AbsencesId => Absences.Of(OrganisationId);
}

public static class CancelAbsenceHandler
{
    public static readonly Refusal Unknown = new("absence-unknown", "absenceId", "Choose an absence of your own");

    public static Access Authorise(Actor actor, CancelAbsence command) =>
        actor.ActsFor(command.OrganisationId) ? Access.Granted : Access.NotFound;

    public static Decision Handle(CancelAbsence command, Absences absences, Actor actor) =>
        absences.All.Any(a => a.AbsenceId == command.AbsenceId && a.PersonId == actor.Person)
            ? Decision.On<Absences>(command.AbsencesId, new AbsenceCancelled(command.AbsencesId, command.OrganisationId, command.AbsenceId))
            : Unknown;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CancelAbsence>(
            "DELETE",
            "/api/v1/organisations/{organisationId}/absences/{absenceId}",
            AllowedTo.Role("a person of the organisation", [.. Roles.All])
        );
}
