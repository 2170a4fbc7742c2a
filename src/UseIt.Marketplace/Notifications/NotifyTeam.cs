using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Notifications;

/// <summary>Tells everybody who is in a consortium at present, or stands behind a bid, that something happened. Each person once.</summary>
public sealed record NotifyTeam(Guid Cause, Guid? ConsortiumId, Guid? BidId, string Kind, long? Position = null) : Message, IEffect;

public static class NotifyTeamHandler
{
    private static readonly string[] Bidding = [Roles.BidManager, Roles.Signatory];

    public static async Task Handle(
        NotifyTeam message,
        IDocumentStore store,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        var bid = message.BidId is { } id ? (await store.FetchAsync<BidUnderWay>(id, cancel)).State : BidUnderWay.Empty;
        var members = (message.ConsortiumId ?? bid.ConsortiumId) is { } consortium
            ? (await store.FetchAsync<PartnersNow>(consortium, cancel)).State.Partners
            : bid.Members;
        var (subject, link) = message.BidId is { } of
            ? (of, $"/bids/{of}")
            : (message.ConsortiumId!.Value, $"/consortia/{message.ConsortiumId}");
        var told = new HashSet<Guid>();
        foreach (var member in members)
            await NotifyMembersHandler.TellAllAsync(
                new NotifyMembers(message.Cause, member, Bidding, message.Kind, subject, link, message.Position),
                told,
                database,
                memberships,
                post,
                cancel
            );
    }
}
