using System.CommandLine;
using System.Globalization;
using UseIt.Messaging;

namespace UseIt.Marketplace.Commands;

/// <summary>Messages that were set aside: shows them, sends one again, or gives one up.</summary>
public static class Letters
{
    private static readonly Argument<Guid> Letter = new("letter") { Description = "The message's id" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why; it stays on record with who decided", Required = true };

    public static Command Verb()
    {
        var verb = new Command("letters", "Messages that were set aside") { Settling("replay", "Send a message again", (letters, id, reason, cancel) => letters.ReplayAsync(id, Who, reason, cancel)), Settling("discard", "Give a message up", (letters, id, reason, cancel) => letters.DiscardAsync(id, Who, reason, cancel)) };
        verb.SetAction(async (parsed, cancel) =>
        {
            await using var installation = await Installation.OpenAsync(parsed.GetValue(CommandLine.Data), cancel: cancel);
            await using var services = await installation.ServicesAsync(cancel);
            var (count, after) = (0, (Guid?)null);
            while (await services.GetRequiredService<DeadLetters>().ListAsync(after, 100, cancel) is { Count: > 0 } some)
            {
                foreach (var letter in some) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{letter.Id}  {letter.Died:u}  {letter.Type}  after {letter.Attempts} attempts: {letter.Error}"));
                (count, after) = (count + some.Count, some[^1].Id);
            }
            if (count == 0) Console.WriteLine("No message is set aside.");
            return 0;
        });
        return verb;
    }

    private static string Who => $"console:{Environment.UserName}";

    private static Command Settling(string name, string description, Func<DeadLetters, Guid, string, CancellationToken, Task<bool>> settle)
    {
        var verb = new Command(name, description) { Letter, Reason };
        verb.SetAction(async (parsed, cancel) =>
        {
            await using var installation = await Installation.OpenAsync(parsed.GetValue(CommandLine.Data), cancel: cancel);
            await using var services = await installation.ServicesAsync(cancel);
            var letter = parsed.GetValue(Letter);
            if (!await settle(services.GetRequiredService<DeadLetters>(), letter, parsed.GetValue(Reason)!, cancel)) throw new CommandException($"No message {letter} is set aside. `letters` shows which are.");
            Console.WriteLine("Done.");
            return 0;
        });
        return verb;
    }
}
