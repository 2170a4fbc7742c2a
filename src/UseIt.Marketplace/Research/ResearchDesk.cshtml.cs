using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Leads, the guardian rule and courses, settled once.</summary>
[ForRoles(
    "a coordinator of research or an administrator of the support organisation",
    Roles.Adviser,
    Roles.ProgrammeManager,
    Roles.OrganisationAdministrator
)]
public sealed class ResearchDeskPage(ResearchRooms rooms, Vault vault) : ResearchPage(rooms)
{
    public ResearchDesk Desk { get; private set; } = ResearchDesk.Empty;
    public IReadOnlyDictionary<Guid, string> People { get; private set; } = new Dictionary<Guid, string>();
    public IReadOnlyDictionary<Guid, string> Phones { get; private set; } = new Dictionary<Guid, string>();
    public bool Settles => Who.ActsFor(Who.Organisation, ResearchAccess.Settling);

    [BindProperty]
    public Guid PersonId { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostStandDownAsync(CancellationToken cancel) =>
        await LoadAsync(cancel)
            ? await DoAsync(new StandDownResearchLead(Own, PersonId), "The lead has stood down", "/research/desk")
            : NotFound();

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        await BeginAsync();
        Desk = await Rooms.DeskAsync(Own, cancel);
        if (!Coordinates && Desk == ResearchDesk.Empty)
            return false;
        Phones = await PhonesAsync(Desk, vault, cancel);
        People = await Rooms.PeopleAsync(Desk.Leads.Keys, cancel);
        return true;
    }

    internal static async Task<IReadOnlyDictionary<Guid, string>> PhonesAsync(ResearchDesk desk, Vault vault, CancellationToken cancel)
    {
        var leads = desk.Leads.ToArray();
        var phones = await vault.RevealAsync([.. leads.Select(l => l.Value)], cancel);
        return leads.Select((l, i) => (l.Key, Phone: phones[i]!)).ToDictionary(l => l.Key, l => l.Phone);
    }
}
