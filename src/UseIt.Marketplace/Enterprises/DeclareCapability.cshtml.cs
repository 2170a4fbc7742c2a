using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>One thing the enterprise can do; its id comes with the address, so that sending it twice says it once.</summary>
[ForRoles("the enterprise's own bid managers and administrators", Roles.BidManager, Roles.OrganisationAdministrator)]
public sealed class DeclareCapabilityPage(Actors actors, Acting acting, IDocumentStore store) : EnterprisePage(actors, acting, store)
{
    public bool IsNew { get; private set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string[] Cpv { get; set; } = [];

    [BindProperty]
    public string? CpvWords { get; set; }

    [BindProperty]
    public string[] Places { get; set; } = [];

    [BindProperty]
    public string? PlacesWords { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? Capacity { get; set; }

    [BindProperty]
    public bool Public { get; set; } = true;

    public async Task<IActionResult> OnGetAsync(Guid capability, CancellationToken cancel)
    {
        if (!await LoadAsync(capability, cancel))
            return NotFound();
        if (Enterprise.Capabilities.GetValueOrDefault(capability) is { } known)
            (Title, Cpv, Places, Words, Capacity, Public) = (
                known.Title,
                [.. known.Cpv],
                PickedPlaces.Chosen(known.Places),
                string.Join(", ", known.Words),
                known.Capacity,
                known.Public
            );
        // What somebody asked for is the first word of what they look for.
        else if (HttpContext.Request.Query["cpv"].ToString() is { Length: > 0 } asked)
            Cpv = asked.Split(' ');
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid capability, CancellationToken cancel)
    {
        if (!await LoadAsync(capability, cancel))
            return NotFound();
        if (this.Finds())
            return Page();
        List<Refusal> unread = [];
        var cpv = Pick.Cpv.Read(Cpv, CpvWords, nameof(Cpv), unread);
        var places = PickedPlaces.Read(Places, PlacesWords, nameof(Places), unread);
        if (unread.Count > 0)
            return this.Refused([
                .. string.IsNullOrWhiteSpace(Title) ? [DeclareCapabilityHandler.TitleMissing] : Array.Empty<Refusal>(),
                .. unread,
            ]);
        return await DoAsync(
            new DeclareCapability(
                OrganisationId,
                capability,
                Title ?? "",
                cpv,
                places,
                [.. (Words ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
                string.IsNullOrWhiteSpace(Capacity) ? null : Capacity,
                Public
            ),
            "What you can do is saved",
            "/enterprise",
            field => field.Split('[')[0]
        );
    }

    public async Task<IActionResult> OnPostWithdrawAsync(Guid capability, CancellationToken cancel) =>
        await LoadAsync(capability, cancel)
            ? await DoAsync(new WithdrawCapability(OrganisationId, capability), "It is withdrawn", "/enterprise")
            : NotFound();

    private async Task<bool> LoadAsync(Guid capability, CancellationToken cancel)
    {
        if (!await LoadAsync(cancel) || !Registered)
            return false;
        IsNew = !Enterprise.Capabilities.ContainsKey(capability);
        return true;
    }
}
