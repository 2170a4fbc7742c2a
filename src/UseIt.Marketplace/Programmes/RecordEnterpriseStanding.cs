using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// Since when an enterprise is registered, and whether it carries on, with the same people and activity, what was there before. Asked once;
/// a correction gives its reason.
/// </summary>
public sealed record RecordEnterpriseStanding(
    Guid ProgrammeId,
    Guid OrganisationId,
    BusinessRegister Register,
    DateOnly RegisteredOn,
    bool Predecessor,
    string? PredecessorName = null,
    string? Reason = null
) : Message, ICommand
{
    public Guid EnterpriseId => ProgrammeEnterprise.IdOf(ProgrammeId, OrganisationId);
}

public static class RecordEnterpriseStandingHandler
{
    public static readonly Refusal NoEnterprise = new("enterprise-unknown", "organisationId", "Choose an enterprise");
    public static readonly Refusal PredecessorMissing = new(
        "predecessor-missing",
        "predecessorName",
        "Say what was there before, and in which form"
    );
    public static readonly Refusal RecordedAlready = new(
        "standing-recorded",
        "reason",
        "This was recorded already. Say why it is corrected"
    );

    public sealed record Found(OrganisationInProgramme Organisation);

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForCarer(actor, programme);

    public static async Task<Found> Load(RecordEnterpriseStanding command, Streams streams, CancellationToken cancel) =>
        new((await streams.PeekAsync<OrganisationInProgramme>(command.OrganisationId, cancel)).State);

    public static Decision Handle(
        RecordEnterpriseStanding command,
        [Peek] Programme programme,
        ProgrammeEnterprise enterprise,
        Found found,
        Actor actor,
        DateTimeOffset now
    )
    {
        List<Refusal> wrong = [];
        if (!found.Organisation.IsEnterprise)
            wrong.Add(NoEnterprise);
        if (!ProgrammeAccess.HasBeen(command.RegisteredOn, now))
            wrong.Add(ProgrammeAccess.DayWrong("registeredOn"));
        var before = command.Predecessor ? command.PredecessorName?.Trim() : null;
        if (command.Predecessor && string.IsNullOrEmpty(before))
            wrong.Add(PredecessorMissing);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var standing = new EnterpriseStanding(command.Register, command.RegisteredOn, command.Predecessor, before);
        if (enterprise.Standing == standing)
            return Decision.Nothing;
        return enterprise.Standing is not null && string.IsNullOrWhiteSpace(command.Reason)
            ? RecordedAlready
            : Decision.On<ProgrammeEnterprise>(
                command.EnterpriseId,
                new EnterpriseStandingRecorded(
                    command.ProgrammeId,
                    command.OrganisationId,
                    command.Register,
                    command.RegisteredOn,
                    command.Predecessor,
                    before,
                    enterprise.Standing is null ? null : command.Reason!.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordEnterpriseStanding>(
            "POST",
            "/api/v1/programmes/{programmeId}/enterprises/{organisationId}/standing",
            ProgrammeAccess.Carers
        );
}
