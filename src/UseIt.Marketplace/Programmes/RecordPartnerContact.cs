using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>Somebody of the lead has spoken with the partner.</summary>
public sealed record RecordPartnerContact(Guid ProgrammeId, Guid PartnerId, DateOnly On) : Message, ICommand;

public static class RecordPartnerContactHandler
{
    public static Access Authorise(Actor actor, Programme programme) => actor.On(programme.LeadOrganisation, ProgrammeAccess.Caring);

    public static Decision Handle(RecordPartnerContact command, Programme programme, Actor actor, DateTimeOffset now) =>
        programme.Partner(command.PartnerId) is not { } partner ? ProgrammeAccess.NoPartner
        : partner.LastContact == command.On ? Decision.Nothing
        : !ProgrammeAccess.HasBeen(command.On, now) ? ProgrammeAccess.DayWrong("on")
        : Decision.On<Programme>(
            command.ProgrammeId,
            new PartnerContacted(command.ProgrammeId, command.PartnerId, command.On, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordPartnerContact>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/contacts",
            ProgrammeAccess.Carers
        );
}
