using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class DiagnoseEnterprisePage(Actors actors, Acting acting, IDocumentStore store) : CaseStepPage(actors, acting, store)
{
    private const string Instrument = "Readiness for tenders";
    private const string Edition = "1";

    public static readonly Refusal DayMissing = new("as-at-missing", "asAt", "Enter the day you took stock");

    public static IReadOnlyList<string> Domains { get; } =
    ["Policies", "Insurances", "Accounts and reserves", "Pricing", "Track record", "Consortium experience", "Proof of impact"];

    [BindProperty]
    public Guid DiagnosticId { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? AsAt { get; set; }

    [BindProperty]
    public Dictionary<int, int?> Scores { get; set; } = [];

    [BindProperty]
    public List<string?> Evidence { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        (DiagnosticId, AsAt) = (Guid.CreateVersion7(), Today);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        if (ModelState.IsValid && AsAt is null)
            return this.Refused(DayMissing);
        var scores = Domains
            .Select((domain, n) => (domain, Score: Scores.GetValueOrDefault(n), Evidence: Evidence.ElementAtOrDefault(n)))
            .Where(s => s.Score is not null)
            .Select(s => new DiagnosticScore(s.domain, s.Score!.Value, string.IsNullOrWhiteSpace(s.Evidence) ? null : s.Evidence.Trim()));
        return await DoAsync(
            new DiagnoseEnterprise(@case, DiagnosticId, Instrument, Edition, AsAt ?? default, [.. scores]),
            "What you found is recorded",
            field => field == "scores" ? "Scores[0]" : field
        );
    }
}
