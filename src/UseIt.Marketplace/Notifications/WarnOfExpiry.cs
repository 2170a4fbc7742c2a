using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>Wakes 30 and 7 days before something of a bid-ready file expires, unless that is past already when it is added.</summary>
public sealed class WarnOfExpiry() : Reaction("warn_of_expiry", typeof(BidReadyItemAdded))
{
    public static readonly IReadOnlyList<int> DaysBefore = [30, 7];

    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is BidReadyItemAdded { Until: { } until } f
            ? DaysBefore
                .Select(days => (Days: days, Due: UkTime.StartOf(until.AddDays(-days))))
                .Where(w => w.Due > e.Timestamp)
                .Select(w =>
                    ((object)new RemindOfExpiry(f.EnterpriseId, f.OrganisationId, f.ItemId, until, w.Days), (DateTimeOffset?)w.Due)
                )
            : [];
}

/// <summary>Tells those who keep the bid-ready file, if the item is still in it. It only wakes: the enterprise's facts decide.</summary>
public sealed record RemindOfExpiry(Guid EnterpriseId, Guid OrganisationId, Guid ItemId, DateOnly Until, int Days) : Message, IEffect;

public static class RemindOfExpiryHandler
{
    private static readonly string[] Keepers = [Roles.BidManager, Roles.OrganisationAdministrator];

    public static async Task Handle(
        RemindOfExpiry message,
        IDocumentStore store,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        if (!(await store.FetchAsync<ItemsKept>(message.EnterpriseId, cancel)).State.Items.Contains(message.ItemId))
            return;
        await NotifyMembersHandler.Handle(
            new NotifyMembers(
                UuidV5.Of(message.ItemId, FormattableString.Invariant($"expires/{message.Until:O}/{message.Days}")),
                message.OrganisationId,
                Keepers,
                $"item-expires-in-{message.Days}-days",
                message.ItemId,
                $"/enterprise/bid-ready/{message.ItemId}"
            ),
            database,
            memberships,
            post,
            cancel
        );
    }
}

/// <summary>What is in an enterprise's bid-ready file.</summary>
public sealed record ItemsKept(IReadOnlySet<Guid> Items) : IState<ItemsKept>
{
    public static ItemsKept Empty { get; } = new(new HashSet<Guid>());

    public static string StreamType => "social_enterprise";

    public ItemsKept Evolve(object fact) =>
        fact switch
        {
            BidReadyItemAdded e => new ItemsKept(Items.Where(i => i != e.Replaces).Append(e.ItemId).ToHashSet()),
            BidReadyItemRemoved e => new ItemsKept(Items.Where(i => i != e.ItemId).ToHashSet()),
            _ => this,
        };
}
