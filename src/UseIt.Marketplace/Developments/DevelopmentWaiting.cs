using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Developments;

/// <summary>
/// Planning obligations that come due: one of a day so long before it, one of a trigger from when that is reached. Until the council has
/// discharged it, it waits for the developer, and once all of it is delivered for the council.
/// </summary>
public sealed class DevelopmentWaiting(NpgsqlDataSource database, DevelopmentView developments) : IToDoSource
{
    private const int Ahead = 60;

    public TableView Rests => developments;

    public async Task<IReadOnlyList<ToDo>> ForAsync(Actor who, DateOnly today, CancellationToken cancel) =>
        who.Organisation is { } own && who.ActsFor(own, DevelopmentAccess.Running)
            ? [.. (await developments.OfAsync(database, own, cancel)).SelectMany(d => Of(d, own, today))]
            : [];

    internal static IEnumerable<ToDo> Of(DevelopmentRow development, Guid own, DateOnly today)
    {
        foreach (var obligation in development.Obligations.Where(o => o.DischargedOn is null))
        {
            if (development.LastDay(obligation) is not { } last)
                continue;
            if (obligation.Due.Trigger == ObligationTrigger.OnDay && last > today.AddDays(Ahead))
                continue;
            var at = $"/developments/{development.DevelopmentId}/obligations/{obligation.ObligationId}";
            var (about, by) = ($"{obligation.Title}, {development.Name}", UkTime.StartOf(last.AddDays(1)));
            var delivered = obligation.Delivered >= obligation.Quantity;
            if (own == development.DeveloperId && !delivered)
                yield return new ToDo(
                    last < today ? "A planning obligation is overdue" : "Deliver a planning obligation",
                    about,
                    $"{at}/delivery",
                    by
                );
            if (own == development.CouncilId && (delivered || last < today))
                yield return new ToDo(
                    delivered ? "Decide whether a planning obligation is discharged" : "A planning obligation is overdue",
                    about,
                    delivered ? $"{at}/discharge" : $"/developments/{development.DevelopmentId}",
                    by
                );
        }
    }
}
