using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a programme manager or an administrator of the support organisation", Roles.ProgrammeManager, Roles.OrganisationAdministrator)]
public sealed class NameResearchLeadPage(ResearchRooms rooms) : ResearchPage(rooms)
{
    public IReadOnlyList<Choice> People { get; private set; } = [];

    [BindProperty]
    public Guid? PersonId { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    public async Task OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        return PersonId is { } person
            ? await DoAsync(new NameResearchLead(Own, person, Phone ?? ""), "The lead is named", "/research/desk")
            : this.Refused([
                ResearchRefusals.NoColleague,
                .. string.IsNullOrWhiteSpace(Phone) ? [NameResearchLeadHandler.PhoneMissing] : (Refusal[])[],
            ]);
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        await BeginAsync();
        People = await Rooms.ColleaguesAsync(Own, cancel);
    }
}
