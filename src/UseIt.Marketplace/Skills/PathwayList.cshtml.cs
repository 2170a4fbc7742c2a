using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("advisers and programme managers", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class PathwayListPage(Actors actors, Acting acting, IDocumentStore store) : SkillsPage(actors, acting, store)
{
    public IReadOnlyList<(PathwayRules Rules, Pathway State)> Found { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await BeginAsync(cancel))
            return NotFound();
        Found = await OfAsync(Store, Own, cancel);
        return Page();
    }

    /// <summary>Every pathway, as it stands in an organisation.</summary>
    internal static async Task<IReadOnlyList<(PathwayRules Rules, Pathway State)>> OfAsync(
        IDocumentStore store,
        Guid organisation,
        CancellationToken cancel
    )
    {
        var found = new List<(PathwayRules, Pathway)>();
        foreach (var rules in PathwayRules.All)
            found.Add((rules, (await store.FetchAsync<Pathway>(PathwayRules.IdOf(organisation, rules.Code), cancel)).State));
        return found;
    }
}
