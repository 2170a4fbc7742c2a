using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Npgsql;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// A file inside a sealed part: what it is, its digest, and the key its ciphertext opens with. All of it is sealed with the part.
/// </summary>
public sealed record SealedAttachment(
    Guid FileId,
    Guid RequirementId,
    Guid MemberId,
    string Title,
    string MediaType,
    long Size,
    string Sha256,
    string Key
)
{
    public PartKey Part => new(RequirementId, MemberId);

    public override string ToString() => $"SealedAttachment {FileId}";
}

/// <summary>The files of sealed parts: sealed with each version under a key of its own, opened with the part that holds the key.</summary>
public sealed class SealedFiles(NpgsqlDataSource database, BidFiles drafts, Files documents) : IFilesElsewhere
{
    /// <summary>Whether a bid has, or had when it was submitted, a file of this id.</summary>
    public async Task<bool> HasAsync(Guid file, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select exists (select from bids.file where file = $1) or exists (select from bids.sealed_file where file = $1)"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file });
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public string BytesOfOwner => "select pieces::bigint << 20 from bids.file where member = $1";

    /// <summary>How many bytes the sealed files of a bid take, of all its versions.</summary>
    public async Task<long> BytesAsync(Guid bid, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select count(*) << 20 from bids.sealed_file where bid = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>The files of a bid as they stand: what was attached since, and what the version submitted last holds.</summary>
    /// <exception cref="StreamConflictException">A file is gone: the bid has moved on since it was read.</exception>
    public async Task<IReadOnlyList<StandingFile>> StandingAsync(
        Stream<Bid> bid,
        IReadOnlyList<OpenedPart> submitted,
        CancellationToken cancel
    )
    {
        var attached = bid.State.Files.Any(f => f.Drafted) ? (await drafts.AttachedAsync(bid.Id, cancel)).ToDictionary(f => f.File) : [];
        var files = new List<StandingFile>();
        foreach (var file in bid.State.Files)
        {
            if (file.Drafted && attached.GetValueOrDefault(file.FileId) is { } draft)
                files.Add(new StandingFile(file, draft.Description, draft, null));
            else if (
                !file.Drafted
                && submitted.FirstOrDefault(p => p.Content.Files?.Any(f => f.FileId == file.FileId) == true) is { } part
                && part.Content.Files!.First(f => f.FileId == file.FileId) is var inside
            )
                files.Add(
                    new StandingFile(file, new BidFileDescription(inside.Title, inside.MediaType, inside.Size), null, (part, inside))
                );
            else
                throw new StreamConflictException(bid.Id, bid.Version, null);
        }
        return files;
    }

    /// <summary>The bytes of a file, wherever they lie at present.</summary>
    public IAsyncEnumerable<byte[]> ReadAsync(StandingFile file, CancellationToken cancel) =>
        file.Draft is { } draft ? drafts.ReadAsync(draft, cancel) : OpenAsync(file.Sealed!.Value.Part, file.Sealed.Value.Inside, cancel);

    /// <summary>Seals the files of one part under fresh keys, beside the part's own ciphertext.</summary>
    public async Task<IReadOnlyList<SealedAttachment>> SealAsync(
        SealHeader header,
        Guid part,
        IEnumerable<StandingFile> files,
        CancellationToken cancel
    )
    {
        var attachments = new List<SealedAttachment>();
        foreach (var file in files)
        {
            var key = RandomNumberGenerator.GetBytes(32);
            await using var content = new PiecesRead(ReadAsync(file, cancel).GetAsyncEnumerator(cancel));
            await using var to = new PiecesWritten(
                Files.ChunkSize,
                (n, bytes) => StoreAsync(header, part, file.File.FileId, n, bytes, cancel)
            );
            var (length, sha256) = await SealedFile.Seal(content, to, key, header, file.File.FileId, cancel);
            await to.CompleteAsync();
            attachments.Add(
                new SealedAttachment(
                    file.File.FileId,
                    file.File.RequirementId,
                    file.File.MemberId,
                    file.Description.Title,
                    file.Description.MediaType,
                    length,
                    sha256,
                    Convert.ToBase64String(key)
                )
            );
            CryptographicOperations.ZeroMemory(key);
        }
        return attachments;
    }

    /// <summary>
    /// Opens a file of an opened part into the documents, under its own id. Why not, when what comes out is not what was sealed; then
    /// nothing of it stays.
    /// </summary>
    public async Task<Refusal?> IntoDocumentsAsync(OpenedPart part, SealedAttachment file, Guid owner, CancellationToken cancel)
    {
        // An earlier attempt may have ended half-way; what it had whole is not opened again.
        if (
            await documents.FindUploadAsync(file.FileId, cancel) is { } before
            && before.Owner == owner
            && before.Received == file.Size
            && await documents.DigestAsync(file.FileId, cancel) == file.Sha256
        )
            return null;
        await documents.AbandonAsync(file.FileId, cancel);
        // Without its title, which the log would keep for ever: a file's name may be a person's.
        var upload = new Upload(
            file.FileId,
            owner,
            Actor.System.Person,
            null,
            file.MediaType,
            null,
            Classification.Restricted,
            file.Size,
            0
        );
        // Set aside for a person to look at: the seal is whole, so nothing may be said against the bid.
        if (!await documents.BeginAsync(upload, cancel))
            throw new InvalidOperationException($"Something else is stored under the id of file {file.FileId}.");
        var pipe = new Pipe();
        var opening = OpenInto(pipe.Writer);
        long received;
        await using (var clear = pipe.Reader.AsStream())
            received = await documents.WriteAsync(upload, clear, cancel);
        var opened = await opening;
        if (
            opened.Is(out var length)
            && length == file.Size
            && received == file.Size
            && await documents.DigestAsync(file.FileId, cancel) == file.Sha256
        )
            return null;
        await documents.AbandonAsync(file.FileId, cancel);
        return opened.Refusal
            ?? new Refusal(
                "file-digest-differs",
                "document",
                "A file of this bid is not the one that was sealed. Restore it from a backup and compare it with the bidder's receipt"
            );

        async Task<Answer<long>> OpenInto(PipeWriter to)
        {
            try
            {
                await using var from = new PiecesRead(SealedAsync(part.Reference, file.FileId, cancel).GetAsyncEnumerator(cancel));
                return await SealedFile.Open(
                    from,
                    to.AsStream(leaveOpen: true),
                    Convert.FromBase64String(file.Key),
                    part.Header,
                    file.FileId,
                    cancel
                );
            }
            finally
            {
                await to.CompleteAsync();
            }
        }
    }

    private async IAsyncEnumerable<byte[]> OpenAsync(
        OpenedPart part,
        SealedAttachment file,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var pipe = new Pipe();
        var opening = OpenInto();
        var buffer = new byte[Files.ChunkSize];
        await using (var clear = pipe.Reader.AsStream())
            while (await clear.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is var read and > 0)
                yield return buffer[..read];
        if (!(await opening).Is(out _))
            throw new InvalidOperationException($"File {file.FileId} of part {part.Reference} does not open.");

        async Task<Answer<long>> OpenInto()
        {
            try
            {
                await using var from = new PiecesRead(SealedAsync(part.Reference, file.FileId, cancel).GetAsyncEnumerator(cancel));
                return await SealedFile.Open(
                    from,
                    pipe.Writer.AsStream(leaveOpen: true),
                    Convert.FromBase64String(file.Key),
                    part.Header,
                    file.FileId,
                    cancel
                );
            }
            finally
            {
                await pipe.Writer.CompleteAsync();
            }
        }
    }

    private IAsyncEnumerable<byte[]> SealedAsync(Guid part, Guid file, CancellationToken cancel) =>
        Pieces.ReadAsync(database, "select bytes from bids.sealed_file where part = $1 and file = $2 and n = $3", [part, file], cancel);

    private async Task StoreAsync(SealHeader header, Guid part, Guid file, int n, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await using var insert = database.CreateCommand(
            "insert into bids.sealed_file (part, file, n, bid, version, bytes) values ($1, $2, $3, $4, $5, $6)"
        );
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = part });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = n });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = header.BidId });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = header.Version });
        insert.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes });
        await insert.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>A sealed part that has been opened by who may: its header, the reference of its ciphertext, and what it says.</summary>
public sealed record OpenedPart(SealHeader Header, Guid Reference, SealedContent Content)
{
    public override string ToString() => $"OpenedPart {Reference}";
}

/// <summary>A file of the bid as it stands, and where its bytes are.</summary>
public sealed record StandingFile(
    AttachedFile File,
    BidFileDescription Description,
    BidFile? Draft,
    (OpenedPart Part, SealedAttachment Inside)? Sealed
)
{
    public override string ToString() => $"StandingFile {File.FileId}";
}
