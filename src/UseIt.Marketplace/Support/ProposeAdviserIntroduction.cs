using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>An adviser proposes to introduce an enterprise of the caseload to a buyer, or to another enterprise. Both are asked.</summary>
[CountsAs(Counted.Invitation)]
public sealed record ProposeAdviserIntroduction([property: NewId] Guid AdviserIntroductionId, Guid CaseId, Guid OtherId, string About)
    : Message,
        ICommand;

public static class ProposeAdviserIntroductionHandler
{
    public static readonly Refusal OtherUnknown = new(
        "other-unknown",
        "otherId",
        "Choose a buyer or an enterprise whose identity has been checked"
    );
    public static readonly Refusal WithItself = new("introduced-to-itself", "otherId", "Choose another organisation than the enterprise");
    public static readonly Refusal AboutMissing = new("about-missing", "about", "Say what they are introduced for");

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(
        ProposeAdviserIntroduction command,
        Case @case,
        Stream<AdviserIntroduction> adviserIntroduction,
        OrganisationToIntroduce other,
        Actor actor
    )
    {
        if (adviserIntroduction.Exists)
            return Decision.Nothing;
        if (@case.WhyNot() is { } no)
            return no;
        List<Refusal> wrong = [];
        if (command.OtherId == @case.Organisation)
            wrong.Add(WithItself);
        else if (!other.MayBe)
            wrong.Add(OtherUnknown);
        if (string.IsNullOrWhiteSpace(command.About))
            wrong.Add(AboutMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<AdviserIntroduction>(
                command.AdviserIntroductionId,
                new AdviserIntroductionProposed(
                    command.AdviserIntroductionId,
                    @case.SupportOrganisation,
                    command.CaseId,
                    @case.Organisation,
                    command.OtherId,
                    other.Buys,
                    command.About.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeAdviserIntroduction>(
            "POST",
            "/api/v1/cases/{caseId}/introductions",
            CaseAccess.Advisers,
            creates: "adviserIntroductionId"
        );
}
