using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Networks;

/// <summary>What of networks and gatherings waits for a person, worked out from how things stand.</summary>
public sealed class NetworkWaiting(NpgsqlDataSource database, GatheringView gatherings) : IToDoSource
{
    public TableView Rests => gatherings;

    public async Task<IReadOnlyList<ToDo>> ForAsync(Actor who, DateOnly today, CancellationToken cancel)
    {
        if (who.Organisation is not { } own)
            return [];
        if (who.ActsFor(own, NetworkAccess.Coordinating))
            return
            [
                .. (await gatherings.UnrecordedAsync(database, own, today, cancel)).Select(g => new ToDo(
                    "Record who was there",
                    g.Title,
                    $"/gatherings/{g.GatheringId}/attendance"
                )),
            ];
        if (!who.ActsFor(own, NetworkAccess.Visiting))
            return [];
        var invited = (await gatherings.OfGuestAsync(database, own, cancel)).Select(g => g.SeenBy(who)).ToArray();
        return
        [
            .. invited
                .Where(g => g.On >= today && g.Guests.Any(o => o.OrganisationId == own && o is { Coming: 0, Declined: false }))
                .Select(g => new ToDo("Say whether you come", g.Title, $"/gatherings/{g.GatheringId}/answer", UkTime.StartOf(g.On))),
            .. from gathering in invited
            from introduction in gathering.Introductions
            from promise in introduction.FollowUps.TakeLast(1)
            where promise.DoneOn is null && promise.PromisedBy == own && introduction.TenderId is null
            select new ToDo(
                "Do what you promised",
                promise.What,
                $"/gatherings/{gathering.GatheringId}/introductions/{introduction.IntroductionId}",
                UkTime.StartOf(promise.Due.AddDays(1)).AddSeconds(-1)
            ),
        ];
    }
}
