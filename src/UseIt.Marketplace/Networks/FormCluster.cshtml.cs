using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>Forms a cluster ("new"), or changes who belongs to one.</summary>
[ForRoles("a network's coordinator", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class FormClusterPage(PageRooms rooms, NetworkView networks) : NetworkPage(rooms, networks)
{
    public Cluster? Known { get; private set; }

    [BindProperty]
    public Guid ClusterId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Purpose { get; set; }

    [BindProperty]
    public Guid[] Members { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid network, string cluster)
    {
        if (!await FindAsync(network, cluster))
            return NotFound();
        ClusterId = Known?.ClusterId ?? Guid.CreateVersion7();
        Members = [.. Known?.Members ?? []];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid network, string cluster) =>
        await FindAsync(network, cluster)
            ? await DoAsync(
                new FormCluster(network, Known?.ClusterId ?? ClusterId, Name ?? "", Purpose ?? "", Members),
                "The cluster is saved",
                Back,
                NetworkWords.Field
            )
            : NotFound();

    private async Task<bool> FindAsync(Guid network, string cluster)
    {
        if (!await LoadAsync(network))
            return false;
        Known = Guid.TryParse(cluster, out var id) ? Network.Clusters.FirstOrDefault(c => c.ClusterId == id) : null;
        return Known is not null || cluster == "new";
    }
}
