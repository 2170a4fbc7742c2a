using UseIt.Marketplace.Values;
using Xunit.Abstractions;

namespace UseIt.Marketplace.Tests.Values;

public sealed class PlainWordsTests(ITestOutputHelper output)
{
    private const int First = 5;

    [Theory]
    [InlineData("plain-words.tsv", 60, 54)]
    [InlineData("plain-words-unseen.tsv", 40, 28)]
    public void the_wanted_code_is_among_the_first_five(string file, int asked, int least)
    {
        var words = File.ReadLines(Path.Combine(Checkout.Folder, "tests", "UseIt.Marketplace.Tests", "Values", file))
            .Where(l => !l.StartsWith('#'))
            .Select(l => l.Split('\t'))
            .ToArray();
        Assert.Equal(asked, words.Length);
        var missed = words.Where(w => !CpvSearch.Find(w[0], First).Contains(w[1])).ToArray();
        foreach (var (word, code) in missed.Select(w => (w[0], w[1])))
            output.WriteLine($"{word} wants {code} {Cpv.Title(code)}: {string.Join("; ", CpvSearch.Find(word, First).Select(Cpv.Title))}");
        output.WriteLine($"{words.Length - missed.Length} of {words.Length}");
        Assert.True(words.Length - missed.Length >= least, $"Only {words.Length - missed.Length} of {words.Length} are found.");
    }

    [Theory]
    [InlineData("cleaner", "cleaning")]
    [InlineData("Cleaners", "clean")]
    [InlineData("fitter", "fitting")]
    [InlineData("ladies", "lady")]
    [InlineData("translators", "translation")]
    [InlineData("tree surgeon's", "tree surgeons")]
    public void words_of_one_stem_are_one(string one, string other) => Assert.Equal(PlainWords.Stems(one), PlainWords.Stems(other));

    [Theory]
    [InlineData("gard", "77310000")]
    [InlineData("window cle", "90911300")]
    [InlineData("7731", "77310000")]
    [InlineData("85312310-5", "85312310")]
    public void the_beginning_of_a_word_or_a_code_is_enough(string typed, string code) =>
        Assert.Contains(code, CpvSearch.Find(typed, First));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("the of a")]
    [InlineData("xqzzy")]
    [InlineData("\u0000")]
    public void what_says_nothing_finds_nothing_or_little_and_never_fails(string typed) =>
        Assert.True(CpvSearch.Find(typed).Count <= CpvSearch.Most);

    [Fact]
    public void every_saying_leads_to_codes_there_are()
    {
        foreach (var line in Resource("cpv-words.tsv"))
            Assert.All(line.Split('\t')[1].Split(' '), code => Assert.NotNull(Cpv.Title(code)));
        foreach (var line in Resource("places-said.tsv"))
            Assert.All(line.Split('\t')[1].Split(' '), code => Assert.NotNull(Places.Of(code)));
    }

    [Fact]
    public void whoever_does_a_thing_does_what_is_wider_and_narrower()
    {
        var around = Cpv.Around("90911000");
        foreach (var related in new[] { "90911300", "90910000", "90900000", "90000000", "90911000" })
            Assert.Contains(related, around);
        Assert.DoesNotContain("90919000", around);
    }

    [Theory]
    [InlineData("Ladywood", "E05011151")]
    [InlineData("ladywood", "E05011151")]
    [InlineData("B16", "E05011151")]
    [InlineData("b16 8jl", "E05011151")]
    [InlineData("B168JL", "E05011151")]
    [InlineData("kings norton", "E05011148")]
    [InlineData("Digbeth", "E05011126")]
    [InlineData("birm", "E08000025")]
    [InlineData("West Midlands", "E12000005")]
    [InlineData("E08000025", "E08000025")]
    public void a_place_is_found_by_what_people_call_it(string typed, string code) =>
        Assert.Contains(code, Places.Find(typed).Select(p => p.Code));

    [Fact]
    public void work_in_a_ward_is_offered_by_who_works_in_the_borough_and_the_other_way_round()
    {
        Assert.Contains("E08000025", Places.Around("E05011151"));
        Assert.Contains("E12000005", Places.Around("E05011151"));
        Assert.Contains("E05011151", Places.Around("E08000025"));
        Assert.DoesNotContain("E05011157", Places.Around("E05011151"));
        Assert.Equal(69, Places.All.Count(p => p.Kind == "ward"));
    }

    private static IEnumerable<string> Resource(string name) =>
        File.ReadLines(Path.Combine(Checkout.Folder, "src", "UseIt.Marketplace", "Values", name)).Where(l => !l.StartsWith('#'));
}
