using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>In which ward an enterprise is at home; where that is not known, in which district.</summary>
public sealed record RecordEnterpriseWard(Guid ProgrammeId, Guid OrganisationId, string PlaceCode) : Message, ICommand
{
    public Guid EnterpriseId => ProgrammeEnterprise.IdOf(ProgrammeId, OrganisationId);
}

public static class RecordEnterpriseWardHandler
{
    public static readonly Refusal WardUnknown = new("ward-unknown", "placeCode", "Choose the ward or the district it is in");

    public sealed record Found(OrganisationInProgramme Organisation);

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForCarer(actor, programme);

    public static async Task<Found> Load(RecordEnterpriseWard command, Streams streams, CancellationToken cancel) =>
        new((await streams.PeekAsync<OrganisationInProgramme>(command.OrganisationId, cancel)).State);

    public static Decision Handle(
        RecordEnterpriseWard command,
        [Peek] Programme programme,
        ProgrammeEnterprise enterprise,
        Found found,
        Actor actor
    )
    {
        List<Refusal> wrong = [];
        if (!found.Organisation.IsEnterprise)
            wrong.Add(RecordEnterpriseStandingHandler.NoEnterprise);
        if (ProgrammeWards.Of(command.PlaceCode) is not { } ward)
            return Decision.Refuse([.. wrong, WardUnknown]);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        return enterprise.Ward == ward
            ? Decision.Nothing
            : Decision.On<ProgrammeEnterprise>(
                command.EnterpriseId,
                new EnterpriseWardRecorded(command.ProgrammeId, command.OrganisationId, ward, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordEnterpriseWard>(
            "POST",
            "/api/v1/programmes/{programmeId}/enterprises/{organisationId}/ward",
            ProgrammeAccess.Carers
        );
}
