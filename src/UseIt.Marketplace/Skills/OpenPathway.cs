using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>From now on the organisation registers people on the pathway. Not before everything that allows it is recorded.</summary>
public sealed record OpenPathway(Guid SupportOrganisationId, string Pathway) : Message, ICommand
{
    public Guid PathwayId => PathwayRules.IdOf(SupportOrganisationId, Pathway ?? "");
}

public static class OpenPathwayHandler
{
    public static readonly Refusal NotSupport = new(
        "not-a-support-organisation",
        null,
        "Only a support organisation whose identity has been checked opens a pathway"
    );
    public static readonly Refusal NoGrounds = new(
        "grounds-missing",
        null,
        "Record the lawful basis of each purpose, the conditions, the policy document and the signed impact assessment first"
    );

    public static Access Authorise(Actor actor, OpenPathway command) =>
        SkillsAccess.Of(actor, command.SupportOrganisationId, Roles.ProgrammeManager);

    public static Decision Handle(OpenPathway command, Pathway pathway, OrganisationForSkills supportOrganisation, Actor actor)
    {
        if (PathwayRules.Of(command.Pathway) is not { } rules)
            return RecordPathwayGroundsHandler.Unknown;
        if (pathway.Open)
            return Decision.Nothing;
        if (!supportOrganisation.Supports || !supportOrganisation.Checked || supportOrganisation.AtRest)
            return NotSupport;
        if (pathway.Grounds is null)
            return NoGrounds;
        return Decision.On<Pathway>(
            command.PathwayId,
            new PathwayOpened(command.PathwayId, command.SupportOrganisationId, rules.Code, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<OpenPathway>(
            "POST",
            "/api/v1/organisations/{supportOrganisationId}/pathways/{pathway}/open",
            SkillsAccess.Openers
        );
}
