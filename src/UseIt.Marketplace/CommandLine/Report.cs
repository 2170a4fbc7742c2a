using System.CommandLine;
using System.Globalization;
using Marten;
using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Runs a report about one subject and writes it to a file, or lists what reports there can be.</summary>
public static class Report
{
    public static Command Verb()
    {
        var kind = new Argument<string?>("kind")
        {
            Description = $"Which report: {SocialValueReturn.Kind}",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var id = new Option<Guid>("--id") { Description = "What it is about: the contract's id" };
        var format = new Option<string>("--format") { Description = "html or json", DefaultValueFactory = _ => "html" };
        var file = new Option<string>("--out") { Description = "The file to write" };
        var list = new Option<bool>("--list") { Description = "Say what reports there can be: kind, id and title, with tabs between" };
        var cut = new Option<long?>("--cut")
        {
            Description = "The position of the log up to which facts count; the present when not given",
        };
        format.AcceptOnlyFromAmong("html", "json");
        var verb = new Command("report", "Run a report and write it to a file") { kind, id, format, file, cut, list };
        verb.Validators.Add(given =>
        {
            if (!given.GetValue(list) && (given.GetValue(kind) is null || given.GetResult(id) is null || given.GetResult(file) is null))
                given.AddError("A report needs its kind, --id and --out; --list says what there can be.");
        });
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                if (parsed.GetValue(list))
                {
                    await using var looking = await installation.ServicesAsync(cancel);
                    await ListAsync(looking.GetRequiredService<NpgsqlDataSource>(), Console.Out, cancel);
                    return 0;
                }
                await using var services = await installation.StartAsync(cancel: cancel);
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
    public static async Task ListAsync(NpgsqlDataSource database, TextWriter output, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            "select stream_id, data ->> 'title' from events.mt_events where type = $1 order by seq_id"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EventTypes.SnakeCase(nameof(ContractPrepared)) });
        await using var contract = await command.ExecuteReaderAsync(cancel);
        while (await contract.ReadAsync(cancel))
        {
            var title = contract.GetString(1).ReplaceLineEndings(" ").Replace('\t', ' ');
            await output.WriteLineAsync($"{SocialValueReturn.Kind}\t{contract.GetGuid(0)}\t{title}");
        }
    }

    /// <summary>Runs and freezes the report and writes its file; what was frozen.</summary>
    /// <exception cref="CommandException">The report is refused, its template is broken, or the file cannot be written.</exception>
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
        var report = new RunReport(Guid.CreateVersion7(), kind, id, cut);
        try
        {
            var outcome = await services.GetRequiredService<Commands>().SendAsync(report, new CommandContext(Actor.System), cancel);
            if (outcome is Outcome.Refused refused)
                throw new CommandException(string.Join(" ", refused.Refusals.Select(r => $"{r.Sentence}.")));
            if (outcome is not Outcome.Done)
                throw new CommandException("The report could not be run now. Try again.");
            var run = (await services.GetRequiredService<IDocumentStore>().FetchAsync<Reports.Report>(report.ReportId, cancel)).State.Run!;
            if (format == "json")
                await File.WriteAllBytesAsync(file, CanonicalJson.Of(run.Model), cancel);
            else
                await File.WriteAllTextAsync(file, await services.GetRequiredService<ReportWriter>().HtmlAsync(run, cancel), cancel);
            return run;
        }
        catch (TemplateException e)
        {
            throw new CommandException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be written: {e.Message}", e);
        }
    }
}
