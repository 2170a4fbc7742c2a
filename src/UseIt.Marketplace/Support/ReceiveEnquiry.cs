using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>
/// An enterprise asks for support: the case begins. Or an adviser opens it, and sees and writes nothing until the enterprise has accepted.
/// </summary>
public sealed record ReceiveEnquiry(
    [property: NewId] Guid CaseId,
    Guid SupportOrganisationId,
    Guid OrganisationId,
    string Need,
    string? Source = null
) : Message, ICommand;

public static class ReceiveEnquiryHandler
{
    public static readonly Refusal NoSupport = new(
        "support-organisation-unknown",
        "supportOrganisationId",
        "Choose a support organisation whose identity has been checked"
    );
    public static readonly Refusal NoEnterprise = new("enterprise-unknown", "organisationId", "Choose an enterprise");
    public static readonly Refusal NeedMissing = new("need-missing", "need", "Say what the enterprise needs");

    public static Access Authorise(Actor actor, ReceiveEnquiry command) =>
        actor.ActsFor(command.SupportOrganisationId, Roles.Adviser)
        || actor.ActsFor(command.OrganisationId, Roles.BidManager, Roles.OrganisationAdministrator)
            ? Access.Granted
            : Access.NotFound;

    /// <summary>Both sides, as a case sees them.</summary>
    public sealed record Sides(OrganisationForSupport Support, OrganisationForSupport Enterprise, OwnPlace Own);

    public static async Task<Sides> Load(ReceiveEnquiry command, Actor actor, Streams streams, CancellationToken cancel)
    {
        var sides = await streams.FetchAsync<OrganisationForSupport>([command.SupportOrganisationId, command.OrganisationId], cancel);
        return new Sides(sides[0].State, sides[^1].State, await OwnPlace.InAsync(command.OrganisationId, actor, streams, cancel));
    }

    public static Decision Handle(ReceiveEnquiry command, Stream<Case> @case, Sides sides, Actor actor)
    {
        if (@case.Exists)
            return Decision.Nothing;
        if (!sides.Support.MaySupport)
            return NoSupport;
        if (!sides.Enterprise.IsEnterprise)
            return NoEnterprise;
        if (string.IsNullOrWhiteSpace(command.Need))
            return NeedMissing;
        var received = new EnquiryReceived(
            command.CaseId,
            command.SupportOrganisationId,
            command.OrganisationId,
            command.Source,
            command.Need.Trim()
        );
        if (actor.ActsFor(command.OrganisationId))
            return command.SupportOrganisationId == command.OrganisationId
                ? CaseAccess.OwnOrganisation
                : Decision.On<Case>(
                    command.CaseId,
                    received,
                    new CaseAccepted(command.CaseId, command.SupportOrganisationId, command.OrganisationId, actor.Person)
                );
        return sides.Own.Held
            ? CaseAccess.OwnOrganisation
            : Decision.On<Case>(command.CaseId, received, new AdviserAssigned(command.CaseId, actor.Person));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReceiveEnquiry>(
            "POST",
            "/api/v1/cases",
            AllowedTo.Role("an adviser, or the enterprise itself", Roles.Adviser, Roles.BidManager, Roles.OrganisationAdministrator),
            creates: "caseId"
        );
}
