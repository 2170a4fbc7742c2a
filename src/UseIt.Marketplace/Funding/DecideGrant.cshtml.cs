using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

[ForRoles("a programme manager", Roles.ProgrammeManager)]
public sealed class DecideGrantPage(PageRooms rooms, GrantView grants) : GrantPage(rooms, grants)
{
    public static readonly Refusal DecisionMissing = new("decision-missing", "offer", "Choose whether the grant is offered");

    [BindProperty]
    public bool? Offer { get; set; }

    [BindProperty, Display(Name = "The amount")]
    public decimal? Amount { get; set; }

    [BindProperty]
    public string? Conditions { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? AcceptBy { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid grant)
    {
        if (!await OpenAsync(grant))
            return NotFound();
        Amount = Row.Applied.Amount;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid grant) =>
        !await OpenAsync(grant) ? NotFound()
        : Offer is not { } offer ? this.Refused(DecisionMissing)
        : await DoAsync(
            new DecideGrant(
                grant,
                offer,
                Reason ?? "",
                offer && Amount is { } amount ? new Money(amount) : null,
                offer ? (Conditions ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null,
                offer ? AcceptBy : null
            ),
            offer ? "The grant is offered. The letter is ready" : "The application is rejected",
            At
        );

    private async Task<bool> OpenAsync(Guid grant) => await LoadAsync(grant) && Decides && Row.Stage == GrantStage.Applied;
}
