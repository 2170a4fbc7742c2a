using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>Who of the lead keeps up the relationship with a partner.</summary>
public sealed record NamePartnerOwner(Guid ProgrammeId, Guid PartnerId, Guid PersonId) : Message, ICommand;

public static class NamePartnerOwnerHandler
{
    public static readonly Refusal NoColleague = new("colleague-unknown", "personId", "Choose somebody of your organisation");

    public sealed record Found(bool IsColleague);

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static async Task<Found> Load(
        NamePartnerOwner command,
        Programme programme,
        Memberships memberships,
        CancellationToken cancel
    ) => new((await memberships.InAsync(programme.LeadOrganisation, cancel)).Any(m => m.Person == command.PersonId));

    public static Decision Handle(NamePartnerOwner command, Programme programme, Found found) =>
        programme.Partner(command.PartnerId) is not { } partner ? ProgrammeAccess.NoPartner
        : !found.IsColleague ? NoColleague
        : partner.Owner == command.PersonId ? Decision.Nothing
        : Decision.On<Programme>(command.ProgrammeId, new PartnerOwnerNamed(command.ProgrammeId, command.PartnerId, command.PersonId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NamePartnerOwner>("POST", "/api/v1/programmes/{programmeId}/partners/{partnerId}/owner", ProgrammeAccess.Leads);
}
