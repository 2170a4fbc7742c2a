using System.Security.Cryptography;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class SealedFileTests
{
    private const int Chunk = SealedFile.ChunkSize;
    private const int Start = 8;
    private static readonly SealHeader Header = new(Guid.NewGuid(), Guid.NewGuid(), BidPart.Quality, Guid.NewGuid(), 1, Guid.NewGuid());
    private static readonly Guid Document = Guid.NewGuid();
    private static readonly byte[] Key = Sealing.NewKey();

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(1, 4096)]
    [InlineData(5000, 16384)]
    [InlineData(Chunk - 1, Chunk)]
    [InlineData(Chunk, 2 * Chunk)]
    [InlineData(Chunk + 1, 2 * Chunk)]
    [InlineData(2 * Chunk, 3 * Chunk)]
    [InlineData(3 * Chunk + 4711, 4 * Chunk)]
    public async Task comes_back_whole_and_shows_only_its_bucket(int length, int bucket)
    {
        byte[] content = Content(length);
        using MemoryStream sealedFile = new();
        (long sealedLength, string sha256) = await SealedFile.Seal(new Trickle(content), sealedFile, Key, Header, Document);
        Assert.Equal((length, Convert.ToHexStringLower(SHA256.HashData(content))), (sealedLength, sha256));
        Assert.Equal(Start + bucket + 16 * Math.Max(1, bucket / Chunk), sealedFile.Length);

        using MemoryStream opened = new();
        Assert.Equal(length, (await SealedFile.Open(new Trickle(sealedFile.ToArray()), opened, Key, Header, Document)).Value);
        Assert.Equal(content, opened.ToArray());
    }

    [Fact]
    public async Task a_file_cut_off_at_a_chunk_is_not_taken_for_a_shorter_one()
    {
        byte[] sealedFile = await SealedBytes(3 * Chunk);
        Assert.Equal("file-seal-broken", await Code(sealedFile[..(Start + 2 * (Chunk + 16))]));
        Assert.Equal("file-seal-broken", await Code(sealedFile[..^1]));
        Assert.Equal("file-seal-broken", await Code(sealedFile[..Start]));
        Assert.Equal("file-seal-broken", await Code([]));
        Assert.Equal("file-seal-broken", await Code([.. sealedFile, 0]));
        Assert.Equal("file-seal-broken", await Code([.. sealedFile, .. sealedFile[Start..(Start + Chunk + 16)]]));
    }

    [Fact]
    public async Task not_even_where_the_cut_looks_like_padding()
    {
        using MemoryStream sealedFile = new();
        await SealedFile.Seal(new MemoryStream([.. Enumerable.Repeat((byte)0x80, 3 * Chunk)]), sealedFile, Key, Header, Document);
        Assert.Equal("file-seal-broken", await Code(sealedFile.ToArray()[..(Start + 2 * (Chunk + 16))]));
    }

    [Fact]
    public async Task chunks_cannot_be_reordered_repeated_or_left_out()
    {
        byte[] file = await SealedBytes(3 * Chunk);
        byte[] start = file[..Start];
        byte[][] chunks = [.. file[Start..].Chunk(Chunk + 16)];
        Assert.Null(await Code([.. start, .. chunks[0], .. chunks[1], .. chunks[2], .. chunks[3]]));
        Assert.Equal("file-seal-broken", await Code([.. start, .. chunks[1], .. chunks[0], .. chunks[2], .. chunks[3]]));
        Assert.Equal("file-seal-broken", await Code([.. start, .. chunks[0], .. chunks[0], .. chunks[2], .. chunks[3]]));
        Assert.Equal("file-seal-broken", await Code([.. start, .. chunks[0], .. chunks[2], .. chunks[3]]));
        Assert.Equal("file-seal-broken", await Code([.. start, .. chunks[3]]));
    }

    [Fact]
    public async Task one_changed_byte_breaks_the_seal()
    {
        byte[] file = await SealedBytes(Chunk + 1);
        foreach (int at in new[] { 0, 3, Start, Start + Chunk + 15, Start + Chunk + 16, file.Length - 1 })
        {
            byte[] changed = [.. file];
            changed[at] ^= 1;
            Assert.Equal("file-seal-broken", await Code(changed));
        }
    }

    [Fact]
    public async Task another_key_document_or_bid_does_not_open_it()
    {
        byte[] file = await SealedBytes(100);
        Assert.Equal("file-seal-broken", await Code(file, key: Sealing.NewKey()));
        Assert.Equal("file-seal-broken", await Code(file, document: Guid.NewGuid()));
        Assert.Equal("file-seal-broken", await Code(file, header: Header with { Version = 2 }));
        Assert.Null(await Code(file));
    }

    private static async Task<byte[]> SealedBytes(int length)
    {
        using MemoryStream sealedFile = new();
        await SealedFile.Seal(new MemoryStream(Content(length)), sealedFile, Key, Header, Document);
        return sealedFile.ToArray();
    }

    private static async Task<string?> Code(byte[] file, byte[]? key = null, SealHeader? header = null, Guid? document = null)
    {
        using MemoryStream opened = new();
        Answer<long> answer = await SealedFile.Open(new MemoryStream(file), opened, key ?? Key, header ?? Header, document ?? Document);
        return answer.Refusal?.Code;
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(20260601).NextBytes(content);
        return content;
    }

    /// <summary>Gives its bytes in small uneven pieces, as a network does.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 65_537)], cancellationToken);
    }
}
