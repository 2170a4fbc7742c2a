using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// Runs a report about one subject and writes it to a file, lists what reports there can be, or says whether a file is one we issued.
/// </summary>
public static class Report
{
    public static Command Verb()
    {
        var kind = new Argument<string?>("kind") { Description = "Which report; --list names the kinds", Arity = ArgumentArity.ZeroOrOne };
        var id = new Option<Guid>("--id") { Description = "What it is about: the id that --list gives" };
        var format = new Option<string>("--format") { Description = "html, pdf, csv, xlsx or json", DefaultValueFactory = _ => "html" };
        var file = new Option<string>("--out") { Description = "The file to write; with --all, the folder" };
        var all = new Option<bool>("--all")
        {
            Description = "Run it about everything it can be about, a file for each; started again, it goes on where it stopped",
        };
        var list = new Option<bool>("--list") { Description = "Say what reports there can be: kind, id and title, with tabs between" };
        var check = new Option<string?>("--check") { Description = "Say whether this file is a report as it was issued here" };
        var cut = new Option<long?>("--cut")
        {
            Description = "The position of the log up to which facts count; the present when not given",
        };
        format.AcceptOnlyFromAmong([.. ReportFormat.All.Select(f => f.Name)]);
        var verb = new Command("report", "Run a report and write it to a file, or check one")
        {
            kind,
            id,
            all,
            format,
            file,
            cut,
            list,
            check,
        };
        verb.Validators.Add(given =>
        {
            if (
                !given.GetValue(list)
                && given.GetValue(check) is null
                && (given.GetValue(kind) is null || (given.GetResult(id) is null) == !given.GetValue(all) || given.GetResult(file) is null)
            )
                given.AddError("A report needs its kind, --id or --all, and --out; --list says what there can be.");
        });
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                if (parsed.GetValue(list))
                {
                    await using var looking = await installation.ServicesAsync(cancel);
                    await ListAsync(looking, Console.Out, cancel);
                    return 0;
                }
                if (parsed.GetValue(check) is { } looked)
                {
                    await using var looking = await installation.ServicesAsync(cancel);
                    await Console.Out.WriteLineAsync(await CheckAsync(looking, looked, cancel));
                    return 0;
                }
                await using var services = await installation.StartAsync(cancel: cancel);
                if (parsed.GetValue(all))
                    return await ReportBatch.RunAsync(
                        services,
                        parsed.GetValue(kind)!,
                        parsed.GetValue(format)!,
                        parsed.GetValue(file)!,
                        parsed.GetValue(cut),
                        Console.Out,
                        ProgressBar.Writer,
                        cancel
                    );
                var run = await RunAsync(
                    services,
                    parsed.GetValue(kind)!,
                    parsed.GetValue(id),
                    parsed.GetValue(format)!,
                    parsed.GetValue(file)!,
                    parsed.GetValue(cut),
                    cancel
                );
                await Console.Out.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(file)}: cut {run.DataCut}, checksum {run.Checksum}")
                );
                return 0;
            }
        );
        return verb;
    }

    /// <summary>A line for each report that can be run: its kind, the id of what it is about, and the title of that.</summary>
    public static async Task ListAsync(IServiceProvider services, TextWriter output, CancellationToken cancel = default)
    {
        foreach (var kind in services.GetRequiredService<ReportKinds>().All)
        {
            await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(kind.AllSubjects);
            await using var subject = await command.ExecuteReaderAsync(cancel);
            while (await subject.ReadAsync(cancel))
            {
                var title = subject.GetString(1).ReplaceLineEndings(" ").Replace('\t', ' ');
                await output.WriteLineAsync($"{kind.Name}\t{subject.GetGuid(0)}\t{title}");
            }
        }
    }

    /// <summary>What a file is.</summary>
    /// <exception cref="CommandException">It is none that was issued here, or cannot be read.</exception>
    public static async Task<string> CheckAsync(IServiceProvider services, string file, CancellationToken cancel = default)
    {
        string sha256;
        try
        {
            await using var bytes = File.OpenRead(file);
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancel));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read: {e.Message}", e);
        }
        var files = services.GetRequiredService<ReportFiles>();
        if (await files.FindAsync(sha256, cancel) is not [var first, ..])
            throw new CommandException(
                $"{file} is not a report as it was issued here: it comes from elsewhere, or somebody has changed it. SHA-256 {sha256}."
            );
        var run = (await services.GetRequiredService<IDocumentStore>().FetchAsync<Reports.Report>(first.ReportId, cancel)).State.Run!;
        var kinds = services.GetRequiredService<ReportKinds>();
        var said =
            $"{file} was issued here on {UkTime.Display(UkTime.DayOf(first.At))} as {first.Format.Name}: {kinds.Of(run).Title}, "
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{kinds.Read(run).Title}. Report {run.ReportId}, cut {run.DataCut}, checksum {run.Checksum}."
            );
        return await files.StillReadsAsync(run, first, sha256, cancel) switch
        {
            true => said,
            false =>
                $"{said} Somebody named in it has been erased since: its figures stand, and it would be written without that name now.",
            null =>
                $"{said} What it was printed from was not kept then, so it cannot be told whether somebody named in it was erased since.",
        };
    }

    /// <summary>Runs and freezes the report and writes its file; what was frozen.</summary>
    /// <exception cref="CommandException">
    /// The report is refused, its template is broken, no PDF can be made, or the file cannot be written.
    /// </exception>
    public static async Task<ReportRun> RunAsync(
        IServiceProvider services,
        string kind,
        Guid id,
        string format,
        string file,
        long? cut = null,
        CancellationToken cancel = default
    )
    {
        var report = new RunReport(kind, id, cut);
        var files = services.GetRequiredService<ReportFiles>();
        if (format == ReportFormat.Pdf.Name && !files.CanPrint)
            throw new CommandException(PdfPrinter.Missing);
        try
        {
            var outcome = await services.GetRequiredService<Commands>().SendAsync(report, new CommandContext(Actor.System), cancel);
            if (outcome is Outcome.Refused refused)
                throw new CommandException(string.Join(" ", refused.Refusals.Select(r => $"{r.Sentence}.")));
            if (outcome is not Outcome.Done done)
                throw new CommandException("The report could not be run now. Try again.");
            var made = RunReportHandler.ReportOf(done);
            var run = (await services.GetRequiredService<IDocumentStore>().FetchAsync<Reports.Report>(made, cancel)).State.Run!;
            var bytes = await files.WriteAsync(run, ReportFormat.All.Single(f => f.Name == format), cancel);
            // A file that is there is whole.
            await File.WriteAllBytesAsync($"{file}.part", bytes, cancel);
            File.Move($"{file}.part", file, overwrite: true);
            return run;
        }
        catch (Exception e) when (e is TemplateException or PdfException)
        {
            throw new CommandException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be written: {e.Message}", e);
        }
    }
}
