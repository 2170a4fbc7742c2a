using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// Writes a frozen report as HTML with the template it was run with. Names of people are revealed only here, and only as long as they are
/// not erased.
/// </summary>
public sealed class ReportWriter(Vault vault, ReportTemplates templates)
{
    public const string NotRecorded = "Not recorded";

    public async Task<string> HtmlAsync(ReportRun run, CancellationToken cancel)
    {
        var model = run.Model.Deserialize<SocialValueReturn>(EventJson.Options)!;
        var names = await NamesAsync(model, cancel);
        var template = await templates.FindAsync(run.TemplateSha256, cancel);
        var rendering = new Rendering
        {
            Escape = true,
            CancellationToken = cancel,
            Functions = new Dictionary<string, Delegate>(TemplateFunctions.All)
            {
                ["quantity"] = (object? value) =>
                    value is null
                        ? NotRecorded
                        : Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("#,##0.####", CultureInfo.InvariantCulture),
                ["person"] = (ReportPerson? person) => person is null ? NotRecorded : names.GetValueOrDefault(person.Id, NotRecorded),
                ["bars"] = (ReportCommitment commitment) => new RawHtml(Bars(commitment)),
            },
        };
        return rendering.Render(
            template,
            new
            {
                Report = new
                {
                    Id = run.ReportId,
                    run.Checksum,
                    run.Template,
                    run.TemplateSha256,
                },
                Contract = model,
            }
        );
    }

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

    private async Task<Dictionary<Guid, string>> NamesAsync(SocialValueReturn model, CancellationToken cancel)
    {
        ReportPerson[] people =
        [
            .. model
                .Signatures.Select(s => s.Person)
                .Concat(
                    model
                        .Commitments.SelectMany(c => c.Evidence)
                        .SelectMany(e => new[] { e.RecordedBy, e.VerifiedBy })
                        .OfType<ReportPerson>()
                )
                .Where(p => p.Name is not null)
                .DistinctBy(p => p.Id),
        ];
        var names = await vault.RevealAsync([.. people.Select(p => p.Name)], cancel);
        return people.Zip(names).ToDictionary(p => p.First.Id, p => p.Second!);
    }

    // Units differ between commitments, so each has a picture of its own; what was not recorded is not drawn as 0.
    private static string Bars(ReportCommitment commitment)
    {
        var promised = commitment.Promised.Value ?? 0;
        var (kinds, bars) = commitment.Verified.Value is { } verified
            ? (new[] { "promised", "verified" }, new Bars(commitment.Unit, promised, verified))
            : (["promised"], new Bars(commitment.Unit, promised));
        return new BarChart(commitment.Title, $"What was promised and what the buyer has verified, in {commitment.Unit}", kinds, [bars])
            .Draw($"c-{commitment.CommitmentId:N}")
            .ToString();
    }
}
