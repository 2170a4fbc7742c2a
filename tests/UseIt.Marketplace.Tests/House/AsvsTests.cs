using System.Globalization;
using System.Text.RegularExpressions;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// docs/asvs.md says of every item of OWASP ASVS 5.0, levels 1 and 2, whether it is held and by what. What it names is there, and its
/// counts are those of its rows.
/// </summary>
public sealed partial class AsvsTests
{
    private static readonly string Document = Path.Combine(Checkout.Folder, "docs", "asvs.md");

    private static readonly IReadOnlyList<Item> Items =
    [
        .. Rows()
            .Matches(File.ReadAllText(Document))
            .Select(m => new Item(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value, m.Groups[4].Value)),
    ];

    private sealed record Item(string Number, string Asks, string Verdict, string Evidence)
    {
        public string Chapter => Number.Split('.')[0];

        public IEnumerable<string> Named => Code().Matches(Evidence).Select(m => m.Groups[1].Value);

        public IEnumerable<string> Tests => Named.Where(n => TestName().IsMatch(n));

        public IEnumerable<string> Files => Named.Where(n => FileName().IsMatch(n));
    }

    [Fact]
    public void every_item_of_both_levels_is_there_once_and_in_order()
    {
        var numbers = File.ReadLines(Path.Combine(Checkout.Folder, "tests", "UseIt.Marketplace.Tests", "House", "AsvsItems.txt"))
            .Select(line => line.Split(' ')[0]);
        Assert.Equal(numbers, Items.Select(i => i.Number));
    }

    [Fact]
    public void every_test_that_is_named_is_run()
    {
        var tests = typeof(AsvsTests)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(m => m.IsDefined(typeof(FactAttribute), true)).Select(m => $"{type.Name}.{m.Name}"))
            .ToHashSet();
        Assert.Equal([], Items.SelectMany(i => i.Tests.Except(tests).Select(t => $"{i.Number} {t}")));
        Assert.True(Items.Sum(i => i.Tests.Count()) > 100);
    }

    [Fact]
    public void every_file_that_is_named_is_there()
    {
        string[] folders = [Checkout.Folder, Path.Combine(Checkout.Folder, "src", "UseIt.Marketplace")];
        Assert.Equal(
            [],
            Items.SelectMany(i =>
                i.Files.Where(file => !folders.Any(f => File.Exists(Path.Combine(f, file)))).Select(file => $"{i.Number} {file}")
            )
        );
        Assert.True(Items.Sum(i => i.Files.Count()) > 100);
    }

    [Fact]
    public void whatever_is_held_is_held_by_a_test_or_a_file_and_every_verdict_says_why() =>
        Assert.Equal(
            [],
            Items.Where(i => i.Verdict == "pass" ? !i.Tests.Any() && !i.Files.Any() : i.Evidence.Length < 5).Select(i => i.Number)
        );

    [Fact]
    public void the_counts_are_those_of_the_rows()
    {
        string[] verdicts = ["pass", "fail", "not applicable"];
        var counted = Items
            .GroupBy(i => i.Chapter)
            .Select(chapter => (chapter.Key, Rows: chapter.ToList()))
            .Append(("all", [.. Items]))
            .Select(c => $"{c.Item1} {string.Join(' ', verdicts.Select(v => c.Item2.Count(i => i.Verdict == v)))}");
        var said = Counts()
            .Matches(File.ReadAllText(Document))
            .Select(m =>
                string.Join(' ', m.Groups.Values.Skip(1).Where(g => g.Success).Select(g => g.Value.ToLower(CultureInfo.InvariantCulture)))
            );
        Assert.Equal(counted, said);
    }

    [GeneratedRegex("""^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (pass|fail|not applicable) \| ([^|]+) \|$""", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("""^\| (?:V(\d+) [^|]+|(All)) \| (\d+) \| (\d+) \| (\d+) \|$""", RegexOptions.Multiline)]
    private static partial Regex Counts();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("""^[A-Z]\w+\.[a-zA-Z]+_\w+$""")]
    private static partial Regex TestName();

    // A path below the checkout or the application; what begins with a slash is an address.
    [GeneratedRegex("""^([\w.-]+/)+[\w.-]+$|^(Dockerfile|docker-compose\.yml|\.dockerignore|Directory\.\w+\.props|[\w-]+\.(cs|json))$""")]
    private static partial Regex FileName();
}
