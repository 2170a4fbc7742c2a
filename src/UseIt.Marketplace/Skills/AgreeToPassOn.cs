using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// The person has said yes to this one introduction: for this vacancy, to its employer. Nothing goes to any other, and another vacancy
/// there needs a yes of its own.
/// </summary>
public sealed record AgreeToPassOn(Guid CandidateId, Guid VacancyId, DateOnly AgreedOn) : Message, ICommand;

public static class AgreeToPassOnHandler
{
    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(AgreeToPassOn command, Candidate candidate, Vacancy vacancy, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Agreed.Contains(command.VacancyId))
            return Decision.Nothing;
        if (!vacancy.IsOpen)
            return IntroduceCandidateHandler.VacancyGone;
        if (command.AgreedOn == default)
            return SkillsAccess.DayMissing("agreedOn");
        if (command.AgreedOn > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("agreedOn");
        return Decision.On<Candidate>(
            command.CandidateId,
            new PassingOnAgreed(command.CandidateId, vacancy.Posted!.EmployerId, command.AgreedOn, actor.Person, command.VacancyId)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AgreeToPassOn>("POST", "/api/v1/candidates/{candidateId}/vacancies/{vacancyId}/yes", SkillsAccess.Coordinators);
}
