using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A promise was kept, or was not.</summary>
public sealed record SettlePartnerPromise(Guid ProgrammeId, Guid PartnerId, Guid PromiseId, bool Kept, DateOnly On) : Message, ICommand;

public static class SettlePartnerPromiseHandler
{
    public static readonly Refusal NoPromise = new("promise-unknown", "promiseId", "Choose a promise of this partner");

    public static Access Authorise(Actor actor, Programme programme) => actor.On(programme.LeadOrganisation, ProgrammeAccess.Caring);

    public static Decision Handle(SettlePartnerPromise command, Programme programme, DateTimeOffset now) =>
        programme.Partner(command.PartnerId)?.Promises.FirstOrDefault(p => p.PromiseId == command.PromiseId) is not { } promise ? NoPromise
        : promise.Kept == command.Kept ? Decision.Nothing
        : !ProgrammeAccess.HasBeen(command.On, now) ? ProgrammeAccess.DayWrong("on")
        : Decision.On<Programme>(
            command.ProgrammeId,
            new PartnerPromiseSettled(command.ProgrammeId, command.PartnerId, command.PromiseId, command.Kept, command.On)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SettlePartnerPromise>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/promises/{promiseId}/outcome",
            ProgrammeAccess.Carers
        );
}
