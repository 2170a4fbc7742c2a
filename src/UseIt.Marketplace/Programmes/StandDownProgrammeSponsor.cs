using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>Somebody no longer answers for the institution's part: the name goes with the office, for good.</summary>
public sealed record StandDownProgrammeSponsor(Guid ProgrammeId, Guid PartnerId, DateOnly On) : Message, ICommand;

public static class StandDownProgrammeSponsorHandler
{
    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(StandDownProgrammeSponsor command, Programme programme, DateTimeOffset now) =>
        programme.Partner(command.PartnerId) is not { } partner ? ProgrammeAccess.NoPartner
        : partner.Sponsor is not { } sponsor ? Decision.Nothing
        : !ProgrammeAccess.HasBeen(command.On, now) ? ProgrammeAccess.DayWrong("on")
        : StoodDown(command.ProgrammeId, command.PartnerId, sponsor, command.On);

    internal static Decision StoodDown(Guid programme, Guid partner, Sponsor sponsor, DateOnly on, params object[] then) =>
        Decision
            .On<Programme>(programme, [new ProgrammeSponsorStoodDown(programme, partner, sponsor.SponsorId, on), .. then])
            .Send(new DestroySponsorKey(sponsor.Name.Subject));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StandDownProgrammeSponsor>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/sponsors/end",
            ProgrammeAccess.Leads
        );
}

/// <summary>Destroys the key under which a sponsor's name was sealed.</summary>
/// <param name="SponsorId">The subject of that key.</param>
public sealed record DestroySponsorKey(Guid SponsorId) : Message, IEffect;

public static class DestroySponsorKeyHandler
{
    public static Task Handle(DestroySponsorKey message, Vault vault, CancellationToken cancel) =>
        vault.EraseAsync(message.SponsorId, "sponsor", cancel);
}
