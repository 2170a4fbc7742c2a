using System.Text.RegularExpressions;

namespace UseIt.Marketplace.Tests.House;

/// <summary>The formatter breaks code at 140 columns, but neither comments nor what stands in quotes; this holds those.</summary>
public sealed partial class LayoutTests
{
    private const int Columns = 140;

    // Beside a string that must be whole there is little else on its line.
    private const int Beside = 40;

    [Fact]
    public void no_line_is_longer_than_140_columns_but_for_a_string_that_must_be_whole()
    {
        var lines =
            from folder in new[] { "src", "tests" }
            from file in Directory.EnumerateFiles(Path.Combine(Checkout.Folder, folder), "*.cs", SearchOption.AllDirectories)
            where !Built().IsMatch(file)
            from line in TooLong(file)
            select line;
        var all = lines.ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    [Theory]
    [InlineData(true, "        throw new InvalidOperationException(\"{0}\");")]
    [InlineData(true, "{{\"ocid\":\"{0}\"}}")]
    [InlineData(true, "        <p>{0}</p>")]
    [InlineData(false, "        // {0}")]
    [InlineData(false, "        var first = Second(\"third\", fourth, {0});")]
    [InlineData(false, "        select {0} from events.mt_events")]
    public void a_sentence_may_be_long_and_code_comments_and_sql_may_not(bool whole, string line) =>
        Assert.Equal(whole, IsWhole(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, new string('x', Columns))));

    private static IEnumerable<string> TooLong(string file) =>
        File.ReadLines(file)
            .Select((text, i) => (Text: text, Number: i + 1))
            .Where(l => l.Text.Length > Columns && !IsWhole(l.Text))
            .Select(l => $"{Path.GetRelativePath(Checkout.Folder, file)}({l.Number}) has {l.Text.Length} columns");

    // JSON and markup on lines of their own are whole too: one object is one line, and a line break between two elements would show.
    private static bool IsWhole(string line) => Data().IsMatch(line) || Quoted().Replace(line, "").Trim().Length <= Beside;

    [GeneratedRegex("""^\s*([{"<]|\)\}>).*[}\],>]\s*$""")]
    private static partial Regex Data();

    [GeneratedRegex(
        """
            [$@]*"{1,3}.*"{1,3}
            """
    )]
    private static partial Regex Quoted();

    [GeneratedRegex("/(bin|obj|node_modules|Internal/Generated)/")]
    private static partial Regex Built();
}
