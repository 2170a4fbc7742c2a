using System.IO.Compression;
using System.Text;
using UseIt.Marketplace.Documents;

namespace UseIt.Marketplace.Tests.Documents;

/// <summary>A ZIP is told by what is in it, whatever it says it is.</summary>
public sealed class OfficeFilesTests
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string Text = "application/vnd.oasis.opendocument.text";
    private const string Sheet = "application/vnd.oasis.opendocument.spreadsheet";

    private static readonly string[] Types = [Word, Excel, Text, Sheet];

    [Fact]
    public async Task each_is_taken_as_itself_and_as_none_of_the_others()
    {
        foreach (var type in Types)
        foreach (var said in Types)
            Assert.Equal((type, said, type == said), (type, said, await FitsAsync(said, FileOf(type))));
    }

    [Fact]
    public async Task what_our_own_reports_write_is_taken() =>
        Assert.True(
            await FitsAsync(
                Excel,
                Spreadsheet.Xlsx(
                    "Sheet",
                    [
                        ["a", 1m],
                    ]
                )
            )
        );

    [Fact]
    public async Task what_is_read_in_pieces_of_any_length_is_the_same()
    {
        var file = Zip(("word/media/picture.png", new string('x', 3 << 20)), Types_(Word), ("word/document.xml", "<a/>"));
        foreach (var length in new[] { 1000, 65_536, (1 << 20) - 1, 8 << 20 })
            Assert.True(await FitsAsync(Word, file, length));
    }

    [Theory]
    [InlineData("no directory")]
    [InlineData("another zip")]
    [InlineData("macros")]
    [InlineData("main part missing")]
    [InlineData("types twice")]
    [InlineData("something before")]
    [InlineData("something behind")]
    [InlineData("cut off")]
    [InlineData("a bomb")]
    [InlineData("entity")]
    public async Task what_only_looks_like_a_word_file_is_none(string how)
    {
        var sound = FileOf(Word);
        byte[] file = how switch
        {
            "no directory" => [.. "PK\u0003\u0004"u8, .. new byte[5000]],
            "another zip" => Zip(("a.exe", "MZ"), ("word/document.xml", "<a/>")),
            "macros" => Zip(
                Types_(Word, """<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>"""),
                ("word/document.xml", "<a/>"),
                ("word/vbaProject.bin", "x")
            ),
            "main part missing" => Zip(Types_(Word), ("word/other.xml", "<a/>")),
            "types twice" => Zip(Types_(Word), Types_(Excel), ("word/document.xml", "<a/>")),
            "something before" => [.. "MZ and more"u8, .. sound],
            "something behind" => [.. sound, .. "<script>"u8],
            "cut off" => sound[..^10],
            "a bomb" => Zip(("[Content_Types].xml", new string(' ', 6 << 20)), ("word/document.xml", "<a/>")),
            _ => Zip(
                ("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + Types_(Word).Content),
                ("word/document.xml", "<a/>")
            ),
        };
        Assert.True(await FitsAsync(Word, sound));
        Assert.False(await FitsAsync(Word, file));
    }

    [Fact]
    public async Task an_opendocument_file_begins_with_its_type_and_nothing_else()
    {
        var packed = Zip(("mimetype", Text), ("content.xml", "<a/>"), ("META-INF/manifest.xml", "<a/>"));
        var later = Zip(("content.xml", "<a/>"), ("mimetype", Text), ("META-INF/manifest.xml", "<a/>"));
        var bare = Stored(("mimetype", Text));
        foreach (var file in new[] { packed, later, bare })
            Assert.False(await FitsAsync(Text, file));
    }

    [Fact]
    public async Task a_text_holds_no_nul_anywhere()
    {
        var text = Encoding.ASCII.GetBytes(new string('a', 100_000));
        Assert.True(await FitsAsync("text/plain", text));
        text[90_000] = 0;
        Assert.False(await FitsAsync("text/plain", text));
    }

    /// <summary>A small file of this type, as the programs that make them write it.</summary>
    internal static byte[] FileOf(string type) =>
        type == Word ? Zip(Types_(Word), ("word/document.xml", "<a/>"))
        : type == Excel ? Zip(Types_(Excel), ("xl/workbook.xml", "<a/>"))
        : Stored(("mimetype", type), ("content.xml", "<a/>"), ("META-INF/manifest.xml", "<a/>"));

    private static (string Name, string Content) Types_(string type, string more = "") =>
        (
            "[Content_Types].xml",
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
            <Default Extension="xml" ContentType="application/xml"/>
            <Override PartName="{(type == Word ? "/word/document.xml" : "/xl/workbook.xml")}" ContentType="{type}.main+xml"/>{more}</Types>
            """
        );

    private static byte[] Zip(params (string Name, string Content)[] parts) => Written(CompressionLevel.Optimal, parts);

    private static byte[] Stored(params (string Name, string Content)[] parts) => Written(CompressionLevel.NoCompression, parts);

    private static byte[] Written(CompressionLevel level, (string Name, string Content)[] parts)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in parts)
                using (var part = zip.CreateEntry(name, level).Open())
                    part.Write(Encoding.UTF8.GetBytes(content));
        return bytes.ToArray();
    }

    private static async Task<bool> FitsAsync(string type, byte[] file, int pieces = 1 << 20) =>
        (await Examined.OfAsync(type, () => InPieces(file, pieces), CancellationToken.None)).Fits;

    private static async IAsyncEnumerable<byte[]> InPieces(byte[] file, int length)
    {
        await Task.CompletedTask;
        foreach (var piece in file.Chunk(length))
            yield return piece;
    }
}
