using System.CommandLine;
using UseIt.Marketplace.Accounts;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Prints a bearer token for a person; only where this process is the issuer.</summary>
public static class Token
{
    private static readonly Option<string> As = new("--as")
    {
        Description = "The person: a mail address, a demo sign-in or an id",
        Required = true,
    };

    private static readonly Option<bool> OnlyReads = new("--read") { Description = "For reading alone: it changes nothing" };

    public static Command Verb()
    {
        var verb = new Command("token", "Print a bearer token for a person") { As, OnlyReads };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                if (!installation.Settings.BuiltInIssuer)
                    throw new CommandException(
                        "Tokens come from your identity provider here; the built-in issuer runs only with the private PostgreSQL."
                    );
                await using var services = await installation.StartAsync(cancel: cancel);
                var person =
                    await services.GetRequiredService<People>().FindAsync(parsed.GetValue(As)!, cancel)
                    ?? throw new CommandException($"Nobody is known as {parsed.GetValue(As)}.");
                var scope = parsed.GetValue(OnlyReads) ? TokenScope.Read : null;
                Console.WriteLine(await services.GetRequiredService<Tokens>().IssueAsync(person, scope: scope, cancel: cancel));
                return 0;
            }
        );
        return verb;
    }
}
