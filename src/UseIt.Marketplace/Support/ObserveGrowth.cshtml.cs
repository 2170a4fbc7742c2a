using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class ObserveGrowthPage(Actors actors, Acting acting, IDocumentStore store) : CaseStepPage(actors, acting, store)
{
    public static readonly Refusal NotChosen = new("measure-missing", "measure", "Choose what the figure is");
    public static readonly Refusal ValueMissing = new("value-missing", "value", "Enter the figure, for example 84,000");
    public static readonly Refusal DayMissing = new("as-at-missing", "asAt", "Enter the day the figure stands for");

    [BindProperty]
    public Guid ObservationId { get; set; }

    [BindProperty]
    public GrowthMeasure? Measure { get; set; }

    [BindProperty, Display(Name = "The figure")]
    public decimal? Value { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? AsAt { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    public bool Baseline { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        ObservationId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        List<Refusal> missing = [];
        if (Measure is null)
            missing.Add(NotChosen);
        if (Value is null && ModelState[nameof(Value)] is not { Errors.Count: > 0 })
            missing.Add(ValueMissing);
        if (
            AsAt is null
            && ModelState.Where(s => s.Key.StartsWith(nameof(AsAt), StringComparison.Ordinal)).All(s => s.Value!.Errors.Count == 0)
        )
            missing.Add(DayMissing);
        if (string.IsNullOrWhiteSpace(Source))
            missing.Add(ObserveGrowthHandler.SourceMissing);
        if (missing.Count > 0)
            return this.Refused(missing);
        return await DoAsync(
            new ObserveGrowth(ObservationId, @case, Measure!.Value, Value ?? 0, AsAt ?? default, Source!, Baseline: Baseline),
            "The figure is recorded"
        );
    }
}
