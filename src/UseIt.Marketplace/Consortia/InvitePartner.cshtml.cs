using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>Finds an enterprise by its name, by what it can do and where, or by what is missing, and invites it.</summary>
[ForRoles("the lead's bid manager", Roles.BidManager)]
public sealed class InvitePartnerPage(
    Actors actors,
    Acting acting,
    ConsortiumReader reader,
    Partners partners,
    FindPartners finder,
    SearchEnterprises search,
    OrganisationNames names,
    NpgsqlDataSource database,
    IDocumentStore store
) : PageModel
{
    public ConsortiumShown Consortium { get; private set; } = null!;
    public IReadOnlyList<Choice> Found { get; private set; } = [];
    public IReadOnlyList<Requirement> Gaps { get; private set; } = [];
    public bool Searched { get; private set; }

    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cpv { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? CpvWords { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Place { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? PlaceWords { get; set; }

    /// <summary>One requirement that is missing.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Gap { get; set; }

    /// <summary>All that is missing of one lot.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Lot { get; set; }

    [BindProperty]
    public Guid OrganisationId { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    [BindProperty]
    public string? Message { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid consortium, CancellationToken cancel) =>
        !await LoadAsync(consortium, cancel) ? NotFound()
        : ModelState.IsValid ? Page()
        : this.Refused();

    public async Task<IActionResult> OnPostAsync(Guid consortium, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        if (await acting.TryAsync(this, new InvitePartner(consortium, OrganisationId, Role ?? "", Message)) is { } refused)
            return refused;
        this.Announce("The partner is invited");
        return Redirect($"/consortia/{consortium}");
    }

    private async Task<bool> LoadAsync(Guid consortium, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await reader.ReadAsync(consortium, actor, cancel) is not { Dissolved: false } shown || shown.LeadId != actor.Organisation)
            return false;
        Consortium = shown;
        Gaps = await GapsAsync(cancel);
        Searched = Gaps.Count > 0 || new[] { Q, Cpv, CpvWords, Place, PlaceWords }.Any(answer => !string.IsNullOrWhiteSpace(answer));
        if (!Searched)
            return true;
        var found =
            Gaps.Count > 0 ? await finder.ClosingAsync(Gaps, cancel)
            : !string.IsNullOrWhiteSpace(Q) ? await NamedAsync(Q, shown.Members.Select(m => m.OrganisationId), cancel)
            : EnterpriseQuery.Of(Cpv, CpvWords, Place, PlaceWords) is { } query
                ? [.. (await search.FindAsync(query, cancel)).Items.Select(e => FindPartners.Of(e, []))]
            : [];
        Found =
        [
            .. found
                .Where(p => shown.Members.All(m => m.OrganisationId != p.OrganisationId))
                .Select(p => new Choice(
                    p.OrganisationId.ToString(),
                    p.Name,
                    (p.Does.Count > 0 ? string.Join(", ", p.Does) : "Says nothing yet of what it can do")
                        + (p.Closes.Count > 0 ? $". Would close: {string.Join("; ", p.Closes)}" : "")
                )),
        ];
        return true;
    }

    private async Task<IReadOnlyList<Requirement>> GapsAsync(CancellationToken cancel)
    {
        if ((Gap is null && Lot is null) || Consortium.TenderId is not { } tender)
            return [];
        var missing = Consortium
            .Coverage.Where(l => Lot is null || l.LotId == Lot)
            .SelectMany(l => l.Requirements)
            .Where(r => !r.Covered && r.Kind == RequirementKind.Capability && (Gap is null || r.RequirementId == Gap))
            .Select(r => r.RequirementId)
            .ToHashSet();
        return
        [
            .. (await store.FetchAsync<TenderForConsortia>(tender, cancel)).State.Requirements.Where(r =>
                missing.Contains(r.RequirementId)
            ),
        ];
    }

    // By name also those are found whose identity nobody has checked: who knows a name knows whom they mean.
    private async Task<IReadOnlyList<PossiblePartner>> NamedAsync(string name, IEnumerable<Guid> but, CancellationToken cancel) =>
        [
            .. (await partners.NamedAsync(database, names, name, but, cancel)).Select(p => new PossiblePartner(
                p.OrganisationId,
                p.Name,
                [.. p.Capabilities.Select(c => c.Title)],
                []
            )),
        ];
}
