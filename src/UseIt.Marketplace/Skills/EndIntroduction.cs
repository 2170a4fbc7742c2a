using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Nothing comes of the introduction. What was passed on is not read any more.</summary>
public sealed record EndIntroduction(Guid IntroductionId, IntroductionEnd Reason) : Message, ICommand;

public static class EndIntroductionHandler
{
    public static Access Authorise(Actor actor, Introduction introduction) => SkillsAccess.ToCoordinate(actor, introduction);

    public static Decision Handle(EndIntroduction command, Introduction introduction, Actor actor)
    {
        if (introduction is not { Made: { } made, Journey: { } journey } || journey.Ended)
            return Decision.Nothing;
        if (journey.JobOn is not null)
            return IntroductionSteps.JobAlready;
        return Decision.On<Introduction>(
            command.IntroductionId,
            new IntroductionEnded(command.IntroductionId, made.CandidateId, made.VacancyId, command.Reason, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EndIntroduction>("POST", "/api/v1/introductions/{introductionId}/end", SkillsAccess.Coordinators);
}
