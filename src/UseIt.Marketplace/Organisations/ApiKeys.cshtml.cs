using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>The keys of an organisation's programs, for its administrator.</summary>
[ForRoles("an administrator of the organisation", Organisations.Roles.OrganisationAdministrator)]
public sealed class ApiKeysPage(Actors actors, Acting acting, ApiKeys keys, Colleagues colleagues) : PageModel
{
    public const string Path = "/organisation/api-keys";

    private IReadOnlyDictionary<Guid, string> makers = new Dictionary<Guid, string>();

    public IReadOnlyList<ApiKeyRow> Keys { get; private set; } = [];

    public string MakerOf(ApiKeyRow key) => makers[key.MadeBy];

    public static string StateOf(ApiKeyRow key) =>
        key.Revoked is not null ? "Revoked"
        : key.Counts ? "In use"
        : "Ended";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostRevokeAsync(Guid key, CancellationToken cancel)
    {
        if (await LoadAsync(cancel) is not { } organisation)
            return NotFound();
        if (await acting.TryAsync(this, new RevokeApiKey(organisation, key)) is { } refused)
            return refused;
        this.Announce("The key is revoked, from this moment");
        return Redirect(Path);
    }

    private async Task<Guid?> LoadAsync(CancellationToken cancel)
    {
        if ((await actors.OfAsync(HttpContext, cancel)).Organisation is not { } organisation)
            return null;
        Keys = await keys.OfAsync(organisation, cancel);
        makers = await colleagues.NamesAsync([.. Keys.Select(k => k.MadeBy).Distinct()], cancel);
        return organisation;
    }
}
