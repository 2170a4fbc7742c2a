using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// May this person be paid, and does it touch benefits or asylum rules? Only what comes of it is kept, and the day it was checked.
/// </summary>
public sealed record AnswerPayQuestion(Guid ResearcherId, PayOutcome Outcome, DateOnly CheckedOn) : Message, ICommand;

public static class AnswerPayQuestionHandler
{
    public static readonly Refusal CheckedInFuture = new(
        "checked-in-future",
        "checkedOn",
        "Enter the day it was checked; it cannot be in the future"
    );

    public static Access Authorise(Actor actor, Researcher researcher) =>
        ResearchAccess.ForCoordinator(actor, researcher.SupportOrganisation);

    public static Decision Handle(AnswerPayQuestion command, Researcher researcher, Actor actor, DateTimeOffset now) =>
        researcher.Gone ? ResearchRefusals.NoResearcher
        : !ResearchRefusals.HasBeen(command.CheckedOn, now) ? CheckedInFuture
        : Decision.On<Researcher>(
            command.ResearcherId,
            new ResearchPayAnswered(command.ResearcherId, researcher.SupportOrganisation, command.Outcome, command.CheckedOn, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AnswerPayQuestion>("POST", "/api/v1/research/researchers/{researcherId}/pay", ResearchAccess.Coordinators);
}
