using System.CommandLine;
using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// The views and reactions that follow the log: shows how far each is, lets a paused one try again, or go on without the fact it cannot
/// take.
/// </summary>
public static class Readers
{
    private static readonly Argument<string> Name = new("reader") { Description = "The reader's name, such as search:All" };
    private static readonly Argument<long> Position = new("position") { Description = "The position of the fact it stands at" };

    public static Command Verb()
    {
        var verb = new Command("readers", "Views and reactions that follow the log")
        {
            Deciding.Verb(
                "resume",
                "Let a paused reader try again",
                [Name],
                (parsed, reason) => new ResumeReader(parsed.GetValue(Name)!, reason)
            ),
            Deciding.Verb(
                "skip",
                "Let a paused reader go on without the fact it stands at",
                [Name, Position],
                (parsed, reason) => new SkipFact(parsed.GetValue(Name)!, parsed.GetValue(Position), reason)
            ),
        };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.ServicesAsync(cancel);
                foreach (var reader in (await services.GetRequiredService<LogReaders>().HealthAsync(cancel)).Followers)
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{reader.Progress}  {reader.Position}{(reader.PausedAt is { } at ? $"  paused at {at} ({reader.Error})" : reader.Lag > 0 ? $"  {reader.Lag} behind" : "")}"
                        )
                    );
                return 0;
            }
        );
        return verb;
    }
}
