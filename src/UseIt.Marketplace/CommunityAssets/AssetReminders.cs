using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>A day that comes up or has passed, about which asset or bridge.</summary>
public sealed record AssetReminder(string What, string About, string Link, DateOnly Day);

/// <summary>
/// The days of everything on a map, however large: those that come up, and those that have passed while somebody has still to act.
/// </summary>
public sealed class AssetReminders(NpgsqlDataSource database, Assets assets, Bridges bridges) : IToDoSource
{
    private const int Ahead = 90;
    private const int Soon = 30;

    public TableView Rests => assets;

    public async Task<IReadOnlyList<AssetReminder>> OfAsync(Guid support, DateOnly today, CancellationToken cancel) =>
        Of(
            await assets.NominatedAsync(database, support, cancel),
            await bridges.DueAsync(database, support, today.AddDays(Ahead), cancel),
            today
        );

    internal static IReadOnlyList<AssetReminder> Of(IEnumerable<AssetRow> assets, IEnumerable<BridgeRow> bridges, DateOnly today) =>
        [
            .. assets
                .SelectMany(a =>
                    AssetWords.Days(a.Value).Select(d => (d.Waits, new AssetReminder(d.What, a.Name, $"/assets/{a.AssetId}", d.Day)))
                )
                .Concat(
                    bridges
                        .Where(b => b.By is not null && b.Stage < BridgeStage.Built)
                        .Select(b => (true, new AssetReminder("A bridge is due", b.Need, $"/bridges/{b.BridgeId}", b.By!.Value)))
                )
                .Where(r => r.Item2.Day <= today.AddDays(Ahead) && (r.Item1 || r.Item2.Day >= today))
                .Select(r => r.Item2)
                .OrderBy(r => r.Day)
                .ThenBy(r => r.About, StringComparer.Ordinal),
        ];

    public async Task<IReadOnlyList<ToDo>> ForAsync(Actor who, DateOnly today, CancellationToken cancel) =>
        who.Organisation is { } own && who.ActsFor(own, AssetAccess.Keeping)
            ?
            [
                .. (await OfAsync(own, today, cancel))
                    .Where(r => r.Day <= today.AddDays(Soon))
                    .Select(r => new ToDo(r.What, r.About, r.Link, UkTime.StartOf(r.Day.AddDays(1)))),
            ]
            : [];
}
