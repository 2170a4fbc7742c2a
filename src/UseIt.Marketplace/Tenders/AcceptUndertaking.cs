using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Accepts, for one's organisation, the undertaking under which a restricted document may be read: these very words, by this person, now.
/// </summary>
public sealed record AcceptUndertaking(Guid TenderId, Guid DocumentId, Guid OrganisationId, string TextSha256) : Message, ICommand
{
    public Guid UndertakingId => Undertaking.IdOf(DocumentId, OrganisationId);
}

public static class AcceptUndertakingHandler
{
    public static readonly Refusal NotRestricted = new(
        "document-not-restricted",
        "documentId",
        "This document needs no undertaking, or is not there any more"
    );
    public static readonly Refusal OtherWords = new(
        "undertaking-changed",
        "textSha256",
        "These are not the words of the undertaking as they stand. Read them again"
    );
    public static readonly Refusal NotChecked = new(
        "organisation-not-checked",
        null,
        "Only organisations whose identity has been checked may read this document"
    );

    /// <summary>Whether the organisation is known to be who it says it is, and may act.</summary>
    public sealed record Standing(bool Checked);

    public static Access Authorise(Actor actor, AcceptUndertaking command) =>
        actor.ActsFor(command.OrganisationId, Roles.BidManager, Roles.Signatory) ? Access.Granted
        : actor.ActsFor(command.OrganisationId) ? Access.Forbidden
        : Access.NotFound;

    public static async Task<Standing> Load(AcceptUndertaking command, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<Buyer>(command.OrganisationId, cancel)).State is { Checked: true, Barred: false });

    public static Decision Handle(
        AcceptUndertaking command,
        Tender tender,
        Undertaking undertaking,
        Actor actor,
        Standing standing,
        DateTimeOffset now
    )
    {
        if (!tender.IsPublic || tender.NotOpen(now) is not null || !tender.Undertakings.TryGetValue(command.DocumentId, out var text))
            return NotRestricted;
        if (!standing.Checked)
            return NotChecked;
        if (command.TextSha256 != Undertaking.Version(text))
            return OtherWords;
        return undertaking.AcceptedSha256 == command.TextSha256
            ? Decision.Nothing
            : Decision.On<Undertaking>(
                command.UndertakingId,
                new UndertakingAccepted(
                    command.UndertakingId,
                    command.TenderId,
                    command.DocumentId,
                    command.OrganisationId,
                    actor.Person,
                    command.TextSha256
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AcceptUndertaking>(
            "POST",
            "/api/v1/tenders/{tenderId}/documents/{documentId}/undertaking",
            AllowedTo.Role("a bidder's manager or signatory", Roles.BidManager, Roles.Signatory)
        );
}
