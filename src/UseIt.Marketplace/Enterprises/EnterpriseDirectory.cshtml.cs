using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>Who does what, and where; for everybody. Its address says all of the search.</summary>
[ForAnyone]
[CountsAs(Counted.Search)]
public sealed class EnterpriseDirectoryPage(SearchEnterprises search, EnterpriseProfiles view, ReadYourWrite readYourWrite) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cpv { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? CpvWords { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Place { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? PlaceWords { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<EnterpriseProfile> Found { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return this.Refused();
        await readYourWrite.WaitAsync(HttpContext, view);
        if (EnterpriseQuery.Of(Cpv, CpvWords, Place, PlaceWords) is { } query)
            Found = await search.FindAsync(query with { After = After }, cancel);
        return Page();
    }

    internal static string PlacesOf(EnterpriseProfile enterprise) =>
        string.Join(", ", enterprise.Capabilities.SelectMany(c => c.Places).Select(p => p.Name).Distinct().Take(5));

    /// <summary>The same search from another place on.</summary>
    public string Here(Guid? after) =>
        QueryHelpers.AddQueryString(
            "/enterprises",
            new Dictionary<string, string?>
            {
                ["cpv"] = Cpv,
                ["cpvWords"] = CpvWords,
                ["place"] = Place,
                ["placeWords"] = PlaceWords,
                ["after"] = after?.ToString(),
            }.Where(p => !string.IsNullOrEmpty(p.Value))
        );
}
