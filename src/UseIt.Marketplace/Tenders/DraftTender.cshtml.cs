using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

[ForRoles("a buyer's author", Roles.Author)]
public sealed class DraftTenderPage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    public static readonly Refusal RegimeMissing = new("regime-missing", "regime", "Choose which rules the tender follows");

    public IReadOnlyList<Choice> Regimes { get; private set; } = [];

    /// <summary>Comes with the form, so that sending it twice starts one tender.</summary>
    [BindProperty]
    public Guid TenderId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Regime { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        TenderId = Guid.CreateVersion7();
        await LoadAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (string.IsNullOrEmpty(Regime))
            return this.Refused([.. WhatIsBought.Title(Title ?? "") is { } wrong ? [wrong] : Array.Empty<Refusal>(), RegimeMissing]);
        if ((await actors.OfAsync(HttpContext, cancel)).Organisation is not { } buyer)
            return NotFound();
        if (await acting.TryAsync(this, new DraftTender(TenderId, buyer, Title ?? "", Regime)) is { } refused)
            return refused;
        return Redirect($"/buyer/tenders/{TenderId}");
    }

    private async Task LoadAsync(CancellationToken cancel) =>
        Regimes = [
            .. Tenders.Regime.Profiles(UkTime.DayOf(await store.ClockAsync(cancel))).Select(p => new Choice(p.Code, p.Name, Hint(p))),
        ];

    private static string Hint(RegimeProfile profile) =>
        (
            profile.NoticesAreConfirmedElsewhere
                ? "The notice goes to Find a Tender first and is public here once it is published there."
                : "Published here at once."
        )
        + (
            profile.Standstill is { Duty: StandstillDuty.Mandatory } standstill
                ? $" A standstill of at least {standstill.LeastWorkingDays} working days follows the award."
                : ""
        );
}
