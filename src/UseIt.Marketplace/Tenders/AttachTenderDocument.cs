using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Puts a stored file beside the tender, before publication or, as a clarification, until the deadline. One that holds staff data, such as
/// a TUPE list, is restricted: it comes with the undertaking that a bidder accepts before reading it.
/// </summary>
public sealed record AttachTenderDocument(Guid TenderId, Guid DocumentId, string Title, string? Undertaking = null) : Message, ICommand;

/// <summary>A stored file as far as a tender cares.</summary>
public sealed record StoredFile(Guid OwnerId, Classification? Classification, bool Gone) : IState<StoredFile>
{
    public static StoredFile Empty { get; } = new(Guid.Empty, null, false);

    public static string StreamType => "document";

    public StoredFile Evolve(object fact) =>
        fact switch
        {
            DocumentStored e => new StoredFile(e.OwnerId, e.Classification, false),
            DocumentScanned { Result: ScanResult.Infected } or DocumentDiscarded => this with { Gone = true },
            _ => this,
        };
}

public static class AttachTenderDocumentHandler
{
    public static readonly Refusal DocumentUnknown = new("document-unknown", "documentId", "Upload the file first");
    public static readonly Refusal DocumentNotForAll = new(
        "document-not-for-all",
        "documentId",
        "Everybody can read a tender's documents. Upload this file as open or restricted, not as sealed or personal"
    );

    public static readonly Refusal DocumentIsOpen = new(
        "document-open-to-all",
        "documentId",
        "A file with an undertaking must not be open to everybody. Upload it as restricted"
    );
    public static readonly Refusal UndertakingMissing = new(
        "undertaking-missing",
        "undertaking",
        "Enter what a bidder undertakes before reading the file"
    );

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(AttachTenderDocument command, Tender tender, StoredFile document, Actor actor, DateTimeOffset now)
    {
        if (!tender.IsDraft && tender.NotOpen(now) is { } no)
            return tender.Stage == TenderStage.NoticeSubmitted ? TenderRefusals.NoticeIsOut : no;
        if (tender.Documents.Contains(command.DocumentId))
            return Decision.Nothing;
        if (WhatIsBought.Title(command.Title) is { } wrong)
            return wrong;
        if (document.Classification is null || document.Gone || (document.OwnerId != tender.BuyerId && document.OwnerId != actor.Person))
            return DocumentUnknown;
        if (document.Classification is Classification.Sealed or Classification.Personal)
            return DocumentNotForAll;
        if (command.Undertaking is { } words)
        {
            if (string.IsNullOrWhiteSpace(words))
                return UndertakingMissing;
            if (document.Classification != Classification.Restricted)
                return DocumentIsOpen;
        }
        return Decision.On<Tender>(
            command.TenderId,
            new TenderDocumentAttached(command.TenderId, command.DocumentId, command.Title.Trim(), command.Undertaking?.Trim())
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AttachTenderDocument>("POST", "/api/v1/tenders/{tenderId}/documents", Editors.Author);
}
