using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person began a job with the employer, in the profession or in another role.</summary>
public sealed record StartJob(Guid IntroductionId, DateOnly On, bool InTheProfession, EvidenceSource Evidence) : Message, ICommand;

public static class StartJobHandler
{
    public static Access Authorise(Actor actor, Introduction introduction) => SkillsAccess.ToCoordinate(actor, introduction);

    public static Decision Handle(StartJob command, Introduction introduction, Actor actor, DateTimeOffset now)
    {
        if (introduction is not { Made: { } made, Journey: { } journey })
            return IntroductionSteps.Over;
        if (journey.Ended)
            return IntroductionSteps.Over;
        if (journey.JobOn is { } before)
            return before == command.On ? Decision.Nothing : IntroductionSteps.JobAlready;
        if (IntroductionSteps.WrongDay(command.On, journey.PlacementEndedOn ?? journey.PlacementOn ?? made.On, now) is { } wrong)
            return wrong;
        return Decision.On<Introduction>(
            command.IntroductionId,
            new JobStarted(
                command.IntroductionId,
                made.CandidateId,
                made.VacancyId,
                command.On,
                command.InTheProfession,
                command.Evidence,
                actor.Person
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StartJob>("POST", "/api/v1/introductions/{introductionId}/job", SkillsAccess.Coordinators);
}
