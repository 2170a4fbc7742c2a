using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
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
public sealed record IssuedFile(Guid ReportId, ReportFormat Format, DateTimeOffset At);

/// <summary>
/// Frozen reports as files. The same report gives the same bytes in every form but PDF, until somebody named in it is erased. The digest of
/// each file that leaves is kept.
/// </summary>
public sealed class ReportFiles(ReportWriter writer, ReportKinds kinds, PdfPrinter printer, NpgsqlDataSource database)
{
    private const int MostWaiting = 20;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Printing> printed = new(StringComparer.Ordinal);

    // Lazy: of two who ask at once only one lets it be printed.
    private sealed record Printing(Lazy<Task<byte[]>> Begun, long Since)
    {
        public Task<byte[]> Pdf => Begun.Value;
        public bool IsOld => Pdf.IsCompleted && Environment.TickCount64 - Since > Kept.TotalMilliseconds;
    }

    public bool CanPrint => printer.IsThere;

    /// <exception cref="PdfException">A PDF was asked for and cannot be made.</exception>
    public async Task<byte[]> WriteAsync(ReportRun run, ReportFormat format, CancellationToken cancel)
    {
        var bytes =
            format == ReportFormat.Pdf
                ? await printer.PrintAsync(await writer.HtmlAsync(run, cancel), cancel)
                : await BytesAsync(run, format, cancel);
        await NoteAsync(run, format, bytes, cancel);
        return bytes;
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
        var key = $"{run.ReportId}:{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(html)))}";
        if (!printed.ContainsKey(key) && printed.Count(p => !p.Value.Pdf.IsCompleted) >= MostWaiting)
            throw new PdfException("Too many PDFs are being made at this moment. Try again in a minute.");
        var print = printed.GetOrAdd(
            key,
            _ => new Printing(new(() => Task.Run(() => printer.PrintAsync(html), CancellationToken.None)), Environment.TickCount64)
        );
        try
        {
            var bytes = await print.Pdf.WaitAsync(atMost, cancel);
            await NoteAsync(run, ReportFormat.Pdf, bytes, cancel);
            return bytes;
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
            "select report, format, at from reports.issued where sha256 = $1 order by at, report, format"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sha256 });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<IssuedFile>();
        while (await reader.ReadAsync(cancel))
            found.Add(
                new IssuedFile(
                    reader.GetGuid(0),
                    ReportFormat.All.Single(f => f.Name == reader.GetString(1)),
                    reader.GetFieldValue<DateTimeOffset>(2)
                )
            );
        return found;
    }

    /// <summary>Whether the report reads as it did when the file left: it does not where somebody named in it was erased since.</summary>
    public async Task<bool> StillReadsAsync(ReportRun run, ReportFormat format, string sha256, CancellationToken cancel) =>
        format == ReportFormat.Pdf || Convert.ToHexStringLower(SHA256.HashData(await BytesAsync(run, format, cancel))) == sha256;

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

    private async Task NoteAsync(ReportRun run, ReportFormat format, byte[] bytes, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "insert into reports.issued (sha256, report, format) values ($1, $2, $3) on conflict do nothing"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Convert.ToHexStringLower(SHA256.HashData(bytes)) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.ReportId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = format.Name });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
