using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Whom the enterprise is to be introduced to, found by a word of its name.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class IntroduceEnterprisePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    OrganisationNames names,
    NpgsqlDataSource database
) : CaseStepPage(actors, acting, store)
{
    public static readonly Refusal NotChosen = new("other-missing", "otherId", "Search for the organisation, and choose it");

    public IReadOnlyList<Choice> Known { get; private set; } = [];

    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid AdviserIntroductionId { get; set; }

    [BindProperty]
    public Guid? OtherId { get; set; }

    [BindProperty]
    public string? About { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        AdviserIntroductionId = Guid.CreateVersion7();
        await FindAsync(cancel);
        return ModelState.IsValid ? Page() : this.Refused();
    }

    public async Task<IActionResult> OnPostAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        await FindAsync(cancel);
        if (OtherId is not { } other)
            return this.Refused([
                NotChosen,
                .. string.IsNullOrWhiteSpace(About) ? [ProposeAdviserIntroductionHandler.AboutMissing] : (Refusal[])[],
            ]);
        return await DoAsync(
            new ProposeAdviserIntroduction(AdviserIntroductionId, @case, other, About ?? ""),
            "Both are asked whether they want to be introduced"
        );
    }

    private async Task FindAsync(CancellationToken cancel)
    {
        if (ModelState.IsValid)
            Known = await names.ChoicesAsync(
                database,
                Q,
                [OrganisationKind.Buyer, OrganisationKind.Enterprise],
                [Found.Organisation],
                cancel
            );
    }
}
