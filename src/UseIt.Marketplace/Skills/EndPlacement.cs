using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The placement is over, completed or not.</summary>
public sealed record EndPlacement(Guid IntroductionId, DateOnly On, bool Completed, EvidenceSource Evidence) : Message, ICommand;

public static class EndPlacementHandler
{
    public static Access Authorise(Actor actor, Introduction introduction) => SkillsAccess.ToCoordinate(actor, introduction);

    public static Decision Handle(EndPlacement command, Introduction introduction, Actor actor, DateTimeOffset now)
    {
        if (introduction is not { Made: { } made, Journey: { } journey })
            return IntroductionSteps.Over;
        if (journey.PlacementEndedOn is { } before)
            return before == command.On ? Decision.Nothing : IntroductionSteps.NotPlaced;
        if (journey.PlacementOn is not { } start)
            return IntroductionSteps.NotPlaced;
        if (IntroductionSteps.WrongDay(command.On, start, now) is { } wrong)
            return wrong;
        return Decision.On<Introduction>(
            command.IntroductionId,
            new PlacementEnded(
                command.IntroductionId,
                made.CandidateId,
                made.VacancyId,
                command.On,
                command.Completed,
                command.Evidence,
                actor.Person
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EndPlacement>("POST", "/api/v1/introductions/{introductionId}/placement/end", SkillsAccess.Coordinators);
}
