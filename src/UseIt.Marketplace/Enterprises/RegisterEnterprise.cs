using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>Says that an organisation is a social enterprise, in which legal form, since when, and for which mission.</summary>
public sealed record RegisterEnterprise(Guid OrganisationId, string LegalForm, string Mission, DateOnly? TradingSince = null)
    : Message,
        ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class RegisterEnterpriseHandler
{
    public static readonly Refusal LegalFormMissing = new(
        "legal-form-missing",
        "legalForm",
        "Enter the legal form, such as community interest company limited by guarantee"
    );
    public static readonly Refusal MissionMissing = new(
        "mission-missing",
        "mission",
        "Enter the social or environmental mission in one or two sentences"
    );

    public static Access Authorise(Actor actor, RegisterEnterprise command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(RegisterEnterprise command, Stream<SocialEnterprise> enterprise)
    {
        if (enterprise.Exists)
            return Decision.Nothing;
        if (Wrong(command.LegalForm, command.Mission) is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        return Decision.On<SocialEnterprise>(
            command.EnterpriseId,
            new EnterpriseRegistered(
                command.EnterpriseId,
                command.OrganisationId,
                command.LegalForm.Trim(),
                command.TradingSince,
                command.Mission.Trim()
            )
        );
    }

    internal static Refusal[] Wrong(string legalForm, string mission) =>
        [
            .. string.IsNullOrWhiteSpace(legalForm) ? [LegalFormMissing] : Array.Empty<Refusal>(),
            .. string.IsNullOrWhiteSpace(mission) ? [MissionMissing] : Array.Empty<Refusal>(),
        ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RegisterEnterprise>("POST", "/api/v1/enterprises/{organisationId}", EnterpriseAccess.Changers);
}
