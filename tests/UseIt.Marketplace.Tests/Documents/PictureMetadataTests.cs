using System.Text;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Tests.Contracts;

namespace UseIt.Marketplace.Tests.Documents;

/// <summary>A picture tells nothing but itself.</summary>
public sealed class PictureMetadataTests
{
    [Fact]
    public void a_jpeg_keeps_how_it_is_turned_its_colours_and_itself()
    {
        var kept = PictureMetadata.Without(Pictures.Jpeg(), "image/jpeg")!;
        Assert.Equal(Pictures.Jpeg(told: false), kept);
        Assert.Equal(kept, PictureMetadata.Without(kept, "image/jpeg"));
    }

    [Fact]
    public void a_png_keeps_what_shows_it()
    {
        byte[] Chunk(string name, string content) =>
            [0, 0, 0, (byte)content.Length, .. Encoding.ASCII.GetBytes(name), .. Encoding.ASCII.GetBytes(content), 1, 2, 3, 4];
        byte[] Png(params byte[][] chunks) => [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. chunks.SelectMany(c => c)];
        var told = Png(
            Chunk("IHDR", "size"),
            Chunk("eXIf", "GPS"),
            Chunk("tEXt", "Author Amina"),
            Chunk("iCCP", "colours"),
            Chunk("IDAT", "pixels"),
            Chunk("tIME", "now"),
            Chunk("IEND", ""),
            Encoding.ASCII.GetBytes("more behind it")
        );
        Assert.Equal(
            Png(Chunk("IHDR", "size"), Chunk("iCCP", "colours"), Chunk("IDAT", "pixels"), Chunk("IEND", "")),
            PictureMetadata.Without(told, "image/png")
        );
    }

    [Fact]
    public void what_is_no_picture_or_ends_too_soon_is_none()
    {
        Assert.Null(PictureMetadata.Without("GIF89a"u8.ToArray(), "image/jpeg"));
        Assert.Null(PictureMetadata.Without(Pictures.Jpeg(), "image/png"));
        var whole = Pictures.Jpeg(told: false);
        for (var length = 0; length < whole.Length; length++)
            Assert.Null(PictureMetadata.Without(whole[..length], "image/jpeg"));
    }
}
