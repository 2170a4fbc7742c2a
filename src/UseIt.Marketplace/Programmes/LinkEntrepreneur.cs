using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>Somebody who was assisted has registered an enterprise; the rules say whether both may be claimed.</summary>
public sealed record LinkEntrepreneur(Guid ProgrammeId, Guid EntrepreneurId, Guid OrganisationId) : Message, ICommand;

public static class LinkEntrepreneurHandler
{
    public static readonly Refusal NoEntrepreneur = new("entrepreneur-unknown", "entrepreneurId", "Enter a number of this programme");

    public sealed record Found(OrganisationInProgramme Organisation);

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForCarer(actor, programme);

    public static async Task<Found> Load(LinkEntrepreneur command, Streams streams, CancellationToken cancel) =>
        new((await streams.PeekAsync<OrganisationInProgramme>(command.OrganisationId, cancel)).State);

    public static Decision Handle(
        LinkEntrepreneur command,
        [Peek] Programme programme,
        ProgrammeEntrepreneur entrepreneur,
        Found found,
        Actor actor
    ) =>
        entrepreneur.Programme != command.ProgrammeId ? NoEntrepreneur
        : !found.Organisation.IsEnterprise ? RecordEnterpriseStandingHandler.NoEnterprise
        : entrepreneur.Enterprise == command.OrganisationId ? Decision.Nothing
        : Decision.On<ProgrammeEntrepreneur>(
            command.EntrepreneurId,
            new EntrepreneurRegistered(command.EntrepreneurId, command.ProgrammeId, command.OrganisationId, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LinkEntrepreneur>(
            "POST",
            "/api/v1/programmes/{programmeId}/entrepreneurs/{entrepreneurId}/enterprise",
            ProgrammeAccess.Carers
        );
}
