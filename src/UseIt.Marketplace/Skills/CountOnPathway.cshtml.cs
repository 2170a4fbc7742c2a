using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class CountOnPathwayPage(Actors actors, Acting acting, IDocumentStore store) : SkillsPage(actors, acting, store)
{
    public PathwayRules Rules { get; private set; } = null!;

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public string? People { get; set; }

    public async Task<IActionResult> OnGetAsync(string pathway, CancellationToken cancel) =>
        await LoadAsync(pathway, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string pathway, CancellationToken cancel) =>
        await LoadAsync(pathway, cancel)
            ? await DoAsync(
                new CountOnPathway(
                    Own,
                    Rules.Code,
                    From ?? default,
                    Until ?? default,
                    int.TryParse(People, System.Globalization.CultureInfo.InvariantCulture, out var people) ? people : -1
                ),
                "The number is saved",
                $"/pathways/{Rules.Code}"
            )
            : NotFound();

    private async Task<bool> LoadAsync(string pathway, CancellationToken cancel)
    {
        if (!await BeginAsync(cancel) || PathwayRules.Of(pathway) is not { Offences: true } rules)
            return false;
        Rules = rules;
        return !(await Store.FetchAsync<Pathway>(PathwayRules.IdOf(Own, rules.Code), cancel)).State.AllowsOffences;
    }
}
