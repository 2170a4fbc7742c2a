using System.Globalization;
using System.Text;
using System.Text.Json;
using JasperFx.Events;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Benchmarks;

/// <summary>
/// A contract's return of 10,000 commitments, each with a verified piece of evidence, from what is frozen to a page and to CSV; beside the
/// same read and written by a program that knows its columns. Each has to take less than a second, and to leave nothing behind.
/// </summary>
public static class LongReturn
{
    private const int Many = 10_000;
    private const double Target = 0.25;
    private const double CpuLimit = 5;

    // What may be alive after many beside what was after a few.
    private const double Flat = 1.1;

    private static readonly ContractReturn Kind = new(null!, null!, null!);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(Pairs pairs)
    {
        var (run, kept) = (Run(), Kept());
        var read = run.Model;
        return
        [
            await RowAsync(
                "return of 10,000 commitments as a page",
                () => Page((SocialValueReturn)Kind.Read(read)),
                () => ReportWriter.Write(run, Kind, Kind.Read(read), kept, new Dictionary<Guid, string>(), CancellationToken.None)
            ),
            await RowAsync(
                "return of 10,000 commitments as CSV",
                () => Lines((SocialValueReturn)Kind.Read(read)),
                () => ReportTable.Csv(run, Kind.Read(read), Kind.Title)
            ),
        ];

        async Task<Row> RowAsync(string work, Func<object> floor, Func<object> ours)
        {
            for (var i = 0; i < 5; i++)
                _ = (floor(), ours());
            var before = Alive();
            var row = await pairs.MeasureOnceAsync(work, Target, CpuLimit, "returns/s", () => OnceAsync(floor), () => OnceAsync(ours));
            var grown = (double)Alive() / before;
            return row with
            {
                Pass = row.Pass && row.Ours > 1 && grown < Flat,
                Detail = string.Create(CultureInfo.InvariantCulture, $"alive afterwards {grown:0.00} of before; {row.Detail}"),
            };
        }
    }

    private static Task<int> OnceAsync(Func<object> write)
    {
        GC.KeepAlive(write());
        return Task.FromResult(1);
    }

    private static long Alive() => GC.GetTotalMemory(forceFullCollection: true);

    private static string Page(SocialValueReturn model)
    {
        var html = new StringBuilder();
        foreach (var c in model.Commitments)
        {
            html.Append("<tr><th>").Append(Markup.Encoder.Encode(c.Title)).Append("</th>");
            foreach (var figure in c.Figures())
                html.Append("<td><a href=\"/reports/")
                    .Append(model.ContractId)
                    .Append("/evidence/")
                    .Append(figure.Key)
                    .Append("\" title=\"")
                    .Append(Markup.Encoder.Encode(figure.Source))
                    .Append("\">")
                    .Append(ReportWriter.Quantity(figure.Value))
                    .Append("</a></td>");
            html.Append("</tr>\n");
        }
        return html.ToString();
    }

    private static byte[] Lines(SocialValueReturn model) =>
        Spreadsheet.Csv(
            model.Commitments.SelectMany(c => c.Figures().Select(f => new object?[] { c.Title, f.Label, f.Value, f.Unit, f.Source, f.Key }))
        );

    private static KeptTemplate Kept()
    {
        // The program's own files; those that were written on pages are not asked for.
        var shelf = new TemplateShelf(null!, null!, TemplateShelf.DefaultFolder());
        return ReportTemplates.Parsed(ReportTemplates.TextOf(Kind.Name, shelf.ShippedIn(ReportTemplates.FoldersOf(Kind.Name))));
    }

    private static ReportRun Run()
    {
        var (contract, buyer, lead) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        Guid[] ids = [.. Enumerable.Range(1, Many).Select(n => UuidV5.Of(contract, $"commitment {n}"))];
        var period = new Period(new(2026, 4, 1), new(2027, 3, 31));
        var metric = new CommitmentMetric("PPN 002", "February 2025", "1a", "hours", new(2027, 3, 31));
        var model = SocialValueReturn.From(
            new ContractFacts(
                1,
                [
                    Fact(
                        contract,
                        new ContractPrepared(
                            contract,
                            Guid.Empty,
                            Guid.Empty,
                            Guid.Empty,
                            buyer,
                            [lead],
                            lead,
                            null,
                            "Everything",
                            new Money(1m),
                            period,
                            "00",
                            ids
                        )
                    ),
                ],
                [
                    .. ids.SelectMany(
                        (id, n) =>
                            new[]
                            {
                                Fact(
                                    id,
                                    new CommitmentPromised(
                                        id,
                                        id,
                                        Guid.Empty,
                                        Guid.Empty,
                                        Guid.Empty,
                                        lead,
                                        $"Promise {n + 1}",
                                        "As in our bid",
                                        metric,
                                        5,
                                        true
                                    )
                                ),
                                Fact(id, new EvidenceRecorded(id, contract, id, lead, 4, period, $"Sheet {n + 1}", [])),
                                Fact(id, new EvidenceVerified(id, contract, id, 3, null)),
                            }
                    ),
                ],
                [],
                []
            ),
            "cut",
            demonstration: false
        )!;
        return new ReportRun(
            Guid.NewGuid(),
            Kind.Name,
            contract,
            "reports/contract-return/report.html.sbn",
            "00",
            1,
            null,
            JsonSerializer.SerializeToElement(model, EventJson.Options),
            "00"
        );
    }

    private static IEvent Fact<T>(Guid stream, T fact)
        where T : class =>
        new Event<T>(fact)
        {
            Id = Guid.CreateVersion7(),
            StreamId = stream,
            Timestamp = DateTimeOffset.UnixEpoch,
        };
}
