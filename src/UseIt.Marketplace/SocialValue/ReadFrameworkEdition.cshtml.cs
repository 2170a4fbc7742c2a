using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

[ForRoles(FrameworkAccess.Who, Roles.Author)]
public sealed class ReadFrameworkEditionPage(PageRooms rooms, Frameworks frameworks) : FrameworkPage(rooms, frameworks)
{
    public FrameworkEdition Edition { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid framework, int number) => await FindAsync(framework, number) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid framework, int number) =>
        await FindAsync(framework, number)
            ? await DoAsync(
                new WithdrawFrameworkEdition(framework, number, Reason ?? ""),
                "The edition is withdrawn",
                $"{Back}/editions/{number}"
            )
            : NotFound();

    private async Task<bool> FindAsync(Guid framework, int number)
    {
        if (!await LoadAsync(framework) || Framework.Edition(number) is not { } edition)
            return false;
        Edition = edition;
        return true;
    }
}
