using System.Net;
using System.Text;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Contracts;
using UseIt.Marketplace.Tests.Skills;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Documents;

/// <summary>Every list people work with, as a file: linked from its page, for those who see the page, narrowed as the page is.</summary>
public sealed class ListFileTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    // What a spreadsheet would carry out, were it not held to be a text.
    private const string Formula = "=1+1";
    private const string Escaped = $"'{Formula}";

    /// <summary>A list as somebody sees it: what stands in it, what a narrower one leaves out, and who finds no such page.</summary>
    private sealed record Listed(
        TestPerson? Who,
        string Page,
        string Heading,
        string[] Holds,
        TestPerson? Stranger,
        string? Narrower = null,
        string? LeavesOut = null
    );

    [Theory]
    [InlineData("tenders")]
    [InlineData("opportunities")]
    [InlineData("bids")]
    [InlineData("contracts")]
    [InlineData("commitments")]
    [InlineData("promises")]
    [InlineData("caseload")]
    [InlineData("workshops")]
    [InlineData("people")]
    [InlineData("candidates")]
    public async Task a_list_comes_as_csv_and_as_a_spreadsheet_to_whoever_sees_its_page(string list)
    {
        var listed = await ListedAsync(list);
        await app.SettledAsync();
        using var browser = listed.Who is { } who ? await app.BrowserAsync(who) : await app.ClientAsync();
        var html = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri(listed.Page, UriKind.Relative)));
        foreach (var format in new[] { "csv", "xlsx" })
        {
            var at = At(listed.Page, format);
            Assert.Contains($"href=\"{at}\"", html, StringComparison.OrdinalIgnoreCase);
            var (type, rows) = await ReadAsync(browser, at, list, format);
            Assert.StartsWith(format == "csv" ? "text/csv" : "application/vnd.openxmlformats", type, StringComparison.Ordinal);
            Assert.Equal(listed.Heading, rows[0][0]);
            var cells = rows.Skip(1).SelectMany(r => r).ToArray();
            foreach (var text in listed.Holds)
                Assert.Contains(format == "xlsx" && text == Escaped ? Formula : text, cells);
            if (listed is { Narrower: { } narrower, LeavesOut: { } left })
            {
                Assert.Contains(left, cells);
                var fewer = await ReadAsync(browser, At(narrower, format), list, format);
                Assert.DoesNotContain(left, fewer.Rows.SelectMany(r => r));
            }
            if (listed.Stranger is { } stranger)
            {
                using var others = await app.BrowserAsync(stranger);
                using var answer = await others.GetAsync(new Uri(at, UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                    Assert.DoesNotContain(rows[^1][0], (await ReadAsync(others, at, list, format)).Rows.SelectMany(r => r));
                else
                    Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task all_of_a_list_is_in_its_file_and_more_than_it_holds_is_said()
    {
        var all = await ListFile.AllAsync<int, int?>(after =>
            Task.FromResult<(IReadOnlyList<int>, int?)>(
                ([.. Enumerable.Range(after ?? 0, ListFile.AtOnce)], (after ?? 0) + ListFile.AtOnce is var next and < 250 ? next : null)
            )
        );
        Assert.Equal(Enumerable.Range(0, 300), all);
        var endless = await ListFile.AllAsync<int, int?>(after =>
            Task.FromResult<(IReadOnlyList<int>, int?)>(([.. Enumerable.Repeat(1, ListFile.AtOnce)], 1))
        );
        Assert.InRange(endless.Count, ListFile.Most + 1, ListFile.Most + ListFile.AtOnce);
        var file = Assert.IsType<Microsoft.AspNetCore.Mvc.FileContentResult>(
            new MarketPage().ListAs(ListFormat.Csv, "ones", endless, ("One", n => n))
        );
        var lines = Encoding.UTF8.GetString(file.FileContents).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ListFile.Most + 2, lines.Length);
        Assert.Contains("There are more than 5,000", lines[^1], StringComparison.Ordinal);
    }

    private sealed class MarketPage : Microsoft.AspNetCore.Mvc.RazorPages.PageModel;

    private async Task<Listed> ListedAsync(string list)
    {
        switch (list)
        {
            case "tenders":
            {
                var buyer = await app.BuyerAsync();
                var draft = await app.DraftAsync(buyer);
                await buyer.Author.Http.DoAsync(
                    "/api/v1/tenders",
                    new
                    {
                        buyerId = buyer.Id,
                        title = Formula,
                        regime = UseIt.Marketplace.Tenders.RegimeCodes.PrivateVoluntary,
                    }
                );
                return new Listed(
                    buyer.Author,
                    "/buyer/tenders",
                    "Title",
                    [Escaped, $"{draft.Id}"],
                    (await app.BuyerAsync("Other")).Author
                );
            }
            case "opportunities":
            {
                await app.PublishedAsync(await app.BuyerAsync("Sparkbrook Trust"));
                return new Listed(
                    null,
                    "/opportunities",
                    "Title",
                    ["Hospital grounds and cleaning"],
                    null,
                    "/opportunities?q=submarine",
                    "Sparkbrook Trust"
                );
            }
            case "bids":
            {
                var tender = await app.PublishedAsync();
                var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
                await bidder.SubmitAsync(await bidder.WrittenBidAsync(tender, tender.GroundsLot));
                await app.ClosedAsync(tender);
                await tender.RequestOpeningAsync();
                var evaluation = Evaluation.IdOf(tender.Id, tender.GroundsLot);
                await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(evaluation)).Exists);
                return new Listed(tender.Buyer.Author, $"/evaluations/{evaluation}", "Bidder", ["Ladywood Grounds CIC"], bidder.Manager);
            }
            case "contracts":
            case "commitments":
            case "promises":
            {
                var told = await ToldCommitments.TellAsync(app);
                var stranger = await app.PersonAsync(
                    "Sam Stranger",
                    await app.OrganisationAsync("Elsewhere CIC", OrganisationKind.Enterprise, OrganisationKind.Buyer),
                    Roles.Member,
                    Roles.ContractManager
                );
                return list switch
                {
                    "contracts" => new Listed(
                        told.Manager,
                        "/contracts",
                        "Contract",
                        ["Ladywood Grounds CIC; Nechells Joinery Co-op", $"{told.Contract}"],
                        stranger
                    ),
                    "commitments" => new Listed(
                        told.Manager,
                        "/commitments?show=Open",
                        "Commitment",
                        [$"{told.Id("late")}", "In dispute"],
                        stranger,
                        "/commitments?show=Late",
                        $"{told.Id("soon")}"
                    ),
                    _ => new Listed(
                        told.Lead,
                        "/promises",
                        "Commitment",
                        [$"{told.Id("late")}"],
                        stranger,
                        "/promises?met=true",
                        $"{told.Id("soon")}"
                    ),
                };
            }
            case "caseload":
            {
                var support = await app.OrganisationAsync("iSE", OrganisationKind.Support);
                var adviser = await app.PersonAsync("Yvonne Adviser", support, Roles.Adviser);
                var enterprise = await app.OrganisationAsync(Formula, OrganisationKind.Enterprise);
                await adviser.Http.DoAsync(
                    "/api/v1/cases",
                    new
                    {
                        organisationId = enterprise,
                        supportOrganisationId = support,
                        need = "To bid",
                        source = "A friend",
                    }
                );
                var other = await app.PersonAsync("Other", await app.OrganisationAsync("Else", OrganisationKind.Support), Roles.Adviser);
                return new Listed(adviser, "/cases", "Enterprise", [Escaped], other);
            }
            case "workshops":
            {
                var support = await app.OrganisationAsync("iSE", OrganisationKind.Support);
                var adviser = await app.PersonAsync("Yvonne Adviser", support, Roles.Adviser);
                var start = (await app.Store.ClockAsync()).Date.AddDays(2).AddHours(10);
                await adviser.Http.DoAsync(
                    "/api/v1/workshops",
                    new
                    {
                        supportOrganisationId = support,
                        title = Formula,
                        start = new DateTimeOffset(start, TimeSpan.Zero),
                        end = new DateTimeOffset(start, TimeSpan.Zero).AddHours(2),
                        place = "Avery House",
                        mode = "InPerson",
                        funderProject = "Fund",
                    }
                );
                var other = await app.PersonAsync("Other", await app.OrganisationAsync("Else", OrganisationKind.Support), Roles.Adviser);
                return new Listed(adviser, "/workshops", "Workshop", [Escaped], other);
            }
            case "people":
            {
                var organisation = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
                var admin = await app.PersonAsync("Grace Okafor", organisation, Roles.OrganisationAdministrator);
                var member = await app.PersonAsync(Formula, organisation, Roles.Member);
                return new Listed(admin, "/organisation/people", "Name", ["Grace Okafor", Escaped], member);
            }
            default:
            {
                var desk = await app.DeskAsync();
                await desk.RegisterAsync("Amal Haddad");
                return new Listed(desk.AdviserPerson, "/candidates", "Person", ["Amal Haddad"], desk.ManagerPerson);
            }
        }
    }

    private static string At(string page, string format) =>
        $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}as={format}";

    private static async Task<(string Type, IReadOnlyList<IReadOnlyList<string>> Rows)> ReadAsync(
        HttpClient http,
        string path,
        string list,
        string format
    )
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {answer.StatusCode}");
        var name = answer.Content.Headers.ContentDisposition?.FileName;
        Assert.Equal($"{list}.{format}", name);
        return (answer.Content.Headers.ContentType!.ToString(), Spreadsheet.Read(await answer.Content.ReadAsByteArrayAsync(), name!)!);
    }
}
