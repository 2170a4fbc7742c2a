using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>The lead has checked a return: it is accepted, or goes back with what is wrong.</summary>
public sealed record DecidePartnerReturn(Guid ProgrammeId, Guid PartnerId, string Quarter, bool Accepted, string? Reason = null)
    : Message,
        ICommand
{
    public Guid ReturnedId => PartnerReturn.IdOf(ProgrammeId, PartnerId, Quarter);
}

public static class DecidePartnerReturnHandler
{
    public static readonly Refusal NotThere = new("return-not-there", null, "This return has not been submitted, or has gone back");
    public static readonly Refusal OwnReturn = new("own-return", null, "You signed this return yourself. Somebody else has to check it");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(DecidePartnerReturn command, [Peek] Programme programme, PartnerReturn returned, Actor actor) =>
        returned.State == ReturnState.Accepted && command.Accepted ? Decision.Nothing
        : returned.State != ReturnState.Submitted ? NotThere
        : returned.Said!.Signature.Person == actor.Person ? OwnReturn
        : command.Accepted
            ? Decision.On<PartnerReturn>(
                command.ReturnedId,
                new PartnerReturnAccepted(command.ReturnedId, command.ProgrammeId, command.PartnerId, command.Quarter, actor.Person)
            )
        : string.IsNullOrWhiteSpace(command.Reason) ? ProgrammeAccess.ReasonMissing
        : Decision.On<PartnerReturn>(
            command.ReturnedId,
            new PartnerReturnSentBack(
                command.ReturnedId,
                command.ProgrammeId,
                command.PartnerId,
                command.Quarter,
                command.Reason.Trim(),
                actor.Person
            )
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DecidePartnerReturn>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/returns/{quarter}/decision",
            ProgrammeAccess.Leads
        );
}
