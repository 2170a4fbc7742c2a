using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForRoles("the developer", Roles.Author, Roles.ContractManager)]
public sealed class AgreeObligationPage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    public static readonly Refusal TriggerMissing = new("trigger-missing", "trigger", "Choose when it falls due");

    [BindProperty]
    public Guid ObligationId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty, Display(Name = "How much")]
    public decimal? Quantity { get; set; }

    [BindProperty]
    public string? Unit { get; set; }

    [BindProperty]
    public ObligationTrigger? Trigger { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Day { get; set; }

    [BindProperty, Display(Name = "The number of homes")]
    public int? Homes { get; set; }

    [BindProperty, Display(Name = "The number of days")]
    public int? WithinDays { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development)
    {
        ObligationId = Guid.CreateVersion7();
        return await LoadOwnAsync(development) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid development) =>
        !await LoadOwnAsync(development) ? NotFound()
        : Trigger is not { } trigger ? this.Refused(TriggerMissing)
        : await DoAsync(
            new AgreeObligation(
                development,
                ObligationId,
                Title ?? "",
                Quantity ?? 0,
                Unit ?? "",
                new ObligationDue(
                    trigger,
                    trigger == ObligationTrigger.OnDay ? Day : null,
                    trigger == ObligationTrigger.Occupation ? Homes : null,
                    trigger == ObligationTrigger.OnDay ? 0 : WithinDays ?? 0
                )
            ),
            "The obligation is added",
            Back,
            DevelopmentWords.Field
        );
}
