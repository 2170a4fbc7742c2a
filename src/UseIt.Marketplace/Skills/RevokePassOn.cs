using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person takes the yes to an introduction back: from this moment its employer reads nothing of what was passed on.</summary>
public sealed record RevokePassOn(Guid CandidateId, Guid VacancyId) : Message, ICommand;

public static class RevokePassOnHandler
{
    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(RevokePassOn command, Candidate candidate, Vacancy vacancy, Actor actor, DateTimeOffset now)
    {
        if (vacancy.Posted is not { EmployerId: var employer } || !candidate.Agrees(command.VacancyId, employer))
            return Decision.Nothing;
        var day = UkTime.DayOf(now);
        var revoked = new List<object>();
        if (candidate.Agreed.Contains(command.VacancyId))
            revoked.Add(new PassingOnRevoked(command.CandidateId, employer, day, actor.Person, command.VacancyId));
        // Said before each vacancy was asked for: it went to the employer for all, and is taken back for all.
        if (candidate.AgreedBefore.Contains(employer))
            revoked.Add(new PassingOnRevoked(command.CandidateId, employer, day, actor.Person));
        return Decision.On<Candidate>(command.CandidateId, [.. revoked]);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RevokePassOn>("DELETE", "/api/v1/candidates/{candidateId}/vacancies/{vacancyId}/yes", SkillsAccess.Coordinators);
}
