using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Confirms a notice of ours that has come back from the central platform. A notice that none of our tenders waits for is somebody else's:
/// nothing happens.
/// </summary>
/// <param name="Named">Tenders of ours the release may name, by its ids or those of related processes.</param>
/// <param name="NoticeId">The number the platform gave the notice.</param>
/// <param name="Ocid">The platform's id of the process.</param>
/// <param name="PublishedAt">When the platform published it.</param>
/// <param name="Proof">Where it was imported from.</param>
public sealed record ConfirmImportedNotice(
    IReadOnlyList<Guid> Named,
    string NoticeId,
    string Ocid,
    DateTimeOffset PublishedAt,
    string Proof
) : Message, ICommand;

public static class ConfirmImportedNoticeHandler
{
    public sealed record Ours(Guid TenderId, Tender Tender);

    /// <summary>What was found; none where nobody waits for the notice.</summary>
    public sealed record Found(Ours? Ours);

    public static Access Authorise() => Access.NotFound; // nobody but the program itself

    public static async Task<Found> Load(
        ConfirmImportedNotice command,
        Streams streams,
        AwaitedNotices awaited,
        CancellationToken cancel
    ) =>
        await awaited.FindAsync(streams.Database, command.Named, [command.Ocid, command.NoticeId], cancel) is { } tender
            ? new Found(new Ours(tender, (await streams.FetchAsync<Tender>(tender, cancel)).State))
            : new Found(null);

    public static Decision Handle(ConfirmImportedNotice command, Found found, Actor actor, DateTimeOffset now) =>
        found.Ours is { } ours
            ? ConfirmNoticeHandler.Handle(
                new ConfirmNotice(ours.TenderId, command.NoticeId, command.Ocid, command.PublishedAt, command.Proof),
                ours.Tender,
                new ConfirmNoticeHandler.Hands(new HashSet<Guid>()),
                actor,
                now
            )
            : Decision.Nothing;
}
