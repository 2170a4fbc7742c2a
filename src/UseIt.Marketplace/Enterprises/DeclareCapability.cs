using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>
/// What the enterprise can do, in CPV codes and its own words, and where. Only public capabilities are used to find partners and to preview
/// coverage.
/// </summary>
public sealed record DeclareCapability(
    Guid OrganisationId,
    [property: NewId(OrKept = true)] Guid CapabilityId,
    string Title,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    IReadOnlyList<string>? Words = null,
    string? Capacity = null,
    bool Public = true
) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class DeclareCapabilityHandler
{
    public static readonly Refusal NotRegistered = new("enterprise-not-registered", null, "Register the enterprise first");
    public static readonly Refusal TitleMissing = new(
        "capability-title-missing",
        "title",
        "Enter what the enterprise can do, such as grounds maintenance"
    );

    public static Refusal CpvWrong(int n) => new("cpv-wrong", $"cpv[{n}]", "A CPV code has eight digits, such as 77314000");

    public static Access Authorise(Actor actor, DeclareCapability command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(DeclareCapability command, Stream<SocialEnterprise> enterprise)
    {
        if (!enterprise.Exists)
            return NotRegistered;
        if (string.IsNullOrWhiteSpace(command.Title))
            return TitleMissing;
        for (var i = 0; i < command.Cpv.Count; i++)
            if (command.Cpv[i].Length != 8 || !command.Cpv[i].All(char.IsAsciiDigit))
                return CpvWrong(i);
        return Decision.On<SocialEnterprise>(
            command.EnterpriseId,
            new CapabilityDeclared(
                command.EnterpriseId,
                command.OrganisationId,
                command.CapabilityId,
                command.Title.Trim(),
                command.Cpv,
                command.Words ?? [],
                command.Places,
                command.Capacity?.Trim(),
                command.Public
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclareCapability>(
            "POST",
            "/api/v1/enterprises/{organisationId}/capabilities",
            EnterpriseAccess.Changers,
            creates: "capabilityId"
        );
}
