using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The job is over.</summary>
public sealed record EndJob(Guid IntroductionId, DateOnly On, EvidenceSource Evidence) : Message, ICommand;

public static class EndJobHandler
{
    public static Access Authorise(Actor actor, Introduction introduction) => SkillsAccess.ToCoordinate(actor, introduction);

    public static Decision Handle(EndJob command, Introduction introduction, Actor actor, DateTimeOffset now)
    {
        if (introduction is not { Made: { } made, Journey: { } journey })
            return IntroductionSteps.Over;
        if (journey.JobEndedOn is { } before)
            return before == command.On ? Decision.Nothing : IntroductionSteps.NoJob;
        if (journey.JobOn is not { } start)
            return IntroductionSteps.NoJob;
        if (IntroductionSteps.WrongDay(command.On, start, now) is { } wrong)
            return wrong;
        return Decision.On<Introduction>(
            command.IntroductionId,
            new JobEnded(command.IntroductionId, made.CandidateId, made.VacancyId, command.On, command.Evidence, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EndJob>("POST", "/api/v1/introductions/{introductionId}/job/end", SkillsAccess.Coordinators);
}
