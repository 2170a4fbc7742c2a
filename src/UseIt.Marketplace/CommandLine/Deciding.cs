using System.CommandLine;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.CommandLine;

/// <summary>A verb by which whoever runs the installation decides something, with a reason; both stay on record.</summary>
public static class Deciding
{
    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why; it stays on record with who decided",
        Required = true,
    };

    public static Command Verb(string name, string description, IEnumerable<Argument> arguments, Func<ParseResult, string, ICommand> decide)
    {
        var verb = new Command(name, description) { Reason };
        foreach (var argument in arguments)
            verb.Add(argument);
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.StartAsync(cancel: cancel);
                await DoAsync(services, decide(parsed, parsed.GetValue(Reason)!), cancel);
                Console.WriteLine("Done.");
                return 0;
            }
        );
        return verb;
    }

    /// <summary>Does a command in the name of the installation; the account at the console is kept as the authority.</summary>
    public static async Task DoAsync(IServiceProvider services, ICommand command, CancellationToken cancel)
    {
        var actor = Actor.System with { Authority = $"console:{Environment.UserName}" };
        switch (await services.GetRequiredService<Commands>().SendAsync(command, new CommandContext(actor), cancel))
        {
            case Outcome.Done:
                return;
            case Outcome.Refused refused:
                throw new CommandException(string.Join(" ", refused.Refusals.Select(r => $"{r.Sentence}.")));
            default:
                throw new CommandException("Nothing was done: others kept changing the same thing. Try again.");
        }
    }
}
