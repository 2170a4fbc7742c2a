using UseIt.Marketplace.Story;
using UseIt.Marketplace.Tests.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Story;

/// <summary>What the demo tells of networks, needs, the library and developments, as everybody finds it there.</summary>
public sealed class NetworkInTheStoryTests : IAsyncLifetime
{
    private string connection = "";
    private MarketplaceApp app = null!;

    public async Task InitializeAsync()
    {
        connection = await ToldStory.CreateDatabaseAsync();
        app = await MarketplaceApp.BesideAsync(connection, TestFolders.Scratch());
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await PostgresFixture.DropDatabaseAsync(connection);
    }

    [Fact]
    public void the_network_of_the_full_story_has_forty_members() =>
        Assert.Equal(40, Cast.Enterprises.Select(c => c.Id).Concat(TheNetwork.Later.Select(e => e.Company.Id)).Distinct().Count());

    [Fact]
    public async Task a_marketplace_led_to_a_contract_a_need_is_met_and_figures_are_those_of_reports()
    {
        await app.SettledAsync();
        using var visitor = new Browsing(app);
        await SeesAsync(visitor, $"/networks/{Teller.Id("network/soho")}", "Soho Social Enterprise Network", "Food from here");
        // Two days led to contracts, each with its value.
        await SeesAsync(visitor, $"/gatherings/{Teller.Id("gathering/built")}", "Hospital grounds and courtyards", "£45,400");
        await SeesAsync(visitor, $"/gatherings/{Teller.Id("gathering/food")}", "Fresh meals for the day clinics", "£37,800");
        await SeesAsync(visitor, $"/tenders/{Teller.Id("tender/grounds")}", "What the buyer said before publication");
        await SeesAsync(visitor, $"/needs/{Teller.Id("need/beds")}", "Eleven people plant every Tuesday", "Summerfield Growers");
        await SeesAsync(visitor, "/library", "How a network found its way", "from its wards", "buying nearby");
        await SeesAsync(visitor, $"/library/{Teller.Id("library/grounds")}", "contract-return", "Verified");
        await SeesAsync(
            visitor,
            $"/developments/{Teller.Id("development/quarter")}",
            "28 days after 50 homes",
            "S106/2025/417/2",
            "Discharged"
        );

        var coordinator = new TestPerson(Cast.Adviser.Id, Cast.Ise.Id, await app.ClientAsync(Cast.Adviser.Id, Cast.Ise.Id));
        using var keeper = await Browsing.AsAsync(app, coordinator);
        await SeesAsync(keeper, $"/gatherings/{Teller.Id("gathering/built")}", "Won", "Done on");
        await SeesAsync(keeper, $"/gatherings/{Teller.Id("gathering/food")}", "Fresh meals for the day clinics");
        var grower = Cast.ManagerOf(Cast.Gardeners);
        using var supplier = await Browsing.AsAsync(
            app,
            new TestPerson(grower.Id, grower.For.Id, await app.ClientAsync(grower.Id, grower.For.Id))
        );
        // The hours of that day stand in evidence too: that is asked about, and nobody else is told.
        await SeesAsync(supplier, $"/needs/{Teller.Id("need/beds")}", "it counts once", "Time given to the neighbourhood");
    }

    [Fact]
    public async Task grants_courses_reviews_and_what_was_passed_on_are_there_to_be_seen()
    {
        await app.SettledAsync();
        var oven = Teller.Id("grant/oven");
        using var panel = await OfAsync(Cast.GrantsManager);
        await SeesAsync(panel, "/grants", "Handsworth Community Kitchen", "£3,450", "Accepted", "Rejected", "Waits for a decision");
        await SeesAsync(panel, $"/grants/{oven}", "Family or friends of mine do", "Met: The landlord’s letter", "Asked for");
        using var visitor = new Browsing(app);
        await SeesAsync(visitor, "/api/v1/open-data/grants", $"{oven:N}", "disbursementTransaction");

        using var adviser = await OfAsync(Cast.Adviser);
        await SeesAsync(adviser, "/courses", "English for nurses", "Over", "2 of 6", "English for doctors", "2 of 4");
        await SeesAsync(adviser, $"/candidates/{Teller.Id("candidate/blessing")}", "Finished on");
        await SeesAsync(adviser, "/cases", "A review is overdue", "A review is due");
        using var teacher = await OfAsync(Cast.ManagerOf(Cast.Interpreters));
        await SeesAsync(teacher, "/courses", "Courses you teach", "English for doctors");

        using var developer = await OfAsync(Cast.DeveloperAuthor);
        var quarter = $"/developments/{Teller.Id("development/quarter")}";
        await SeesAsync(developer, quarter, "Passed on down the chain", "4 apprentices", "2 of 2 let", "Set aside for");
        await SeesAsync(developer, $"{quarter}/flows/{Teller.Id("obligation-flow/repairs")}", "Confirmed", "Sent back", "enough?");
    }

    private async Task<Browsing> OfAsync(Figure who) =>
        await Browsing.AsAsync(app, new TestPerson(who.Id, who.For.Id, await app.ClientAsync(who.Id, who.For.Id)));

    private static async Task SeesAsync(Browsing browser, string path, params string[] words)
    {
        var html = System.Net.WebUtility.HtmlDecode((await browser.GetAsync(path)).Html);
        foreach (var word in words)
            Assert.True(
                html.Contains(word, StringComparison.Ordinal),
                $"{path} does not say “{word}”:\n{html[..Math.Min(html.Length, 6000)]}"
            );
    }
}
