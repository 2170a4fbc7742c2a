using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>The enterprise says, in its own name, that the programme helped it to win an award. Nobody says it for it.</summary>
public sealed record ConfirmHelp(Guid ProgrammeId, Guid OrganisationId, Guid AwardId, string Capacity) : Message, ICommand
{
    public Guid EnterpriseId => ProgrammeEnterprise.IdOf(ProgrammeId, OrganisationId);
}

public static class ConfirmHelpHandler
{
    public static readonly Refusal NoAward = new("award-unknown", "awardId", "Choose an award of your enterprise");
    public static readonly Refusal NoProgramme = new("programme-unknown", "programmeId", "Choose the programme that helped");

    public sealed record Found(AwardInProgramme Award);

    public static Access Authorise(Actor actor, ConfirmHelp command) => actor.On(command.OrganisationId, ProgrammeAccess.Confirming);

    public static async Task<Found> Load(ConfirmHelp command, ProgrammeEnterprise enterprise, Streams streams, CancellationToken cancel) =>
        new(
            enterprise.Awards.Any(a => a.AwardId == command.AwardId)
                ? AwardInProgramme.Empty
                : (await streams.FetchAsync<AwardInProgramme>(command.AwardId, cancel)).State
        );

    public static Decision Handle(
        ConfirmHelp command,
        [Peek] Stream<Programme> programme,
        ProgrammeEnterprise enterprise,
        Found found,
        Actor actor
    )
    {
        if (enterprise.Confirmed.Contains(command.AwardId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (!programme.Exists)
            wrong.Add(NoProgramme);
        if (enterprise.Awards.All(a => a.AwardId != command.AwardId) && !found.Award.Suppliers.Contains(command.OrganisationId))
            wrong.Add(NoAward);
        if (string.IsNullOrWhiteSpace(command.Capacity))
            wrong.Add(ProgrammeAccess.CapacityMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ProgrammeEnterprise>(
                command.EnterpriseId,
                new HelpConfirmed(command.ProgrammeId, command.OrganisationId, command.AwardId, command.Capacity.Trim(), actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmHelp>(
            "POST",
            "/api/v1/programmes/{programmeId}/enterprises/{organisationId}/awards/{awardId}/help",
            ProgrammeAccess.Confirmers
        );
}

/// <summary>An award of the marketplace as a programme sees it: who won.</summary>
public sealed record AwardInProgramme(IReadOnlyList<Guid> Suppliers) : IState<AwardInProgramme>
{
    public static AwardInProgramme Empty { get; } = new([]);

    public static string StreamType => "award";

    public AwardInProgramme Evolve(object fact) =>
        fact switch
        {
            AwardConfirmed e => new AwardInProgramme(e.Suppliers),
            AwardCancelled => Empty,
            _ => this,
        };
}
