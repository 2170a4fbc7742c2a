using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForRoles("a network's coordinator", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class MakeIntroductionPage(PageRooms rooms, GatheringView gatherings) : GatheringPage(rooms, gatherings)
{
    [BindProperty]
    public Guid IntroductionId { get; set; }

    [BindProperty]
    public Guid? BuyerId { get; set; }

    [BindProperty]
    public Guid? EnterpriseId { get; set; }

    [BindProperty]
    public string? About { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid gathering)
    {
        if (!await LoadAsync(gathering))
            return NotFound();
        IntroductionId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid gathering) =>
        await LoadAsync(gathering)
            ? await DoAsync(
                new MakeIntroduction(BuyerId ?? Guid.Empty, gathering, IntroductionId, EnterpriseId ?? Guid.Empty, About ?? ""),
                "The introduction is kept",
                $"{Back}/introductions/{IntroductionId}"
            )
            : NotFound();
}
