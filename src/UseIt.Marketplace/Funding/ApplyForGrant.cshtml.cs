using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

[ForRoles("who applies for an enterprise", Roles.BidManager, Roles.Signatory)]
public sealed class ApplyForGrantPage(PageRooms rooms) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid GrantId { get; set; }

    [BindProperty]
    public Guid? FunderId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty, Display(Name = "The amount")]
    public decimal? Amount { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    public IReadOnlyList<Choice> Found { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        GrantId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        return await DoAsync(
            new ApplyForGrant(
                GrantId,
                Own,
                FunderId ?? Guid.Empty,
                Title ?? "",
                Description ?? "",
                new Money(Amount ?? 0),
                From ?? default,
                Until ?? default
            ),
            "You have applied",
            $"/grants/{GrantId}"
        );
    }

    private async Task FindAsync(CancellationToken cancel)
    {
        await BeginAsync();
        Found = await Rooms.FindAsync(Q, [OrganisationKind.Support, OrganisationKind.Funder], [], cancel);
    }
}
