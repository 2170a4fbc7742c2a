using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a programme manager or an administrator of the support organisation", Roles.ProgrammeManager, Roles.OrganisationAdministrator)]
public sealed class SetResearchGuardianRulePage(ResearchRooms rooms) : ResearchPage(rooms)
{
    [BindProperty]
    public string? Rule { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await BeginAsync();
        Rule = (await Rooms.DeskAsync(Own, cancel)).GuardianRule;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        return await DoAsync(new SetResearchGuardianRule(Own, Rule ?? ""), "The rule is saved", "/research/desk");
    }
}
