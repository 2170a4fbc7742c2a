using System.Text.Json.Nodes;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Story;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Story;

/// <summary>What the report of the programme says about the story: the totals that were published.</summary>
public sealed class ProgrammeInTheStoryTests
{
    [Fact]
    public async Task the_small_story_has_a_programme_with_forty_partners_claims_and_what_others_published()
    {
        var connection = await ToldStory.CreateDatabaseAsync();
        var model = await ReportAsync(connection);
        Assert.Equal((15, 40), (model["partnersAtTheStart"]!.GetValue<int>(), model["partnersNow"]!.GetValue<int>()));
        Assert.Equal(
            1m,
            model["indicators"]!.AsArray().Single(i => i!["code"]!.GetValue<string>() == "networks")!["reached"]![
                "value"
            ]!.GetValue<decimal>()
        );
        Assert.Equal(4, model["strands"]!.AsArray().Count(s => s!["lead"] is not null));
        Assert.InRange(model["claims"]!.AsArray().Count, 4, 5);
        Assert.Equal(3, model["partners"]!.AsArray().Count(p => p!["hasSponsor"]!.GetValue<bool>()));
        var published = model["published"]!.AsArray();
        Assert.Equal(10, published.Count);
        Assert.Equal(
            "£25 million of benefit",
            published.Single(p => p!["kind"]!.GetValue<string>() == "Forecast")!["said"]!.GetValue<string>()
        );
        await PostgresFixture.DropDatabaseAsync(connection);
    }

    [LongFact]
    public async Task the_full_story_comes_to_the_totals_that_were_published()
    {
        var connection = await ToldStory.CreateDatabaseAsync(StorySize.Full);
        var model = await ReportAsync(connection);
        var reached = model["indicators"]!
            .AsArray()
            .ToDictionary(i => i!["code"]!.GetValue<string>(), i => i!["reached"]!["value"]?.GetValue<decimal>());
        foreach (
            var (indicator, value) in new (string, decimal)[]
            {
                ("C1", 75),
                ("C5", 36),
                ("new-enterprises", 36),
                ("established-enterprises", 39),
                ("consortia", 5),
                ("networks", 1),
                ("money-won", 240_000),
                ("people-connected", 250),
                ("people-in-a-job", 22),
                ("people-after-26-weeks", 15),
                ("researchers-trained", 85),
                ("research-projects", 24),
            }
        )
            Assert.True(reached[indicator] == value, $"{indicator} is {reached[indicator]}");
        Assert.Equal(12, model["claims"]!.AsArray().Count);
        await PostgresFixture.DropDatabaseAsync(connection);
    }

    private static async Task<JsonObject> ReportAsync(string connection)
    {
        await using var app = await MarketplaceApp.BesideAsync(connection, TestFolders.Scratch());
        var listed = new StringWriter();
        await Report.ListAsync(app.Services, listed);
        Assert.Contains($"programme\t{TheProgramme.Id}\t", listed.ToString(), StringComparison.Ordinal);
        var (file, again) = (Path.Combine(TestFolders.Scratch(), "a.json"), Path.Combine(TestFolders.Scratch(), "b.json"));
        var run = await Report.RunAsync(app.Services, "programme", TheProgramme.Id, "json", file);
        await Report.RunAsync(app.Services, "programme", TheProgramme.Id, "json", again, run.DataCut);
        Assert.Equal(await Frozen(file), await Frozen(again));
        var model = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        return model;

        // The same cut gives the same, whatever has been stored since: the first report itself.
        static Task<string> Frozen(string path) => File.ReadAllTextAsync(path);
    }
}
