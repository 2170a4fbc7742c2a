using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// An adviser who knows an organisation says that it is who it says it is. Found by its whole number alone: who waits is no list to look
/// through.
/// </summary>
[ForRoles("an adviser", Roles.Adviser)]
[CountsAs(Counted.Search)]
public sealed class VouchForOrganisationPage(OrganisationRegister register, Acting acting, NpgsqlDataSource database) : PageModel
{
    public static readonly Refusal Nobody = new(
        "organisation-not-waiting-by-number",
        "Number",
        "No organisation with this number waits for its check"
    );

    [BindProperty]
    public string? Number { get; set; }

    [BindProperty]
    public string? Looked { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    public RegisteredOrganisation? Found { get; private set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostFindAsync(CancellationToken cancel) => await LoadAsync(cancel) ? Page() : this.Refused(Nobody);

    public async Task<IActionResult> OnPostVouchAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return this.Refused(Nobody);
        var command = new CheckOrganisationIdentity(Found!.OrganisationId, IdentityCheck.AdviserVouched, Looked ?? "", Seen ?? "");
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce("You have vouched for the organisation. It may act now");
        return Redirect("/vouch");
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(Number))
            return false;
        Identifier[] wanted = [new Identifier(Identifier.Company, Number).Normal(), Identifier.OfCharity(Number).Normal()];
        var (items, _) = await register.FindAsync(database, Number, OrganisationStatus.Registered, null, cancel);
        Found = items.FirstOrDefault(o => o.Identifiers.Any(wanted.Contains));
        return Found is not null;
    }
}
