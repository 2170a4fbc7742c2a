using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scriban.Runtime;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// Writes a frozen report as HTML with the template it was run with. Names of people are revealed only here, and only as long as they are
/// not erased.
/// </summary>
public sealed class ReportWriter(Vault vault, ReportTemplates templates, ReportKinds kinds)
{
    public const string NotRecorded = "Not recorded";

    public async Task<string> HtmlAsync(ReportRun run, CancellationToken cancel)
    {
        var kind = kinds.Of(run);
        var model = kind.Read(run.Model);
        var names = await NamesAsync(model, cancel);
        return Write(run, kind, model, await templates.FindAsync(run.TemplateSha256, cancel), names, cancel);
    }

    /// <param name="run">The report.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="model">What it says.</param>
    /// <param name="kept">The template it was run with.</param>
    /// <param name="names">What people are called.</param>
    /// <param name="cancel">Ends it.</param>
    internal static string Write(
        ReportRun run,
        ReportKind kind,
        IReportModel model,
        KeptTemplate kept,
        IReadOnlyDictionary<Guid, string> names,
        CancellationToken cancel
    )
    {
        var figures = new FigureMarkup(run.ReportId);
        var rendering = new Rendering
        {
            Escape = true,
            CancellationToken = cancel,
            TemplateLoader = kept.Parts,
            Functions = new Dictionary<string, Delegate>([.. TemplateFunctions.All, .. kind.Functions])
            {
                ["quantity"] = (object? value) => Quantity(value is null ? null : Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
                ["measure_bars"] = (MeasureTotal measure) => ReportCharts.Bars(measure),
                ["person"] = (ReportPerson? person) => person is null ? NotRecorded : names.GetValueOrDefault(person.Id, NotRecorded),
                ["linked_figure"] = (WritesMarkup)figures.Write,
            },
        };
        return rendering.Render(
            kept.Template,
            new ScriptObject
            {
                ["report"] = new ReportShownAs(run.ReportId, kind.Name, kind.Title, run.Checksum, run.Template, run.TemplateSha256),
                [kind.Variable] = model,
            }
        );
    }

    /// <summary>A quantity as people read it; what is shown is rounded to four places, what is frozen is not.</summary>
    public static string Quantity(decimal? value) => value?.ToString("#,##0.####", CultureInfo.InvariantCulture) ?? NotRecorded;

    /// <summary>The digest of the style written into a report, for the content security policy under which it is shown.</summary>
    public static string StylePolicy(string html)
    {
        var from = html.IndexOf("<style>", StringComparison.Ordinal);
        var to = from < 0 ? -1 : html.IndexOf("</style>", from, StringComparison.Ordinal);
        var source =
            to < 0
                ? "'none'"
                : $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(html[(from + "<style>".Length)..to])))}'";
        return $"default-src 'none'; style-src {source}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /// <summary>What a template knows of the report itself.</summary>
    public sealed record ReportShownAs(Guid Id, string Kind, string Title, string Checksum, string Template, string TemplateSha256);

    private async Task<Dictionary<Guid, string>> NamesAsync(IReportModel model, CancellationToken cancel)
    {
        ReportPerson[] people = [.. model.People().Where(p => p.Name is not null).DistinctBy(p => p.Id)];
        var names = await vault.RevealAsync([.. people.Select(p => p.Name)], cancel);
        return people.Zip(names).ToDictionary(p => p.First.Id, p => p.Second!);
    }
}
