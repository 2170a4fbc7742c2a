using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Who alone reads concerns, and which numbers are called first.</summary>
public sealed record NameSafeguardingLeads(Guid SupportOrganisationId, IReadOnlyList<Guid> Leads, string Numbers) : Message, ICommand
{
    public Guid SafeguardingId => Safeguarding.IdOf(SupportOrganisationId);
}

public static class NameSafeguardingLeadsHandler
{
    public static readonly Refusal LeadsMissing = new("leads-missing", "leads", "Choose at least one person who leads safeguarding");
    public static readonly Refusal NotColleagues = new("leads-not-colleagues", "leads", "Choose people of your organisation");
    public static readonly Refusal NumbersMissing = new(
        "numbers-missing",
        "numbers",
        "Enter the telephone numbers to call, of the leads and of the council's safeguarding team"
    );

    /// <summary>Who works here, and the numbers as they are kept.</summary>
    public sealed record Known(IReadOnlyList<Guid> Colleagues, Protected? Numbers);

    public static Access Authorise(Actor actor, NameSafeguardingLeads command) =>
        SkillsAccess.Of(actor, command.SupportOrganisationId, Roles.ProgrammeManager);

    public static async Task<Known> Load(NameSafeguardingLeads command, Memberships memberships, Vault vault, CancellationToken cancel) =>
        new(
            [.. (await memberships.InAsync(command.SupportOrganisationId, cancel)).Select(m => m.Person)],
            string.IsNullOrWhiteSpace(command.Numbers)
                ? null
                : await vault.SealAsync(Safeguarding.SubjectOf(command.SupportOrganisationId), command.Numbers.Trim(), cancel)
        );

    public static Decision Handle(NameSafeguardingLeads command, Safeguarding safeguarding, Known known, Actor actor)
    {
        List<Refusal> wrong = [];
        if (command.Leads.Count == 0)
            wrong.Add(LeadsMissing);
        else if (command.Leads.Except(known.Colleagues).Any())
            wrong.Add(NotColleagues);
        if (known.Numbers is null)
            wrong.Add(NumbersMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Safeguarding>(
                command.SafeguardingId,
                new SafeguardingLeadsNamed(
                    command.SafeguardingId,
                    command.SupportOrganisationId,
                    [.. command.Leads.Distinct()],
                    known.Numbers!,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NameSafeguardingLeads>(
            "PUT",
            "/api/v1/organisations/{supportOrganisationId}/safeguarding-leads",
            SkillsAccess.Openers
        );
}
