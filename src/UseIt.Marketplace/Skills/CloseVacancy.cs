using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Nobody is introduced to the vacancy any more. What has begun goes on.</summary>
public sealed record CloseVacancy(Guid VacancyId, VacancyEnd Reason) : Message, ICommand;

public static class CloseVacancyHandler
{
    public static readonly Refusal Already = new("vacancy-closed", null, "The vacancy has been closed already, for another reason");

    public static Access Authorise(Actor actor, Vacancy vacancy) =>
        vacancy.Posted is { } posted ? SkillsAccess.ToEmploy(actor, posted.EmployerId) : Access.NotFound;

    public static Decision Handle(CloseVacancy command, Vacancy vacancy, Actor actor) =>
        vacancy.End is { } end
            ? end == command.Reason
                ? Decision.Nothing
                : Already
            : Decision.On<Vacancy>(
                command.VacancyId,
                new VacancyClosed(command.VacancyId, vacancy.Posted!.EmployerId, command.Reason, actor.Person)
            );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CloseVacancy>("POST", "/api/v1/vacancies/{vacancyId}/close", SkillsAccess.Employers);
}
