using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>The enterprise agrees to a case an adviser opened: only from then on does the support organisation see its line.</summary>
public sealed record AcceptCase(Guid CaseId) : Message, ICommand;

public static class AcceptCaseHandler
{
    public static AllowedTo Accepters { get; } =
        AllowedTo.Role("the enterprise's bid manager or administrator", Roles.BidManager, Roles.OrganisationAdministrator);

    public static Access Authorise(Actor actor, Case @case) =>
        actor.ActsFor(@case.Organisation, Roles.BidManager, Roles.OrganisationAdministrator) ? Access.Granted
        : actor.ActsFor(@case.Organisation) ? Access.Forbidden
        : Access.NotFound;

    public static Decision Handle(AcceptCase command, Case @case, Actor actor) =>
        @case.Accepted ? Decision.Nothing
        : !@case.IsOpen ? CaseAccess.Closed
        : Decision.On<Case>(command.CaseId, new CaseAccepted(command.CaseId, @case.SupportOrganisation, @case.Organisation, actor.Person));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AcceptCase>("POST", "/api/v1/cases/{caseId}/acceptance", Accepters);
}
