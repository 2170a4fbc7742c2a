using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A partner leaves; what it did until then stays.</summary>
public sealed record EndProgrammePartner(Guid ProgrammeId, Guid PartnerId, DateOnly On, string Reason) : Message, ICommand;

public static class EndProgrammePartnerHandler
{
    public static readonly Refusal BeforeItJoined = new("left-before-joining", "on", "Enter a day after it joined");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(EndProgrammePartner command, Programme programme, DateTimeOffset now)
    {
        if (programme.Partner(command.PartnerId) is not { } partner)
            return ProgrammeAccess.NoPartner;
        if (partner.Left is not null)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (command.On <= partner.Joined)
            wrong.Add(BeforeItJoined);
        else if (!ProgrammeAccess.HasBeen(command.On, now))
            wrong.Add(ProgrammeAccess.DayWrong("on"));
        if (string.IsNullOrWhiteSpace(command.Reason))
            wrong.Add(ProgrammeAccess.ReasonMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Programme>(
                command.ProgrammeId,
                new ProgrammePartnerLeft(command.ProgrammeId, command.PartnerId, command.On, command.Reason.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EndProgrammePartner>("POST", "/api/v1/programmes/{programmeId}/partners/{partnerId}/end", ProgrammeAccess.Leads);
}
