using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>Says anew in which legal form the enterprise is, since when it trades, and what for.</summary>
public sealed record ChangeProfile(Guid OrganisationId, string LegalForm, string Mission, DateOnly? TradingSince = null) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class ChangeProfileHandler
{
    public static readonly Refusal NotRegistered = new("enterprise-not-registered", null, "Register the enterprise first");

    public static Access Authorise(Actor actor, ChangeProfile command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(ChangeProfile command, Stream<SocialEnterprise> enterprise)
    {
        if (!enterprise.Exists)
            return NotRegistered;
        if (RegisterEnterpriseHandler.Wrong(command.LegalForm, command.Mission) is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        var (form, mission, since) = (command.LegalForm.Trim(), command.Mission.Trim(), command.TradingSince);
        return (enterprise.State.LegalForm, enterprise.State.Mission, enterprise.State.TradingSince) == (form, mission, since)
            ? Decision.Nothing
            : Decision.On<SocialEnterprise>(
                command.EnterpriseId,
                new EnterpriseProfileChanged(command.EnterpriseId, command.OrganisationId, form, since, mission)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ChangeProfile>("PUT", "/api/v1/enterprises/{organisationId}", EnterpriseAccess.Changers);
}
