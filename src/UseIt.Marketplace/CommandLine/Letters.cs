using System.CommandLine;
using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Messages that were set aside: shows them, sends one again, or gives one up.</summary>
public static class Letters
{
    private static readonly Argument<Guid> Letter = new("letter") { Description = "The message's id" };

    public static Command Verb()
    {
        var verb = new Command("letters", "Messages that were set aside")
        {
            Deciding.Verb(
                "replay",
                "Send a message again",
                [Letter],
                (parsed, reason) => new ReplayDeadLetter(parsed.GetValue(Letter), reason)
            ),
            Deciding.Verb(
                "discard",
                "Give a message up",
                [Letter],
                (parsed, reason) => new DiscardDeadLetter(parsed.GetValue(Letter), reason)
            ),
        };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.ServicesAsync(cancel);
                var (count, after) = (0, (Guid?)null);
                while (await services.GetRequiredService<DeadLetters>().ListAsync(after, 100, cancel) is { Count: > 0 } some)
                {
                    foreach (var letter in some)
                        Console.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{letter.Id}  {letter.Died:u}  {letter.Type}  after {letter.Attempts} attempts: {letter.Error}"
                            )
                        );
                    (count, after) = (count + some.Count, some[^1].Id);
                }
                if (count == 0)
                    Console.WriteLine("No message is set aside.");
                return 0;
            }
        );
        return verb;
    }
}
