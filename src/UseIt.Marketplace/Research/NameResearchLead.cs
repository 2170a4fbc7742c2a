using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Names a colleague who reads and answers safeguarding concerns, with the number everybody of the organisation calls.</summary>
public sealed record NameResearchLead(Guid SupportOrganisationId, Guid PersonId, string Phone) : Message, ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class NameResearchLeadHandler
{
    public static readonly Refusal PhoneMissing = new("phone-missing", "phone", "Enter the number people call with a concern");

    public sealed record Found(bool IsColleague, Protected? Phone);

    public static Access Authorise(Actor actor, NameResearchLead command) =>
        actor.On(command.SupportOrganisationId, ResearchAccess.Settling);

    public static async Task<Found> Load(NameResearchLead command, Memberships memberships, Vault vault, CancellationToken cancel)
    {
        var colleague = (await memberships.InAsync(command.SupportOrganisationId, cancel)).Any(m => m.Person == command.PersonId);
        return new Found(
            colleague,
            colleague && !string.IsNullOrWhiteSpace(command.Phone)
                ? await vault.SealAsync(command.PersonId, command.Phone.Trim(), cancel)
                : null
        );
    }

    public static Decision Handle(NameResearchLead command, ResearchDesk desk, Found found, Actor actor) =>
        !found.IsColleague ? ResearchRefusals.NoColleague
        : found.Phone is not { } phone ? PhoneMissing
        : Decision.On<ResearchDesk>(
            command.DeskId,
            new ResearchLeadNamed(command.DeskId, command.SupportOrganisationId, command.PersonId, phone, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NameResearchLead>("POST", "/api/v1/research/desks/{supportOrganisationId}/leads", ResearchAccess.Settlers);
}
