using System.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Checks that the log and everything made from it agree; 1 when they do not.</summary>
public static class VerifyLog
{
    public static Command Verb()
    {
        var verb = new Command("verify-log", "Check streams, views, messages and reservations against the log");
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.ServicesAsync(cancel);
                return await RunAsync(services, Console.Out, cancel);
            }
        );
        return verb;
    }

    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancel = default)
    {
        var modules = MarketplaceHost.Modules();
        InlineView[] inline = [.. modules.SelectMany(m => m.Inline)];
        TableView[] views = [.. modules.SelectMany(m => m.Views)];
        var verifier = ActivatorUtilities.CreateInstance<LogVerifier>(services, inline, views);
        List<string> wrong = [.. await verifier.VerifyAsync(cancel: cancel)];
        foreach (var bytes in services.GetServices<IBytesBesideTheLog>())
        await foreach (var line in bytes.WrongAsync(cancel))
            wrong.Add(line);
        foreach (var line in wrong)
            await output.WriteLineAsync(line);
        if (await verifier.NumbersWithoutFactsAsync(cancel) is var numbers and > 0)
            await output.WriteLineAsync(
                $"{numbers} numbers of the log have no fact. A commit that failed leaves such; so does whoever takes facts out."
            );
        await output.WriteLineAsync(wrong.Count == 0 ? "The log and everything made from it agree." : $"{wrong.Count} findings.");
        return wrong.Count == 0 ? 0 : 1;
    }
}
