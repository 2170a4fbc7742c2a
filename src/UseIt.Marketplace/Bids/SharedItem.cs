using System.Security.Cryptography;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// An item of a member's bid-ready file as it stood when it was taken into the bid: whatever becomes of the file, the bid says this. The
/// digest is of the item's fact, at that version of the file. A referee's name and contact stay out of it.
/// </summary>
public sealed record SharedItem(
    Guid ItemId,
    BidReadyKind Kind,
    string Title,
    BidReadyState State,
    string? Reason,
    Money? Cover,
    DateOnly? Until,
    Guid? DocumentId,
    long Version,
    DateTimeOffset SharedAt,
    string Sha256
)
{
    public static SharedItem Freeze(BidReadyItemAdded item, long version, DateTimeOffset at) =>
        new(
            item.ItemId,
            item.Kind,
            item.Title,
            item.State ?? BidReadyState.Have,
            item.Reason,
            item.Cover,
            item.Until,
            item.DocumentId,
            version,
            at,
            Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(item with { Contact = null }, EventJson.Options)))
        );

    /// <summary>What it says, in a line.</summary>
    public string Said() =>
        State switch
        {
            BidReadyState.IfAwarded => $"{Title}: will have it if awarded",
            BidReadyState.NotForUs => $"{Title}: not for us, because {Reason}",
            _ => $"{Title}{(Cover is { } cover ? $", {cover}" : "")}{(Until is { } until ? $", valid until {UkTime.Display(until)}" : "")}",
        };

    public override string ToString() => "[item]";
}

/// <summary>A member's bid-ready file as a bid sees it.</summary>
public sealed record ReadyFile(IReadOnlyDictionary<Guid, BidReadyItemAdded> Items) : IState<ReadyFile>
{
    public static ReadyFile Empty { get; } = new(new Dictionary<Guid, BidReadyItemAdded>());

    public static string StreamType => "social_enterprise";

    public static Guid IdOf(Guid organisation) => UuidV5.Of(organisation, "enterprise");

    public ReadyFile Evolve(object fact) =>
        fact switch
        {
            BidReadyItemAdded e => new(new Dictionary<Guid, BidReadyItemAdded>(Items.Where(i => i.Key != e.Replaces)) { [e.ItemId] = e }),
            BidReadyItemRemoved e => new(new Dictionary<Guid, BidReadyItemAdded>(Items.Where(i => i.Key != e.ItemId))),
            _ => this,
        };
}

/// <summary>A stored document as a bid takes it in: what it is called, of which type and how large.</summary>
public sealed record KeptDocument(Guid? OwnerId, BidFileDescription? Description) : IState<KeptDocument>
{
    public static KeptDocument Empty { get; } = new(null, null);

    public static string StreamType => "document";

    public KeptDocument Evolve(object fact) =>
        fact switch
        {
            Documents.DocumentStored e => new(e.OwnerId, new BidFileDescription(e.Title ?? "A file", e.MediaType, e.Size)),
            Documents.DocumentDiscarded => Empty,
            _ => this,
        };
}
