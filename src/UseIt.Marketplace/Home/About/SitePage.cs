using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Home.About;

/// <summary>A page about the marketplace itself. All of them say the same to everybody.</summary>
[ForAnyone]
public sealed class SitePage(Settings settings, RunningSettings running, Site site) : PageModel
{
    /// <summary>Whom people write to, where somebody has said so.</summary>
    public string? Contact { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => Contact = await running.ContactAsync(cancel);

    public bool Demonstration => site.Demonstration;
    public bool ByMail => settings.SignInByMail;
    public bool ByProvider => settings.IdentityProvider is not null;

    /// <summary>A cookie as browsers call it here.</summary>
    public string Cookie(string name) => settings.Embedded ? name : $"__Host-{name}";
}
