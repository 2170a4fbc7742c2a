using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>One partner: who keeps in touch, when last, what was promised both ways, and who answers for it there.</summary>
[ForRoles("a programme manager or an adviser", Roles.ProgrammeManager, Roles.Adviser)]
public sealed class ReadPartnerPage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    public Partner Partner { get; private set; } = null!;
    public string? Owner { get; private set; }
    public string? Sponsor { get; private set; }
    public AnchorReadiness Readiness { get; private set; } = AnchorReadiness.Empty;

    public async Task<IActionResult> OnGetAsync(Guid programme, Guid partner, CancellationToken cancel)
    {
        if (
            !await LoadAsync(programme)
            || !Who.ActsFor(Programme.LeadOrganisation, ProgrammeAccess.Caring)
            || Programme.Partner(partner) is not { } found
        )
            return NotFound();
        Partner = found;
        if (found.Owner is { } owner)
            Owner = (await Rooms.Colleagues.NamesAsync([owner], cancel))[owner];
        if (found.Sponsor is { } sponsor)
            Sponsor = (await Rooms.Vault.RevealAsync([sponsor.Name], cancel))[0] ?? Protected.Erased;
        Readiness = (await Rooms.Store.FetchAsync<AnchorReadiness>(AnchorReadiness.IdOf(programme, partner), cancel)).State;
        return Page();
    }
}
