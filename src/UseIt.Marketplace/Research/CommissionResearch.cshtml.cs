using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("whoever commissions for an anchor or a partner", Roles.Author, Roles.Approver, Roles.ContractManager, Roles.BidManager)]
public sealed class CommissionResearchPage(ResearchRooms rooms) : ResearchQuestionPage(rooms)
{
    public IReadOnlyList<Choice> Coordinators { get; private set; } = [];

    [BindProperty]
    public Guid? SupportOrganisationId { get; set; }

    [BindProperty, Display(Name = "The number of days")]
    public int? EmbargoDays { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        ProjectId = Guid.CreateVersion7();
        if (Coordinators is [var only])
            SupportOrganisationId = Guid.Parse(only.Value, null);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        return await DoAsync(
            new CommissionResearch(
                ProjectId,
                SupportOrganisationId ?? Guid.Empty,
                Own,
                Title ?? "",
                Question ?? "",
                Method ?? "",
                new Money(Budget ?? 0),
                By ?? default,
                EmbargoDays ?? -1
            ),
            "The research is asked for. The coordinators answer you here",
            $"/research/projects/{ProjectId}"
        );
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        await BeginAsync();
        Coordinators = await Rooms.CoordinatorsAsync(cancel);
    }
}
