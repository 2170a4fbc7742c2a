using UseIt.Marketplace.Bids;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class PaddingTests
{
    [Theory]
    [InlineData(0, 4096)]
    [InlineData(4095, 4096)]
    [InlineData(4096, 16384)]
    [InlineData(16383, 16384)]
    [InlineData(16384, 65536)]
    [InlineData(65536, 262144)]
    [InlineData(262144, 1048576)]
    [InlineData(1048575, 1048576)]
    [InlineData(1048576, 2097152)]
    [InlineData(3000000, 3145728)]
    public void fills_up_to_the_next_bucket(int length, int bucket)
    {
        byte[] content = [.. Enumerable.Repeat((byte)0x80, length)];
        byte[] padded = Padding.Pad(content);
        Assert.Equal(bucket, padded.Length);
        Assert.Equal(length, Padding.ContentLength(padded));
        Assert.Equal(content, padded[..length]);
    }

    [Fact]
    public void content_that_ends_in_zeros_keeps_them() => Assert.Equal(3, Padding.ContentLength(Padding.Pad([1, 0, 0])));

    [Fact]
    public void what_was_not_padded_is_not_read()
    {
        Assert.Equal(-1, Padding.ContentLength(new byte[4096]));
        Assert.Equal(-1, Padding.ContentLength([0x80, 1]));
        Assert.Equal(-1, Padding.ContentLength([]));
    }
}
