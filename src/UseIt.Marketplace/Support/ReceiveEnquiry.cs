using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>An enterprise asks for support, or an adviser notes that it did: the case begins.</summary>
public sealed record ReceiveEnquiry(
    [property: NewId] Guid CaseId,
    Guid SupportOrganisationId,
    Guid OrganisationId,
    string Need,
    string? Source = null
) : Message, ICommand;

public static class ReceiveEnquiryHandler
{
    public static readonly Refusal NeedMissing = new("need-missing", "need", "Say what the enterprise needs");

    public static Access Authorise(Actor actor, ReceiveEnquiry command) =>
        actor.ActsFor(command.SupportOrganisationId, Roles.Adviser)
        || actor.ActsFor(command.OrganisationId, Roles.BidManager, Roles.OrganisationAdministrator)
            ? Access.Granted
            : Access.NotFound;

    public static Decision Handle(ReceiveEnquiry command, Stream<Case> @case, Actor actor)
    {
        if (@case.Exists)
            return Decision.Nothing;
        if (string.IsNullOrWhiteSpace(command.Need))
            return NeedMissing;
        var received = new EnquiryReceived(
            command.CaseId,
            command.SupportOrganisationId,
            command.OrganisationId,
            command.Source,
            command.Need.Trim()
        );
        return actor.ActsFor(command.SupportOrganisationId)
            ? Decision.On<Case>(command.CaseId, received, new AdviserAssigned(command.CaseId, actor.Person))
            : Decision.On<Case>(command.CaseId, received);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReceiveEnquiry>(
            "POST",
            "/api/v1/cases",
            AllowedTo.Role("an adviser, or the enterprise itself", Roles.Adviser, Roles.BidManager, Roles.OrganisationAdministrator),
            creates: "caseId"
        );
}
