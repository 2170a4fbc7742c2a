using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

/// <summary>Keeps a search, with what its own page's address said.</summary>
[ForPeople]
public sealed class SaveSearchPage(Acting acting) : PageModel
{
    public static IReadOnlyList<Choice> Ways { get; } =
    [
        new(nameof(Opportunities.Told.Daily), "Once a day", "In the morning, on days when there is something new"),
        new(nameof(Opportunities.Told.AtOnce), "At once", "Within minutes, at most every quarter of an hour"),
        new(nameof(Opportunities.Told.Never), "Not at all", "You find it under your saved searches"),
    ];

    public static readonly Refusal HowMissing = new("search-told-missing", "Told", "Choose when we should tell you");

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cpv { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Place { get; set; }

    [BindProperty(SupportsGet = true)]
    public decimal? ValueFrom { get; set; }

    [BindProperty(SupportsGet = true)]
    public decimal? ValueTo { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Vcse { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Source { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public Told? Told { get; set; }

    public SearchedFor For => new(Q, Cpv, Place, ValueFrom, ValueTo, Vcse, Source);

    public string Search => QueryHelpers.AddQueryString("/opportunities", For.AsQuery());

    public static string LinkTo(Guid search, SearchedFor what) => QueryHelpers.AddQueryString($"/searches/new/{search}", what.AsQuery());

    public IActionResult OnGet()
    {
        if (!ModelState.IsValid || For.IsEmpty)
            return Redirect("/opportunities");
        Name = Q;
        Told = Opportunities.Told.Daily;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid search)
    {
        if (Told is not { } told)
            return this.Refused(HowMissing);
        if (await acting.TryAsync(this, new SaveSearch(search, Name ?? "", For, told)) is { } refused)
            return refused;
        this.Announce("The search is saved");
        return Redirect("/searches");
    }
}
