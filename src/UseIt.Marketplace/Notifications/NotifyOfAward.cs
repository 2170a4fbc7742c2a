using Marten;
using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Notifications;

/// <summary>Tells those who had been told of an award that it is cancelled; nobody, where none had been.</summary>
public sealed record NotifyOfAward(Guid Cause, Guid AwardId, long? Position = null) : Message, IEffect;

/// <summary>Who has been sent a summary.</summary>
public sealed record ToldOfAward(IReadOnlyList<Guid> Organisations) : IState<ToldOfAward>
{
    public static ToldOfAward Empty { get; } = new((IReadOnlyList<Guid>)[]);

    public static string StreamType => "award";

    public ToldOfAward Evolve(object fact) =>
        fact is SummariesSent e ? new ToldOfAward([.. e.Recipients.Select(r => r.OrganisationId).Distinct()]) : this;
}

public static class NotifyOfAwardHandler
{
    public static async Task Handle(
        NotifyOfAward message,
        IDocumentStore store,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        var told = new HashSet<Guid>();
        foreach (var organisation in (await store.FetchAsync<ToldOfAward>(message.AwardId, cancel)).State.Organisations)
            await NotifyMembersHandler.TellAllAsync(
                new NotifyMembers(
                    message.Cause,
                    organisation,
                    [Roles.BidManager, Roles.Signatory],
                    "award-cancelled",
                    message.AwardId,
                    $"/awards/{message.AwardId}",
                    message.Position
                ),
                told,
                database,
                memberships,
                post,
                cancel
            );
    }
}
