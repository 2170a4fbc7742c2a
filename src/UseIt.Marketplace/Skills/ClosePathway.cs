using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Nobody is registered on the pathway any more. Those who are on it go on.</summary>
public sealed record ClosePathway(Guid SupportOrganisationId, string Pathway, string Reason) : Message, ICommand
{
    public Guid PathwayId => PathwayRules.IdOf(SupportOrganisationId, Pathway ?? "");
}

public static class ClosePathwayHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why the pathway closes");

    public static Access Authorise(Actor actor, ClosePathway command) =>
        SkillsAccess.Of(actor, command.SupportOrganisationId, Roles.ProgrammeManager);

    public static Decision Handle(ClosePathway command, Pathway pathway, Actor actor)
    {
        if (PathwayRules.Of(command.Pathway) is not { } rules)
            return RecordPathwayGroundsHandler.Unknown;
        if (!pathway.Open)
            return Decision.Nothing;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return Decision.On<Pathway>(
            command.PathwayId,
            new PathwayClosed(command.PathwayId, command.SupportOrganisationId, rules.Code, command.Reason.Trim(), actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ClosePathway>(
            "POST",
            "/api/v1/organisations/{supportOrganisationId}/pathways/{pathway}/close",
            SkillsAccess.Openers
        );
}
