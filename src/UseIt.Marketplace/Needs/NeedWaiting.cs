using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Needs;

/// <summary>What of the needs board waits for a person, worked out from how things stand.</summary>
public sealed class NeedWaiting(NpgsqlDataSource database, NeedsBoard needs) : IToDoSource
{
    public TableView Rests => needs;

    public async Task<IReadOnlyList<ToDo>> ForAsync(Actor who, DateOnly today, CancellationToken cancel)
    {
        if (who.Organisation is not { } own)
            return [];
        List<ToDo> found = [];
        if (who.ActsFor(own, NeedAccess.Posting))
            foreach (var need in await needs.WaitingForAsync(database, own, cancel))
                if (need.IsOpen)
                    found.Add(new ToDo("Look at what is offered", need.Title, $"/needs/{need.NeedId}", UkTime.StartOf(need.By)));
                else
                    found.Add(new ToDo("Say whether your need is met", need.Title, $"/needs/{need.NeedId}/confirmation"));
        if (who.ActsFor(own, NeedAccess.Offering))
            found.AddRange(
                (await needs.OfferedByAsync(database, own, cancel))
                    .Where(n => n.Stage == NeedStage.Accepted && n.Accepted?.OrganisationId == own)
                    .Select(n => new ToDo("Do what you offered", n.Title, $"/needs/{n.NeedId}", UkTime.StartOf(n.Accepted!.By.AddDays(1))))
            );
        return found;
    }
}
