namespace UseIt.Marketplace.Bids;

/// <summary>Pieces, read as one stream. Forward and asynchronously only.</summary>
internal sealed class PiecesRead(IAsyncEnumerator<byte[]> pieces) : Forward
{
    private ReadOnlyMemory<byte> rest;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty)
        {
            if (!await pieces.MoveNextAsync())
                return 0;
            rest = pieces.Current;
        }
        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await pieces.DisposeAsync();
        await base.DisposeAsync();
    }
}

/// <summary>A stream, written as pieces of one size; the last may be shorter and is written by <see cref="CompleteAsync"/>.</summary>
internal sealed class PiecesWritten(int size, Func<int, ReadOnlyMemory<byte>, Task> write) : Forward
{
    private readonly byte[] piece = new byte[size];
    private int filled;
    private int written;

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, size - filled);
            buffer[..count].CopyTo(piece.AsMemory(filled));
            (filled, buffer) = (filled + count, buffer[count..]);
            if (filled == size)
                await CompleteAsync();
        }
    }

    public async Task CompleteAsync()
    {
        if (filled == 0)
            return;
        await write(written++, piece.AsMemory(0, filled));
        filled = 0;
    }
}

/// <summary>What both streams cannot do.</summary>
internal abstract class Forward : Stream
{
    public override bool CanRead => false;
    public override bool CanWrite => false;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
