using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Notifications;

/// <summary>Tells whoever saved a search that it found something new.</summary>
public sealed record NotifySearcher(Guid Cause, Guid SearchId, Guid PersonId, Guid? OrganisationId, long After) : Message, IEffect;

public static class NotifySearcherHandler
{
    public static Task Handle(
        NotifySearcher message,
        PositionTokens tokens,
        NpgsqlDataSource database,
        Post post,
        CancellationToken cancel
    ) =>
        NotifyMembersHandler.TellAsync(
            new NotifyMembers(
                message.Cause,
                message.OrganisationId ?? Guid.Empty,
                [],
                "work-found",
                message.SearchId,
                $"/searches/{message.SearchId}?since={tokens.Of(message.After)}"
            ),
            message.PersonId,
            database,
            post,
            cancel
        );
}
