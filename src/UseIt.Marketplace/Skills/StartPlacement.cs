using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A placement, an attachment or shadowing began.</summary>
public sealed record StartPlacement(Guid IntroductionId, DateOnly On, EvidenceSource Evidence) : Message, ICommand;

public static class StartPlacementHandler
{
    public static Access Authorise(Actor actor, Introduction introduction) => SkillsAccess.ToCoordinate(actor, introduction);

    public static Decision Handle(StartPlacement command, Introduction introduction, Actor actor, DateTimeOffset now)
    {
        if (introduction is not { Made: { } made, Journey: { } journey })
            return IntroductionSteps.Over;
        if (journey.Ended)
            return IntroductionSteps.Over;
        if (journey.PlacementOn is { } before)
            return before == command.On ? Decision.Nothing : IntroductionSteps.PlacedAlready;
        if (journey.JobOn is not null)
            return IntroductionSteps.JobAlready;
        if (IntroductionSteps.WrongDay(command.On, made.On, now) is { } wrong)
            return wrong;
        return Decision.On<Introduction>(
            command.IntroductionId,
            new PlacementStarted(command.IntroductionId, made.CandidateId, made.VacancyId, command.On, command.Evidence, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StartPlacement>("POST", "/api/v1/introductions/{introductionId}/placement", SkillsAccess.Coordinators);
}
