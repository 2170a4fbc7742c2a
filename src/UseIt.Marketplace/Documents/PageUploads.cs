using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Documents;

/// <summary>Takes a file that came with a form: the same store and the same refusals as an upload in chunks.</summary>
public sealed class PageUploads(Files files, Storage storage, Commands commands)
{
    /// <summary>What one form may bring; larger files are sent in chunks.</summary>
    public const long Most = 20L << 20;

    private const int LongestName = 255;

    public const string Hint = "A PDF, Word, Excel or OpenDocument file, a PNG or JPEG picture, plain text or CSV, of at most 20 MB";

    /// <summary>What is wrong with a file before a byte of it is stored.</summary>
    public static Refusal? Wrong(IFormFile file, string field) =>
        MediaTypes.TypeOf(file.FileName) is null ? new Refusal("document-type-not-taken", field, $"Choose another file. {Hint}")
        : file.Length is <= 0 or > Most ? new Refusal("document-size", field, "The file must hold something, and at most 20 MB")
        : TypedText.IsUnstorable(Path.GetFileName(file.FileName))
        || !Texts.IsPlain(Path.GetFileName(file.FileName))
        || Path.GetFileName(file.FileName).Length > LongestName
            ? new Refusal(
                "document-title",
                field,
                $"The file's name is longer than {LongestName} characters, or holds hidden ones. Rename it and choose it again"
            )
        : null;

    /// <summary>
    /// The stored document's id, or what is wrong with the file. Nothing keeps it unless a fact refers to it within a day.
    /// </summary>
    public async Task<(Guid Id, Refusal? Refusal)> TakeAsync(
        IFormFile file,
        string field,
        Actor actor,
        Classification classification,
        CancellationToken cancel
    )
    {
        if (actor.Organisation is not { } owner)
            return (Guid.Empty, new Refusal("document-owner", field, "Choose the organisation you act for before you upload"));
        if (Wrong(file, field) is { } wrong)
            return (Guid.Empty, wrong);
        var (title, type) = (Path.GetFileName(file.FileName), MediaTypes.TypeOf(file.FileName)!);
        await using var bytes = await OpenAsync(file, type, cancel);
        if (bytes is null)
            return (Guid.Empty, StoreDocumentHandler.OtherType with { Field = field });
        var id = Guid.CreateVersion7();
        var upload = new Upload(id, owner, actor.Person, title, type, null, classification, bytes.Length, 0);
        if (await storage.BeginAsync(owner, upload.Size, 0, field, c => Files.BeginAsync(upload, c, cancel), cancel) is { } full)
            return (Guid.Empty, full);
        await files.WriteAsync(upload, bytes, cancel);
        return await commands.SendAsync(new StoreDocument(id), new CommandContext(actor), cancel) switch
        {
            Outcome.Done => (id, null),
            Outcome.Refused refused => (Guid.Empty, refused.Refusals[0] with { Field = field }),
            _ => (Guid.Empty, new Refusal("document-not-stored", field, "The file could not be stored. Choose it again")),
        };
    }

    // A picture does not say where it was taken, and with what.
    private static async Task<Stream?> OpenAsync(IFormFile file, string type, CancellationToken cancel)
    {
        var bytes = file.OpenReadStream();
        if (!PictureMetadata.IsPicture(type))
            return bytes;
        await using (bytes)
        {
            using var whole = new MemoryStream((int)file.Length);
            await bytes.CopyToAsync(whole, cancel);
            return PictureMetadata.Without(whole.ToArray(), type) is { } picture ? new MemoryStream(picture) : null;
        }
    }
}
