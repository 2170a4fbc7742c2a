using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>What came of an introduction, as one of the two, or the adviser, has it; each may say something new as things go on.</summary>
public sealed record TellIntroductionOutcome(Guid AdviserIntroductionId, AdviserIntroductionOutcome Outcome, string Note)
    : Message,
        ICommand;

public static class TellIntroductionOutcomeHandler
{
    public static readonly Refusal NotMade = new("introduction-not-made", null, "They are not introduced: both have to say yes first");
    public static readonly Refusal NoteMissing = new("note-missing", "note", "Say in a sentence what came of it");

    public static Access Authorise(Actor actor, AdviserIntroduction adviserIntroduction) =>
        actor.ActsFor(adviserIntroduction.SupportOrganisation, Roles.Adviser)
            ? Access.Granted
            : AnswerAdviserIntroductionHandler.Authorise(actor, adviserIntroduction);

    public static Decision Handle(TellIntroductionOutcome command, AdviserIntroduction adviserIntroduction, Actor actor) =>
        !adviserIntroduction.Made ? NotMade
        : string.IsNullOrWhiteSpace(command.Note) ? NoteMissing
        : Decision.On<AdviserIntroduction>(
            command.AdviserIntroductionId,
            new AdviserIntroductionOutcomeTold(
                command.AdviserIntroductionId,
                adviserIntroduction.SupportOrganisation,
                actor.Organisation ?? adviserIntroduction.SupportOrganisation,
                command.Outcome,
                command.Note.Trim(),
                actor.Person
            )
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<TellIntroductionOutcome>(
            "POST",
            "/api/v1/adviser-introductions/{adviserIntroductionId}/outcomes",
            AllowedTo.Role("an adviser, or one of the two", [Roles.Adviser, .. AdviserIntroductionRow.Answerers])
        );
}
