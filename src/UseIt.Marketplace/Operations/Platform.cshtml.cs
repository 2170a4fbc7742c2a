using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>The administrator's room: what there is to look after, and what of it waits.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class PlatformPage(
    IServiceProvider services,
    OrganisationRegister organisations,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    public long Waiting { get; private set; }
    public Health.Report Health { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, organisations);
        Waiting = await organisations.WaitingAsync(database, cancel);
        Health = await Operations.Health.ReadAsync(services, cancel);
    }
}
