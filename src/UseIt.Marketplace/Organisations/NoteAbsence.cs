using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Notes the days on which one is away oneself, so that nobody counts on one for a duty that takes several people.</summary>
public sealed record NoteAbsence(Guid OrganisationId, [property: NewId] Guid AbsenceId, DateOnly From, DateOnly Until) : Message, ICommand
{
    public Guid AbsencesId => Absences.Of(OrganisationId);
}

public static class NoteAbsenceHandler
{
    private const int LongestDays = 366;

    public static readonly Refusal FromWrong = new("absence-from-wrong", "from", "Enter the first day, from today to a year from now");
    public static readonly Refusal UntilWrong = new(
        "absence-until-wrong",
        "until",
        "Enter the last day: the first day or later, within a year of it"
    );

    public static Access Authorise(Actor actor, NoteAbsence command) =>
        actor.ActsFor(command.OrganisationId) ? Access.Granted : Access.NotFound;

    public static Decision Handle(NoteAbsence command, Absences absences, Actor actor, DateTimeOffset now)
    {
        if (absences.All.Any(a => a.AbsenceId == command.AbsenceId))
            return Decision.Nothing;
        var today = UkTime.DayOf(now);
        List<Refusal> wrong = [];
        if (command.From < today || command.From > today.AddDays(LongestDays))
            wrong.Add(FromWrong);
        if (command.Until < command.From || command.Until > command.From.AddDays(LongestDays))
            wrong.Add(UntilWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Absences>(
                command.AbsencesId,
                new AbsenceNoted(command.AbsencesId, command.OrganisationId, command.AbsenceId, actor.Person, command.From, command.Until)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NoteAbsence>(
            "POST",
            "/api/v1/organisations/{organisationId}/absences",
            AllowedTo.Role("a person of the organisation", [.. Roles.All]),
            creates: "absenceId"
        );
}
