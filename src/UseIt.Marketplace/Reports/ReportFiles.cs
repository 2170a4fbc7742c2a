using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

/// <summary>In what form a report leaves us.</summary>
public sealed record ReportFormat(string Name, string MediaType)
{
    public static readonly ReportFormat Html = new("html", "text/html; charset=utf-8");
    public static readonly ReportFormat Pdf = new("pdf", "application/pdf");
    public static readonly ReportFormat Csv = new("csv", "text/csv; charset=utf-8");
    public static readonly ReportFormat Xlsx = new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    public static readonly ReportFormat Json = new("json", "application/json");

    public static IReadOnlyList<ReportFormat> All { get; } = [Html, Pdf, Csv, Xlsx, Json];
}

/// <summary>A file that was issued: of which report, in which form, when first.</summary>
/// <param name="Page">The digest of the page a PDF was printed from; null where it was not kept yet.</param>
public sealed record IssuedFile(Guid ReportId, ReportFormat Format, DateTimeOffset At, string? Page);

/// <summary>
/// Frozen reports as files. The same report gives the same bytes, until somebody named in it is erased: written anew each time, and the
/// first that was printed as PDF. The digest of each file that leaves is kept.
/// </summary>
public sealed class ReportFiles(
    ReportWriter writer,
    ReportKinds kinds,
    PdfPrinter printer,
    PrintedReports printedReports,
    NpgsqlDataSource database
)
{
    private const int MostWaiting = 20;
    private static readonly TimeSpan FailureTold = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Printing> printed = new(StringComparer.Ordinal);

    // Lazy: of two who ask at once only one lets it be printed.
    private sealed record Printing(Lazy<Task<byte[]>> Begun, long Since)
    {
        public Task<byte[]> Pdf => Begun.Value;
        public bool IsOld =>
            Pdf.IsCompletedSuccessfully || (Pdf.IsCompleted && Environment.TickCount64 - Since > FailureTold.TotalMilliseconds);
    }

    public bool CanPrint => printer.IsThere;

    /// <exception cref="PdfException">A PDF was asked for and cannot be made.</exception>
    public async Task<byte[]> WriteAsync(ReportRun run, ReportFormat format, CancellationToken cancel)
    {
        if (format != ReportFormat.Pdf)
            return await NotedAsync(run, format, await BytesAsync(run, format, cancel), null, cancel);
        var html = await writer.HtmlAsync(run, cancel);
        var page = DigestOf(html);
        var pdf = await printedReports.FindAsync(run.ReportId, page, cancel) ?? await PrintAsync(run, html, page, cancel);
        return await NotedAsync(run, format, pdf, page, cancel);
    }

    /// <summary>
    /// The PDF, or null while it is still being made: it takes seconds, longer where others wait, and nobody is kept waiting without being
    /// told.
    /// </summary>
    /// <exception cref="PdfException">It cannot be made.</exception>
    public async Task<byte[]?> PrintedAsync(ReportRun run, TimeSpan atMost, CancellationToken cancel)
    {
        var html = await writer.HtmlAsync(run, cancel);
        foreach (var (old, _) in printed.Where(p => p.Value.IsOld))
            printed.TryRemove(old, out _);
        // Who is erased meanwhile makes another page of it.
        var page = DigestOf(html);
        if (await printedReports.FindAsync(run.ReportId, page, cancel) is { } kept)
            return await NotedAsync(run, ReportFormat.Pdf, kept, page, cancel);
        var key = $"{run.ReportId}:{page}";
        if (!printed.ContainsKey(key) && printed.Count(p => !p.Value.Pdf.IsCompleted) >= MostWaiting)
            throw new PdfException("Too many PDFs are being made at this moment. Try again in a minute.");
        var print = printed.GetOrAdd(
            key,
            _ => new Printing(
                new(() => Task.Run(() => PrintAsync(run, html, page, CancellationToken.None), CancellationToken.None)),
                Environment.TickCount64
            )
        );
        try
        {
            return await NotedAsync(run, ReportFormat.Pdf, await print.Pdf.WaitAsync(atMost, cancel), page, cancel);
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (PdfException)
        {
            printed.TryRemove(key, out _);
            throw;
        }
    }

    /// <summary>What the file of this digest is; empty where we issued none such.</summary>
    public async Task<IReadOnlyList<IssuedFile>> FindAsync(string sha256, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select report, format, at, page from reports.issued where sha256 = $1 order by at, report, format"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sha256 });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<IssuedFile>();
        while (await reader.ReadAsync(cancel))
            found.Add(
                new IssuedFile(
                    reader.GetGuid(0),
                    ReportFormat.All.Single(f => f.Name == reader.GetString(1)),
                    reader.GetFieldValue<DateTimeOffset>(2),
                    await reader.IsDBNullAsync(3, cancel) ? null : reader.GetString(3)
                )
            );
        return found;
    }

    /// <summary>
    /// Whether the report reads as it did when the file left: it does not where somebody named in it was erased since. Null where that
    /// cannot be told: a PDF's text and figures are those of the page it was printed from, which was not always kept.
    /// </summary>
    public async Task<bool?> StillReadsAsync(ReportRun run, IssuedFile file, string sha256, CancellationToken cancel)
    {
        if (file.Format == ReportFormat.Pdf)
            return file.Page is null ? null : file.Page == DigestOf(await writer.HtmlAsync(run, cancel));
        return DigestOf(await BytesAsync(run, file.Format, cancel)) == sha256;
    }

    private async Task<byte[]> PrintAsync(ReportRun run, string html, string page, CancellationToken cancel)
    {
        var pdf = await printer.PrintAsync(html, cancel);
        var named = kinds.Read(run).People().Where(p => p.Name is not null).Select(p => p.Name!.Subject);
        return await printedReports.KeepAsync(run.ReportId, page, named, pdf, cancel);
    }

    private static string DigestOf(string html) => DigestOf(Encoding.UTF8.GetBytes(html));

    private static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<byte[]> BytesAsync(ReportRun run, ReportFormat format, CancellationToken cancel)
    {
        if (format == ReportFormat.Json)
            return CanonicalJson.Of(run.Model);
        if (format == ReportFormat.Html)
            return Encoding.UTF8.GetBytes(await writer.HtmlAsync(run, cancel));
        var kind = kinds.Of(run);
        return format == ReportFormat.Csv
            ? ReportTable.Csv(run, kind.Read(run.Model), kind.Title)
            : ReportTable.Xlsx(run, kind.Read(run.Model), kind.Title);
    }

    private async Task<byte[]> NotedAsync(ReportRun run, ReportFormat format, byte[] bytes, string? page, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "insert into reports.issued (sha256, report, format, page) values ($1, $2, $3, $4) on conflict do nothing"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = DigestOf(bytes) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.ReportId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = format.Name });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)page ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        await command.ExecuteNonQueryAsync(cancel);
        return bytes;
    }
}
