using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>The terms in full, what has changed since the last acceptance, and the signature.</summary>
[ForRoles("a member's people", Roles.Member, Roles.BidManager, Roles.Signatory, Roles.OrganisationAdministrator)]
public sealed class AcceptTermsPage(Actors actors, ConsortiumReader reader, Acting acting) : PageModel
{
    public ConsortiumShown Consortium { get; private set; } = null!;
    public TermsShown Terms { get; private set; } = null!;
    public IReadOnlyList<TermsChange> Changes { get; private set; } = [];
    public bool YouMustAccept { get; private set; }

    [BindProperty]
    public int Edition { get; set; }

    [BindProperty]
    public string Sha256 { get; set; } = "";

    [BindProperty, Display(Name = "Why you bid jointly")]
    public string? JointBidReason { get; set; }

    [BindProperty]
    public string? Capacity { get; set; }

    /// <summary>The member for whom the lead accepts; nothing for one's own organisation.</summary>
    [BindProperty]
    public Guid? OrganisationId { get; set; }

    public bool IsFor(Guid member) => OrganisationId == member;

    public string NameOf(Guid organisation) =>
        Consortium.Members.FirstOrDefault(m => m.OrganisationId == organisation)?.Name ?? "An organisation";

    public async Task<IActionResult> OnGetAsync(Guid consortium, CancellationToken cancel) =>
        await LoadAsync(consortium, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid consortium, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        var command = new AcceptTerms(consortium, Edition, Sha256, JointBidReason ?? "", Capacity ?? "", OrganisationId: OrganisationId);
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(
            OrganisationId is { } member ? $"The terms are accepted for {NameOf(member)}" : "Your organisation has accepted the terms"
        );
        return Redirect($"/consortia/{consortium}");
    }

    private async Task<bool> LoadAsync(Guid consortium, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await reader.ReadAsync(consortium, actor, cancel) is not { Terms: { } terms } shown)
            return false;
        (Consortium, Terms) = (shown, terms);
        YouMustAccept = terms.Awaited.Contains(actor.Organisation!.Value);
        if (YouMustAccept)
            Changes = await reader.ChangesAsync(consortium, actor.Organisation.Value, cancel);
        return true;
    }
}
