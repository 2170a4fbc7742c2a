using System.CommandLine;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Open contracting data in and out: <c>import ocds</c> and <c>export ocds</c>.</summary>
public static class Ocds
{
    public static Command ImportVerb()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Release packages, record packages or JSON lines",
            Arity = ArgumentArity.OneOrMore,
        };
        var strict = new Option<bool>("--strict") { Description = "Exit with 1 when anything was rejected" };
        var verb = new Command("ocds", "Take in notices of other publishers; again is harmless") { files, strict };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.StartAsync(cancel: cancel);
                return await ImportOcds.RunAsync(
                    services,
                    parsed.GetValue(files)!,
                    parsed.GetValue(strict),
                    Console.Out,
                    ProgressBar.Writer,
                    cancel
                );
            }
        );
        return new Command("import", "Take data in")
        {
            verb,
            ImportCases.Verb(),
            ImportRows.CandidatesVerb(),
            ImportRows.AssetsVerb(),
            ImportCases.UndoVerb(),
        };
    }

    public static Command ExportVerb()
    {
        var folder = new Option<string>("--out") { Description = "The folder to write into", Required = true };
        var imported = new Option<bool>("--imported") { Description = "Other publishers' notices too, in files of their own" };
        var verb = new Command("ocds", "Write our own processes as release packages and record packages") { folder, imported };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.ServicesAsync(cancel);
                return await ExportOcds.RunAsync(
                    services,
                    parsed.GetValue(folder)!,
                    parsed.GetValue(imported),
                    Console.Out,
                    ProgressBar.Writer,
                    cancel
                );
            }
        );
        return new Command("export", "Write data out") { verb };
    }
}
