using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using NpgsqlTypes;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Home;

/// <summary>Home shows the first few; everything else of an organisation is found a page at a time.</summary>
public sealed partial class ListsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const int Many = 27;

    [Fact]
    public async Task a_buyer_finds_every_tender_newest_change_first()
    {
        var buyer = await app.OrganisationAsync("Birmingham Hospital Trust", OrganisationKind.Buyer);
        var author = await app.PersonAsync("Priya Nair", buyer, Roles.Author);
        var position = 0L;
        for (var i = 1; i <= Many; i++)
            position = (
                await app.DoAsync(new DraftTender(Guid.CreateVersion7(), buyer, $"Tender number {i}", RegimeCodes.PrivateVoluntary))
            ).Position;
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, author);

        var home = await browser.GetAsync("/");
        Assert.Equal(Enumerable.Range(18, 10).Reverse(), Numbers(Table(home.Html)));
        Assert.Contains("All your tenders", home.Html, StringComparison.Ordinal);
        Assert.Equal(25, home.Html.Split("Go on with the draft").Length - 1);
        Assert.Contains("2 more wait;", home.Html, StringComparison.Ordinal);

        var first = await browser.GetAsync("/buyer/tenders");
        Assert.Equal(Enumerable.Range(3, 25).Reverse(), Numbers(first.Html));
        Assert.DoesNotContain("Back to the newest", first.Html, StringComparison.Ordinal);
        var second = await browser.GetAsync(NextOf(first));
        Assert.Equal([2, 1], Numbers(second.Html));
        Assert.Contains("Back to the newest", second.Html, StringComparison.Ordinal);
        Assert.Equal("/buyer/tenders", (await browser.GetAsync("/buyer/tenders?after=nonsense")).Header("Location"));
    }

    [Fact]
    public async Task a_party_finds_every_contract_those_that_ended_last()
    {
        var party = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var signatory = await app.PersonAsync("Amina Yusuf", party, Roles.Signatory);
        var other = Guid.CreateVersion7();
        for (var i = 1; i <= Many; i++)
            await RowAsync($"Tender number {i:00}", i <= 2 ? "ended" : "signed", other, party);
        await RowAsync("Tender number 99", "signed", other, Guid.CreateVersion7());
        using var browser = await Browsing.AsAsync(app, signatory);

        var home = await browser.GetAsync("/");
        Assert.Equal(Enumerable.Range(3, 10), Numbers(home.Html));
        Assert.Contains("All your contracts", home.Html, StringComparison.Ordinal);

        var first = await browser.GetAsync("/contracts");
        Assert.Equal(Enumerable.Range(3, 25), Numbers(first.Html));
        var second = await browser.GetAsync(NextOf(first));
        Assert.Equal([1, 2], Numbers(second.Html));
        Assert.Contains("Back to the first", second.Html, StringComparison.Ordinal);
    }

    private async Task RowAsync(string title, string stage, Guid buyer, Guid supplier)
    {
        var row = new ContractRow(
            Guid.CreateVersion7(),
            Guid.Empty,
            Guid.Empty,
            Guid.Empty,
            buyer,
            [supplier],
            supplier,
            null,
            title,
            new Money(1000m, "GBP"),
            null,
            stage,
            [],
            null,
            0,
            [buyer, supplier]
        );
        await using var insert = app.Database.CreateCommand(
            $"insert into {app.Services.GetRequiredService<ContractView>().Table} (key, data) values ($1, $2)"
        );
        insert.Parameters.AddWithValue(row.ContractId);
        insert.Parameters.AddWithValue(NpgsqlDbType.Jsonb, JsonSerializer.SerializeToUtf8Bytes(row, EventJson.Options));
        await insert.ExecuteNonQueryAsync();
    }

    private static string Table(string html) => html[html.IndexOf("<table", StringComparison.Ordinal)..];

    private static IEnumerable<int> Numbers(string html) =>
        Titles().Matches(html).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

    private static string NextOf(Seen page) => System.Net.WebUtility.HtmlDecode(Nexts().Match(page.Html).Groups[1].Value);

    [GeneratedRegex("Tender number ([0-9]+)</a>")]
    private static partial Regex Titles();

    [GeneratedRegex("href=\"([^\"]+)\" rel=\"next\"")]
    private static partial Regex Nexts();
}
