using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordResearcherPaidPage(ResearchRooms rooms) : ProjectResearcherPage(rooms)
{
    [BindProperty]
    public Guid PaymentId { get; set; }

    [BindProperty, Display(Name = "The amount")]
    public decimal? Amount { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project, Guid researcher, CancellationToken cancel)
    {
        if (!await LoadAsync(project, researcher, cancel))
            return NotFound();
        PaymentId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid project, Guid researcher, CancellationToken cancel) =>
        await LoadAsync(project, researcher, cancel)
            ? await DoAsync(
                new RecordResearcherPaid(project, researcher, PaymentId, new Money(Amount ?? 0), On ?? default),
                "The payment is recorded",
                BackToAll
            )
            : NotFound();
}
