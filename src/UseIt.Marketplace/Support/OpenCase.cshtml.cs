using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>An adviser opens a case with an enterprise that is here.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class OpenCasePage(Actors actors, Acting acting, OrganisationNames names, NpgsqlDataSource database) : PageModel
{
    public static readonly Refusal NotChosen = new("organisation-missing", "organisationId", "Choose the enterprise");

    public IReadOnlyList<Choice> Found { get; private set; } = [];

    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid CaseId { get; set; }

    [BindProperty]
    public Guid? OrganisationId { get; set; }

    [BindProperty]
    public string? Need { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        CaseId = Guid.CreateVersion7();
        await FindAsync(cancel);
        return ModelState.IsValid ? Page() : this.Refused();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        if ((await actors.OfAsync(HttpContext, cancel)).Organisation is not { } support)
            return NotFound();
        if (OrganisationId is not { } enterprise)
            return this.Refused([NotChosen, .. string.IsNullOrWhiteSpace(Need) ? [ReceiveEnquiryHandler.NeedMissing] : (Refusal[])[]]);
        var source = string.IsNullOrWhiteSpace(Source) ? null : Source.Trim();
        if (await acting.TryAsync(this, new ReceiveEnquiry(CaseId, support, enterprise, Need ?? "", source)) is { } refused)
            return refused;
        this.Announce("The case is open. The enterprise is asked to accept it");
        return Redirect($"/cases/{CaseId}");
    }

    private async Task FindAsync(CancellationToken cancel)
    {
        if (ModelState.IsValid)
            Found = await names.ChoicesAsync(database, Q, [OrganisationKind.Enterprise], [], cancel);
    }
}
