using System.ComponentModel;
using System.Diagnostics;
using System.Net;

namespace UseIt.Marketplace.Reports;

/// <summary>A PDF could not be made; the message says what to do.</summary>
public sealed class PdfException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// Prints a report's HTML with headless Chromium, which makes a tagged PDF of it. It runs without our rights, with a profile of its own
/// that is thrown away, without the network, and not for ever. What it prints may load nothing: the page's policy says so.
/// </summary>
/// <param name="chromium">The program, or null where there is none.</param>
/// <param name="address">Where links of the report lead.</param>
public sealed class PdfPrinter(string? chromium, string address) : IDisposable
{
    public const string Missing =
        "A PDF needs Chromium, which is not installed here. On Debian: apt-get install chromium fonts-liberation. Or choose html, csv, xlsx or json.";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"];
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // One at a time: each takes a processor and some hundred megabytes.
    private readonly SemaphoreSlim press = new(1);

    public void Dispose() => press.Dispose();

    public bool IsThere => chromium is not null;

    /// <summary>The machine's own Chromium, where the path of the environment leads to one.</summary>
    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    /// <exception cref="PdfException">There is no Chromium, or it did not print.</exception>
    public async Task<byte[]> PrintAsync(string html, CancellationToken cancel = default)
    {
        if (chromium is null)
            throw new PdfException(Missing);
        await press.WaitAsync(cancel);
        var folder = Directory.CreateTempSubdirectory("useit-pdf-");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        either.CancelAfter(Longest);
        try
        {
            var (page, pdf) = (Path.Combine(folder.FullName, "report.html"), Path.Combine(folder.FullName, "report.pdf"));
            await File.WriteAllTextAsync(page, Closed(html), either.Token);
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", ["-R", "nobody", folder.FullName], null, folder.FullName, either.Token);
            var user = Environment.IsPrivilegedProcess ? "nobody" : null;
            string[] arguments =
            [
                "--headless",
                "--disable-gpu",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--proxy-server=127.0.0.1:9",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                $"--user-data-dir={Path.Combine(folder.FullName, "profile")}",
                "--no-pdf-header-footer",
                "--generate-pdf-document-outline",
                $"--print-to-pdf={pdf}",
                new Uri(page).AbsoluteUri,
            ];
            var said = await RunAsync(chromium, arguments, user, folder.FullName, either.Token);
            // In a container its own sandbox may not start. The process has no rights and the page no script, so it may do without.
            if (!File.Exists(pdf))
                said = await RunAsync(chromium, ["--no-sandbox", .. arguments], user, folder.FullName, either.Token);
            return File.Exists(pdf)
                ? await File.ReadAllBytesAsync(pdf, either.Token)
                : throw new PdfException($"Chromium did not print the report: {said}");
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new PdfException($"Chromium did not print the report within {Longest.TotalMinutes:0} minutes. Try again later.", e);
        }
        catch (Win32Exception e)
        {
            throw new PdfException($"Chromium could not be started: {e.Message}", e);
        }
        finally
        {
            press.Release();
            Remove(folder);
        }
    }

    // Nothing is loaded, no script runs, and links lead to the marketplace and not into the folder the page lies in.
    private string Closed(string html)
    {
        var head = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
        var closed =
            $"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><base href="{WebUtility.HtmlEncode(address.TrimEnd('/'))}/">""";
        return head < 0 ? closed + html : html.Insert(head + "<head>".Length, closed);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string? user, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null)
            start.UserName = user;
        // Nothing of ours is meant for it, least of all a connection string.
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = folder;
        using var process = Process.Start(start) ?? throw new Win32Exception($"{program} did not start");
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        try
        {
            await process.WaitForExitAsync(cancel);
            await output;
            return (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"exit code {process.ExitCode}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // Its children may still write into their profile while they end.
    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder of an ended process under /tmp holds nothing that anybody but its user and root can read.
        }
    }
}
