using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.Web;

/// <summary>All components on one page, with sample content; only where the application runs embedded.</summary>
[ForAnyone]
public sealed class GalleryPage(Site site) : PageModel
{
    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public decimal? Value { get; set; }

    [BindProperty]
    public string? Summary { get; set; }

    [BindProperty]
    public DateOnly? Closes { get; set; }

    [BindProperty]
    public string? Procedure { get; set; }

    [BindProperty]
    public int? Stages { get; set; }

    [BindProperty]
    public string[] Reserved { get; set; } = [];

    [BindProperty]
    public string? Ward { get; set; }

    [BindProperty]
    public IFormFile? Specification { get; set; }

    public IReadOnlyList<Choice> Wards { get; } =
    [new("ladywood", "Ladywood"), new("soho", "Soho and Jewellery Quarter"), new("newtown", "Newtown")];

    public BarChart Promises { get; } =
        BarChart.PromisedAndDelivered(
            "Social value promised and delivered",
            "Apprenticeships passed the promise; volunteering hours are at two thirds of it.",
            [("Apprenticeship weeks", 104, 130), ("Volunteering hours", 480, 320), ("Local jobs", 12, 9)]
        );

    public LineChart Growth { get; } =
        new(
            "Turnover of Ladywood Grounds CIC",
            "Turnover grew from 84,000 pounds in 2022 to 310,000 pounds in 2026; the first consortium contract began in April 2024.",
            [
                new(
                    "Turnover",
                    [
                        new(new(2022, 3, 31), 84_000),
                        new(new(2023, 3, 31), 96_000),
                        new(new(2024, 3, 31), 131_500),
                        new(new(2025, 3, 31), 242_000),
                        new(new(2026, 3, 31), 310_000),
                    ]
                ),
            ]
        )
        {
            Written = value => value.ToString("£#,##0", System.Globalization.CultureInfo.InvariantCulture),
            Marks = [new(2024, 4, 1)],
        };

    public IActionResult OnGet() => site.Embedded ? Page() : NotFound();

    public IActionResult OnPost()
    {
        if (!site.Embedded)
            return NotFound();
        List<Refusal> refusals = [];
        // Not in the order of the form: the summary puts them there.
        if (Ward is null)
            refusals.Add(new("ward-missing", "ward", "Choose the ward where the work is done"));
        if (Procedure is null)
            refusals.Add(new("procedure-missing", "procedure", "Select which procedure you will use"));
        if (Closes is null)
            refusals.Add(new("closes-missing", "closes", "Enter the day it closes"));
        if (string.IsNullOrWhiteSpace(Title))
            refusals.Add(new("title-missing", "title", "Enter what you are buying"));
        if (refusals.Count > 0 || !ModelState.IsValid)
            return this.Refused(refusals);
        this.Announce("Saved");
        return RedirectToPage();
    }
}
