using Scriban.Runtime;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// Writes a frozen report as HTML with the template it was run with. Names of people are revealed only here, and only as long as they are
/// not erased.
/// </summary>
public sealed class ReportWriter(Vault vault, ReportTemplates templates, ReportKinds kinds, UnfitTemplates unfit)
{
    public const string NotRecorded = "Not recorded";

    private static readonly IReadOnlyDictionary<Guid, string> Nobody = new Dictionary<Guid, string>();

    public async Task<string> HtmlAsync(ReportRun run, CancellationToken cancel)
    {
        var kind = kinds.Of(run);
        var model = kind.Read(run.Model);
        var kept = await templates.FindAsync(run.TemplateSha256, cancel);
        return Write(run, kind, model, kept, await NamesAsync(model, cancel), cancel);
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
    ) =>
        Html(
            kind,
            model,
            new ReportShownAs(run.ReportId, kind.Name, kind.Title, run.Checksum, run.Template, run.TemplateSha256),
            kept,
            names,
            cancel
        );

    /// <summary>
    /// The template a report is frozen with. One that was written here and cannot write this report gives way to the program's own, and the
    /// operator is told: whoever asked for the report cannot mend it.
    /// </summary>
    /// <exception cref="TemplateException">A file of the program does not parse; the message names file, line and column.</exception>
    public async Task<TemplateText> TemplateForAsync(ReportKind kind, IReportModel model, CancellationToken cancel)
    {
        var current = await templates.CurrentAsync(kind.Name, cancel);
        if (current.IsOwn)
            try
            {
                Html(kind, model, Draft(kind, current), ReportTemplates.Parsed(current), Nobody, cancel);
            }
            catch (TemplateException)
            {
                unfit.Say(current.Path);
                current = templates.Shipped(kind.Name);
            }
        return await templates.KeepAsync(current, cancel);
    }

    /// <summary>What a report would look like with these templates. It is frozen nowhere.</summary>
    /// <exception cref="TemplateException">They are wrong.</exception>
    public async Task<string> DraftAsync(ReportKind kind, IReportModel model, TemplateSet set, CancellationToken cancel)
    {
        var text = ReportTemplates.TextOf(kind.Name, set);
        return Html(kind, model, Draft(kind, text), ReportTemplates.Parsed(text), await NamesAsync(model, cancel), cancel);
    }

    /// <summary>The same with a made-up model, in which nobody has a name.</summary>
    /// <exception cref="TemplateException">They are wrong.</exception>
    public string Sample(ReportKind kind, IReportModel model, TemplateSet set)
    {
        var text = ReportTemplates.TextOf(kind.Name, set);
        return Html(kind, model, Draft(kind, text), ReportTemplates.Parsed(text), Nobody, CancellationToken.None);
    }

    /// <summary>What a report of a kind looks like, with everything in it made up.</summary>
    public async Task<string> PreviewAsync(ReportKind kind, CancellationToken cancel)
    {
        var model = (IReportModel)SampleModel.Full(kind.Model);
        return Sample(kind, model, ReportTemplates.Parsed(await TemplateForAsync(kind, model, cancel)).Set);
    }

    private static ReportShownAs Draft(ReportKind kind, TemplateText text) =>
        new(Guid.Empty, kind.Name, kind.Title, NotRecorded, text.Path, text.Sha256);

    private static string Html(
        ReportKind kind,
        IReportModel model,
        ReportShownAs report,
        KeptTemplate kept,
        IReadOnlyDictionary<Guid, string> names,
        CancellationToken cancel
    )
    {
        var figures = new FigureMarkup(report.Id);
        var rendering = new Rendering
        {
            Escape = true,
            CancellationToken = cancel,
            TemplateLoader = kept.Set,
            Functions = new Dictionary<string, Delegate>([.. TemplateFunctions.All, .. kind.Functions])
            {
                ["measure_bars"] = (MeasureTotal measure) => ReportCharts.Bars(measure),
                ["person"] = (ReportPerson? person) => person is null ? NotRecorded : names.GetValueOrDefault(person.Id, NotRecorded),
                ["linked_figure"] = (WritesMarkup)figures.Write,
            },
        };
        var html = rendering.Render(kept.Template, new ScriptObject { ["report"] = report, [kind.Variable] = model });
        StillHtml.Check(html, kept.Set, report.Template);
        return html;
    }

    /// <summary>A quantity as people read it; what is shown is rounded to four places, what is frozen is not.</summary>
    public static string Quantity(decimal? value) => TemplateFunctions.Quantity(value);

    /// <summary>What a template knows of the report itself.</summary>
    public sealed record ReportShownAs(Guid Id, string Kind, string Title, string Checksum, string Template, string TemplateSha256);

    private async Task<Dictionary<Guid, string>> NamesAsync(IReportModel model, CancellationToken cancel)
    {
        ReportPerson[] people = [.. model.People().Where(p => p.Name is not null).DistinctBy(p => p.Id)];
        var names = await vault.RevealAsync([.. people.Select(p => p.Name)], cancel);
        return people.Zip(names).ToDictionary(p => p.First.Id, p => p.Second!);
    }
}
