using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// Until when the funder may ask for evidence, or an audit for longer. Whoever was counted in a claim and wants to be erased is kept until
/// then, read by nobody, and erased after that day.
/// </summary>
public sealed record KeepEvidence(Guid ProgrammeId, DateOnly Until) : Message, ICommand;

public static class KeepEvidenceHandler
{
    public static readonly Refusal UntilWrong = new(
        "evidence-until-wrong",
        "until",
        "Enter the day the funder names, from the programme’s end on"
    );

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(KeepEvidence command, Programme programme) =>
        command.Until < programme.Until || !ProgrammeAccess.IsInItsTime(command.Until) ? UntilWrong
        : command.Until == programme.EvidenceUntil ? Decision.Nothing
        : Decision.On<Programme>(command.ProgrammeId, new ProgrammeEvidenceKept(command.ProgrammeId, command.Until));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<KeepEvidence>("PUT", "/api/v1/programmes/{programmeId}/evidence-until", ProgrammeAccess.Leads);
}
