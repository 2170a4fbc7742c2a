using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A procedure that an anchor changed, and since when.</summary>
public sealed record RecordAnchorProcedure(
    Guid ProgrammeId,
    Guid PartnerId,
    [property: NewId(OrKept = true)] Guid ProcedureId,
    string What,
    DateOnly On
) : Message, ICommand
{
    public Guid ReadinessId => AnchorReadiness.IdOf(ProgrammeId, PartnerId);
}

public static class RecordAnchorProcedureHandler
{
    public static readonly Refusal WhatMissing = new("what-missing", "what", "Say what is done otherwise now");
    public static readonly Refusal NotAssessed = new("readiness-missing", null, "Assess where you are first");

    public static Access Authorise(Actor actor, RecordAnchorProcedure command, Programme programme) =>
        ProgrammeAccess.ForPartner(actor, programme, command.PartnerId);

    public static Decision Handle(
        RecordAnchorProcedure command,
        [Peek] Programme programme,
        AnchorReadiness readiness,
        Actor actor,
        DateTimeOffset now
    ) =>
        readiness.Assessments.Count == 0 ? NotAssessed
        : readiness.Procedures.Any(p => p.ProcedureId == command.ProcedureId) ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.What) ? WhatMissing
        : !ProgrammeAccess.HasBeen(command.On, now) ? ProgrammeAccess.DayWrong("on")
        : Decision.On<AnchorReadiness>(
            command.ReadinessId,
            new AnchorProcedureChanged(
                command.ReadinessId,
                command.ProgrammeId,
                command.PartnerId,
                command.ProcedureId,
                command.What.Trim(),
                command.On,
                actor.Person
            )
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordAnchorProcedure>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/procedures",
            ProgrammeAccess.Deliverers,
            creates: "procedureId"
        );
}
