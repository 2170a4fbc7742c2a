using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>One metric of the next edition. Its id comes with the address, so that sending it twice adds one.</summary>
[ForRoles(FrameworkAccess.Who, Roles.Author)]
public sealed class SetFrameworkMetricPage(PageRooms rooms, Frameworks frameworks) : FrameworkPage(rooms, frameworks)
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public string? Unit { get; set; }

    [BindProperty]
    public string? Value { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty, Display(Name = "The day of the proxy")]
    public DateOnly? AsAt { get; set; }

    [BindProperty]
    public bool RecordOnly { get; set; }

    public bool IsThere { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid framework, Guid metric)
    {
        if (!await FindAsync(framework, metric))
            return NotFound();
        if (Framework.Draft.FirstOrDefault(m => m.MetricId == metric) is { } known)
            (Code, Title, Question, Unit, Value, Source, AsAt, RecordOnly) = (
                known.Code,
                known.Title,
                known.Question,
                known.Unit,
                known.Proxy?.Value.Amount.ToString(CultureInfo.InvariantCulture),
                known.Proxy?.Source,
                known.Proxy?.AsAt,
                known.RecordOnly
            );
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid framework, Guid metric)
    {
        if (!await FindAsync(framework, metric))
            return NotFound();
        List<Refusal> unread = [];
        var value = Typed.Number(Value, nameof(Value), "Enter an amount in pounds, for example 17.38", unread);
        if (unread.Count > 0)
            return this.Refused(unread);
        return await DoAsync(
            new SetFrameworkMetric(
                framework,
                new FrameworkMetric(
                    metric,
                    Code ?? "",
                    Title ?? "",
                    Question ?? "",
                    Unit ?? "",
                    value is { } pounds ? new MetricProxy(new Money(pounds), Source ?? "", AsAt ?? default) : null,
                    RecordOnly
                )
            ),
            "The metric is saved for the next edition",
            Back,
            FieldOf
        );
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid framework, Guid metric) =>
        await FindAsync(framework, metric)
            ? await DoAsync(new RemoveFrameworkMetric(framework, metric), "The metric is taken out of the next edition", Back)
            : NotFound();

    // "metric.proxy.source" is Source on the form.
    private static string FieldOf(string field) => field[(field.LastIndexOf('.') + 1)..];

    private async Task<bool> FindAsync(Guid framework, Guid metric)
    {
        if (!await LoadAsync(framework) || !Framework.Redistributable)
            return false;
        IsThere = Framework.Draft.Any(m => m.MetricId == metric);
        return true;
    }
}
