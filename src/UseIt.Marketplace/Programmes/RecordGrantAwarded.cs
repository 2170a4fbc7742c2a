using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A grant to a supported enterprise, or a contract it won elsewhere: from whom, how much, when, by which letter.</summary>
public sealed record RecordGrantAwarded(
    Guid ProgrammeId,
    Guid OrganisationId,
    [property: NewId(OrKept = true)] Guid AwardId,
    GrantKind Kind,
    string From,
    Money Amount,
    DateOnly AwardedOn,
    string Reference
) : Message, ICommand
{
    public Guid EnterpriseId => ProgrammeEnterprise.IdOf(ProgrammeId, OrganisationId);
}

public static class RecordGrantAwardedHandler
{
    public static readonly Refusal FromMissing = new("from-missing", "from", "Say who awarded it");
    public static readonly Refusal AmountWrong = new(
        "amount-wrong",
        "amount",
        "Enter the enterprise’s own share in pounds and whole pence, more than £0"
    );
    public static readonly Refusal ReferenceMissing = new("reference-missing", "reference", "Enter the letter or contract it rests on");

    public sealed record Found(OrganisationInProgramme Organisation);

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForCarer(actor, programme);

    public static async Task<Found> Load(RecordGrantAwarded command, Streams streams, CancellationToken cancel) =>
        new((await streams.PeekAsync<OrganisationInProgramme>(command.OrganisationId, cancel)).State);

    public static Decision Handle(
        RecordGrantAwarded command,
        [Peek] Programme programme,
        ProgrammeEnterprise enterprise,
        Found found,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (enterprise.Awards.Any(a => a.AwardId == command.AwardId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (!found.Organisation.IsEnterprise)
            wrong.Add(RecordEnterpriseStandingHandler.NoEnterprise);
        if (string.IsNullOrWhiteSpace(command.From))
            wrong.Add(FromMissing);
        if (command.Amount.Currency != Money.Pounds || command.Amount <= Money.Zero || command.Amount != command.Amount.ToPence())
            wrong.Add(AmountWrong);
        if (!ProgrammeAccess.HasBeen(command.AwardedOn, now))
            wrong.Add(ProgrammeAccess.DayWrong("awardedOn"));
        if (string.IsNullOrWhiteSpace(command.Reference))
            wrong.Add(ReferenceMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ProgrammeEnterprise>(
                command.EnterpriseId,
                new GrantAwardRecorded(
                    command.ProgrammeId,
                    command.OrganisationId,
                    command.AwardId,
                    command.Kind,
                    command.From.Trim(),
                    command.Amount,
                    command.AwardedOn,
                    command.Reference.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordGrantAwarded>(
            "POST",
            "/api/v1/programmes/{programmeId}/enterprises/{organisationId}/awards",
            ProgrammeAccess.Carers,
            creates: "awardId"
        );
}
