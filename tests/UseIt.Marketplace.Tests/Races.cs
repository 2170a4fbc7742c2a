using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests;

/// <summary>The same act many times at once, as impatient people and lost answers bring it: each under a request of its own.</summary>
public static class Races
{
    public const int Times = 50;

    /// <summary>However often it is sent, one fact of its kind comes of it, and whoever came later is told so or refused.</summary>
    public static async Task OnceAsync<T>(this MarketplaceApp app, Actor actor, Guid stream, ICommand command)
        where T : class
    {
        var before = (await app.FactsAsync<T>(stream)).Count;
        var outcomes = await app.AtOnceAsync(actor, Enumerable.Repeat(command, Times));
        Assert.True(outcomes.Any(o => o is Outcome.Done), $"{command.GetType().Name} was not done: {outcomes[0]} {Said(outcomes[0])}");
        Assert.Equal((command.GetType().Name, before + 1), (command.GetType().Name, (await app.FactsAsync<T>(stream)).Count));
    }

    /// <summary>Different acts at once of which only one may win.</summary>
    public static async Task OneOfAsync<T>(this MarketplaceApp app, Actor actor, Guid stream, IEnumerable<ICommand> commands)
        where T : class
    {
        var before = (await app.FactsAsync<T>(stream)).Count;
        var outcomes = await app.AtOnceAsync(actor, commands);
        Assert.Contains(outcomes, o => o is Outcome.Done);
        Assert.Equal(before + 1, (await app.FactsAsync<T>(stream)).Count);
    }

    private static async Task<IReadOnlyList<Outcome>> AtOnceAsync(this MarketplaceApp app, Actor actor, IEnumerable<ICommand> commands)
    {
        var door = app.Services.GetRequiredService<Commands>();
        var outcomes = await Task.WhenAll(
            commands.Select(c => Task.Run(() => door.SendAsync(c, new CommandContext(actor, $"race:{Guid.NewGuid()}", c.GetType().Name))))
        );
        // Nobody is told a lie, and nothing breaks.
        Assert.All(outcomes, o => Assert.True(o is Outcome.Done or Outcome.Refused or Outcome.Conflict or Outcome.Denied, o.ToString()));
        return outcomes;
    }

    private static string Said(Outcome outcome) =>
        outcome is Outcome.Refused refused ? string.Join(", ", refused.Refusals.Select(r => $"{r.Code} {r.Field}")) : "";

    /// <summary>Somebody of an organisation, as the commands know them.</summary>
    public static Actor As(this TestPerson person, params string[] roles) =>
        new(person.Id, person.Organisation, roles.ToHashSet(StringComparer.Ordinal), "membership");
}
