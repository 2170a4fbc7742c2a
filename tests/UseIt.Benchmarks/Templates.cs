using System.Net;
using Scriban;
using Scriban.Runtime;
using UseIt.Marketplace.Templates;

namespace UseIt.Benchmarks;

/// <summary>
/// A report table of 10,000 rows and 6 columns with our functions: escaped and within limits, beside Scriban as it comes, which writes
/// values as they are or through <c>html.escape</c> at every value that needs it.
/// </summary>
public static class Templates
{
    // A tenth longer than the floor at most.
    private const double Target = 1 / 1.1;
    private const double CpuLimit = 1.15;
    private const int TablesASlice = 3;

    private sealed record Line(string Supplier, string Description, decimal Value, DateOnly SignedOn, bool IsVcse);

    private static readonly Line[] Lines =
    [
        .. Enumerable
            .Range(1, 10_000)
            .Select(i => new Line(
                $"Ladywood Grounds & Sons {i} <CIC>",
                $"Grounds maintenance of lot {i} in \"Edgbaston\" & around",
                i * 12.34m,
                new DateOnly(2026, 1, 1).AddDays(i % 365),
                i % 3 == 0
            )),
    ];

    public static async Task<IReadOnlyList<Row>> MeasureAsync(Pairs pairs)
    {
        var ours = TemplateSource.Parse(Table(""), "table.html.sbn");
        var (bare, escaping) = (Template.Parse(Table("")), Template.Parse(Table(" | html.escape")));
        if (WebUtility.HtmlDecode(Ours(ours)) != WebUtility.HtmlDecode(Plain(escaping)))
            throw new InvalidOperationException("The two sides do not write the same table.");
        // Until the runtime has compiled the hot paths well.
        for (var i = 0; i < 60; i++)
            _ = (Ours(ours), Plain(bare), Plain(escaping));
        return
        [
            await RowAsync("report table of 10,000 rows x 6, beside Scriban unescaped", bare),
            await RowAsync("report table of 10,000 rows x 6, beside Scriban escaped", escaping),
        ];

        Task<Row> RowAsync(string work, Template floor) =>
            pairs.MeasureOnceAsync(
                work,
                Target,
                CpuLimit,
                "tables/s",
                () => SliceAsync(() => Plain(floor)),
                () => SliceAsync(() => Ours(ours))
            );
    }

    private static Task<int> SliceAsync(Func<string> render)
    {
        for (var i = 0; i < TablesASlice; i++)
            render();
        return Task.FromResult(TablesASlice);
    }

    private static string Ours(Template template) =>
        new Rendering { Escape = true, Functions = TemplateFunctions.All }.Render(template, new { Lines });

    private static string Plain(Template template)
    {
        var variables = new ScriptObject();
        variables.Import(new { Lines });
        foreach (var (name, function) in TemplateFunctions.All)
            variables.Import(name, function);
        var context = new TemplateContext { LoopLimit = 0, LimitToString = 0 };
        context.PushGlobal(variables);
        return template.Render(context);
    }

    private static string Table(string escape) =>
        $$$"""
            <table>
              {{~ for line in lines ~}}
              <tr class="{{ for.odd ? 'odd' : 'even' }}">
                <td>{{ for.index + 1 }}</td>
                <td>{{ line.supplier | string.upcase{{{escape}}} }}</td>
                <td>{{ line.description | string.truncate 40{{{escape}}} }}</td>
                <td>{{ line.value | money{{{escape}}} }}</td>
                <td>{{ line.signed_on | uk_date{{{escape}}} }}</td>
                <td>{{ if line.is_vcse }}Yes{{ else }}No{{ end }}</td>
              </tr>
              {{~ end ~}}
            </table>
            """;
}
