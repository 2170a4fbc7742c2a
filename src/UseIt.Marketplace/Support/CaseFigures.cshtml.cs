using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>The figures of an enterprise's growth, to verify and to put right.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class CaseFiguresPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    EnterpriseLines lines,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : CaseStepPage(actors, acting, store)
{
    public IReadOnlyList<LineObservation> Figures { get; private set; } = [];

    [BindProperty]
    public Guid ObservationId { get; set; }

    [BindProperty]
    public string? Value { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public static string Called(GrowthMeasure measure) =>
        measure switch
        {
            GrowthMeasure.Turnover => "Turnover",
            GrowthMeasure.TradingIncome => "Trading income",
            GrowthMeasure.GrantIncome => "Grant income",
            GrowthMeasure.ContractIncome => "Income from contracts",
            GrowthMeasure.FullTimeEquivalents => "People employed",
            _ => "Volunteers",
        };

    public static string Written(LineObservation figure) =>
        figure.Measure switch
        {
            GrowthMeasure.FullTimeEquivalents => $"{figure.Value.ToString("0.##", CultureInfo.InvariantCulture)} full-time equivalents",
            GrowthMeasure.Volunteers => figure.Value.ToString("#,##0", CultureInfo.InvariantCulture),
            _ => $"{new Money(figure.Value)} a year",
        };

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel) =>
        await FindAsync(@case, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostVerifyAsync(Guid @case, CancellationToken cancel) =>
        await FindAsync(@case, cancel)
            ? await DoAsync(new VerifyGrowthObservation(@case, ObservationId), "The figure is verified")
            : NotFound();

    public async Task<IActionResult> OnPostCorrectAsync(Guid @case, CancellationToken cancel)
    {
        if (!await FindAsync(@case, cancel))
            return NotFound();
        List<Refusal> wrong = [];
        var value = Typed.Number(Value, ObserveGrowthPage.ValueMissing, wrong);
        if (value is null && wrong.Count == 0)
            wrong.Add(ObserveGrowthPage.ValueMissing);
        if (string.IsNullOrWhiteSpace(Reason))
            wrong.Add(CorrectGrowthObservationHandler.ReasonMissing);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(new CorrectGrowthObservation(@case, ObservationId, value!.Value, Reason!), "The figure is corrected");
    }

    private async Task<bool> FindAsync(Guid id, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, lines);
        if (!await LoadAsync(id, cancel) || !Found.Accepted)
            return false;
        Figures = [.. ((await lines.FindAsync(database, Found.Organisation, cancel))?.Observations ?? []).OrderByDescending(o => o.AsAt)];
        return true;
    }
}
