using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Notifications;

/// <summary>Tells whoever asked a question that it will not be answered. Who that is, the buyer's fact does not say.</summary>
public sealed record NotifyAsker(Guid Cause, Guid QuestionId, Guid TenderId, long? Position = null) : Message, IEffect;

public static class NotifyAskerHandler
{
    public static async Task Handle(
        NotifyAsker message,
        IDocumentStore store,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    ) =>
        await NotifyMembersHandler.TellAllAsync(
            new NotifyMembers(
                message.Cause,
                (await store.FetchAsync<Asker>(message.QuestionId, cancel)).State.Organisation,
                [Roles.BidManager, Roles.Signatory],
                "question-declined",
                message.QuestionId,
                $"/tenders/{message.TenderId}",
                message.Position
            ),
            [],
            database,
            memberships,
            post,
            cancel
        );
}
