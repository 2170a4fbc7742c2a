using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Webhooks;

namespace UseIt.Marketplace.Tests.Engine;

public sealed class CommandPlacesTests
{
    private static readonly CommandContext Anybody = new(Actor.System);
    private static readonly CommandContext AtTheDoor = Anybody with { Holding = (_, _) => Task.CompletedTask };
    private static readonly ICommand Long = new RegisterWebhook(Guid.Empty, Guid.Empty, new Uri("https://example.org"), []);
    private static readonly ICommand Short = new RenameOrganisation(Guid.Empty, "x");

    [Fact]
    public void what_takes_long_never_has_more_than_a_quarter_of_the_places_and_the_door_keeps_its_own()
    {
        using var places = new CommandPlaces(50);
        var took = Enumerable.Range(0, 30).Select(_ => Take(Long, Anybody)).ToArray();
        Assert.Equal(4, took.Count(t => t.IsCompleted));
        var others = Enumerable.Range(0, 30).Select(_ => Take(Short, Anybody)).ToArray();
        Assert.Equal(15, others.Count(t => t.IsCompleted));
        Assert.Equal(6, Enumerable.Range(0, 30).Select(_ => Take(Short, AtTheDoor)).Count(t => t.IsCompleted));

        Task<IDisposable> Take(ICommand command, CommandContext context) => places.TakeAsync(command, context, CancellationToken.None);
    }

    [Fact]
    public async Task a_place_that_is_given_back_or_not_waited_for_any_more_is_the_next_ones()
    {
        using var places = new CommandPlaces(4);
        var first = await places.TakeAsync(Long, Anybody, CancellationToken.None);
        using var gaveUp = new CancellationTokenSource();
        var second = places.TakeAsync(Long, Anybody, gaveUp.Token);
        var third = places.TakeAsync(Long, Anybody, CancellationToken.None);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
        (await places.TakeAsync(Short, Anybody, CancellationToken.None)).Dispose();
    }
}
