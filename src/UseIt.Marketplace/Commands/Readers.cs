using System.CommandLine;
using System.Globalization;
using UseIt.EventStore;

namespace UseIt.Marketplace.Commands;

/// <summary>The views and reactions that follow the log: shows how far each is, lets a paused one try again, or go on without the fact it cannot take.</summary>
public static class Readers
{
    private static readonly Argument<string> Name = new("reader") { Description = "The reader's name, such as open_tender_1:All" };
    private static readonly Argument<long> Position = new("position") { Description = "The position of the fact it stands at" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why; it stays on record with who decided", Required = true };

    public static Command Verb()
    {
        var resume = new Command("resume", "Let a paused reader try again") { Name };
        resume.SetAction((parsed, cancel) => WithPausedAsync(parsed, async (projector, paused) =>
        {
            await projector.ResumeAsync(paused.Progress, cancel);
            Console.WriteLine($"{paused.Progress} tries again.");
        }, cancel));
        var skip = new Command("skip", "Let a paused reader go on without the fact it stands at") { Name, Position, Reason };
        skip.SetAction((parsed, cancel) => WithPausedAsync(parsed, async (projector, paused) =>
        {
            if (parsed.GetValue(Position) != paused.PausedAt) throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"{paused.Progress} stands at {paused.PausedAt}. Look at that fact before you skip it."));
            await projector.SkipAsync(paused.Progress, parsed.GetValue(Position), $"console:{Environment.UserName}", parsed.GetValue(Reason)!, cancel);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{paused.Progress} goes on without fact {paused.PausedAt}."));
        }, cancel));
        var verb = new Command("readers", "Views and reactions that follow the log") { resume, skip };
        verb.SetAction(async (parsed, cancel) =>
        {
            await using var installation = await Installation.OpenAsync(parsed.GetValue(CommandLine.Data), cancel: cancel);
            await using var services = await installation.ServicesAsync(cancel);
            foreach (var reader in (await services.GetRequiredService<Projector>().HealthAsync(cancel)).Followers)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reader.Progress}  {reader.Position}{(reader.PausedAt is { } at ? $"  paused at {at} ({reader.Error})" : reader.Lag > 0 ? $"  {reader.Lag} behind" : "")}"));
            return 0;
        });
        return verb;
    }

    private static async Task<int> WithPausedAsync(ParseResult parsed, Func<Projector, FollowerHealth, Task> act, CancellationToken cancel)
    {
        await using var installation = await Installation.OpenAsync(parsed.GetValue(CommandLine.Data), cancel: cancel);
        await using var services = await installation.ServicesAsync(cancel);
        var projector = services.GetRequiredService<Projector>();
        var name = parsed.GetValue(Name)!;
        var reader = (await projector.HealthAsync(cancel)).Followers.FirstOrDefault(f => f.Progress == name) ?? throw new CommandException($"No reader is named {name}. `readers` shows them all.");
        if (reader.PausedAt is null) throw new CommandException($"{name} is not paused.");
        await act(projector, reader);
        return 0;
    }
}
