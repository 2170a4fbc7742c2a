using System.Net;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Contracts;

/// <summary>Commitments over all contracts, for the buyer and for a supplier; evidence page by page; photos of people.</summary>
public sealed class CommitmentBoardTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Theory]
    [InlineData("Open", "late", "soon", "disputed", "awaiting")]
    [InlineData("Late", "late")]
    [InlineData("Soon", "soon")]
    [InlineData("Disputed", "disputed")]
    [InlineData("Awaiting", "awaiting")]
    [InlineData("Met", "met")]
    [InlineData("Lapsed", "lapsed")]
    public async Task each_filter_shows_its_own_by_the_day_it_is_due_and_says_how_many(string show, params string[] names)
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        foreach (var person in new[] { told.Manager, told.Lead, told.Partner })
        {
            var found = await person.Http.ReadAsync($"/api/v1/commitments?show={show}");
            Assert.Equal(names.Select(n => $"Promise {n}"), Titles(found));
            Assert.Equal(names.Length, found["counts"]![show]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task pages_follow_each_other_and_what_is_worth_most_comes_first_in_its_unit()
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        var (titles, after) = (new List<string>(), "");
        do
        {
            var page = await told.Manager.Http.ReadAsync($"/api/v1/commitments?limit=3{after}");
            titles.AddRange(Titles(page));
            after = page["next"]?.GetValue<string>() is { } next ? $"&after={next}" : "";
        } while (after.Length > 0);
        Assert.Equal(["Promise late", "Promise soon", "Promise disputed", "Promise awaiting"], titles);

        var hours = await told.Manager.Http.ReadAsync("/api/v1/commitments?unit=hours&limit=1");
        Assert.Equal(["Promise late"], Titles(hours));
        var rest = await told.Manager.Http.ReadAsync($"/api/v1/commitments?unit=hours&limit=1&after={hours["next"]}");
        Assert.Equal(["Promise awaiting"], Titles(rest));
        var measure = hours["measures"]!.AsArray().Single(m => m!["unit"]!.GetValue<string>() == "hours")!;
        Assert.Equal(
            (2, 130m, 40m),
            (measure["commitments"]!.GetValue<int>(), measure["due"]!.GetValue<decimal>(), measure["verified"]!.GetValue<decimal>())
        );
    }

    [Fact]
    public async Task a_board_is_of_ones_own_contracts_in_force()
    {
        var told = await ToldCommitments.TellAsync(app);
        var (stranger, author) = (
            await app.PersonAsync("Rival Person", await app.OrganisationAsync("Rival Ltd", OrganisationKind.Enterprise), Roles.Member),
            await app.PersonAsync("Ann Author", told.Buyer, Roles.Author)
        );
        await app.SettledAsync();
        Assert.Empty(Titles(await stranger.Http.ReadAsync("/api/v1/commitments")));
        using (var read = await author.Http.GetAsync(new Uri("/api/v1/commitments", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.Forbidden, read.StatusCode);
        using (var read = await (await app.ClientAsync()).GetAsync(new Uri("/api/v1/commitments", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.Unauthorized, read.StatusCode);
        using var browser = await Browsing.AsAsync(app, stranger);
        foreach (var path in new[] { "", "/photo", "/photo/people" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/promises/{told.Id("soon")}{path}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/commitments")).Status);
        await app.StoreAsync(told.Contract, "contract", 2, new ContractEnded(told.Contract, told.Tender.Id, "Over"));
        await app.SettledAsync();
        Assert.Empty(Titles(await told.Manager.Http.ReadAsync("/api/v1/commitments")));
    }

    [Fact]
    public async Task the_buyer_filters_and_follows_on_pages()
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, told.Manager);
        var all = await browser.GetAsync("/commitments");
        Assert.Contains("Not yet met (4)", all.Html, StringComparison.Ordinal);
        Assert.Contains("In dispute (1)", all.Html, StringComparison.Ordinal);
        var late = await browser.GetAsync("/commitments?show=Late");
        Assert.Contains("Promise late", late.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Promise soon", late.Html, StringComparison.Ordinal);
        Assert.Contains("the largest first", (await browser.GetAsync("/commitments?show=Open&unit=hours")).Html, StringComparison.Ordinal);
        Assert.Contains("/commitments", (await browser.GetAsync("/contracts")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task more_than_the_contract_could_pay_for_is_doubted_to_its_manager_alone()
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.StoreAsync(
            told.Id("awaiting"),
            "commitment",
            3,
            new CommitmentVaried(told.Id("awaiting"), told.Contract, 50_000, null, "A slip of the pen")
        );
        await app.SettledAsync();
        var at = $"/contracts/{told.Contract}/commitments/{told.Id("awaiting")}";
        using var manager = await Browsing.AsAsync(app, told.Manager);
        using var supplier = await Browsing.AsAsync(app, told.Lead);
        const string Doubted = "Look again whether so much can be meant";
        Assert.Contains(Doubted, (await manager.GetAsync(at)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(Doubted, (await supplier.GetAsync(at)).Html, StringComparison.Ordinal);
        var late = await manager.GetAsync($"/contracts/{told.Contract}/commitments/{told.Id("late")}");
        Assert.DoesNotContain(Doubted, late.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_thousand_pieces_of_evidence_are_read_page_by_page()
    {
        var told = await ToldCommitments.TellAsync(app);
        Guid[] pieces = [.. Enumerable.Range(0, 1000).Select(n => UuidV5.Of(told.Contract, $"piece {n}"))];
        await app.StoreAsync(told.Id("soon"), "commitment", 2, [.. pieces.Select(p => told.Recorded("soon", 0.01m, p))]);
        await app.SettledAsync();
        var at = $"/contracts/{told.Contract}/commitments/{told.Id("soon")}";
        using var browser = await Browsing.AsAsync(app, told.Manager);
        var first = await browser.GetAsync(at);
        Assert.InRange(first.Html.Length, 10_000, 60_000);
        Assert.InRange((await browser.GetAsync($"/contracts/{told.Contract}")).Html.Length, 5_000, 60_000);
        var (read, after) = (new List<Guid>(), "");
        do
        {
            var page = await told.Manager.Http.ReadAsync($"/api/v1{at}/evidence?limit=100{after}");
            read.AddRange(page["items"]!.AsArray().Select(e => e!["evidenceId"]!.GetValue<Guid>()));
            after = page["next"]?.GetValue<string>() is { } next ? $"&after={next}" : "";
        } while (after.Length > 0);
        Assert.Equal(pieces, read);
    }

    [Fact]
    public async Task a_promise_gets_its_photo_which_tells_neither_place_nor_device_and_asks_who_is_in_it()
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, told.Lead);
        var list = await browser.GetAsync("/promises");
        Assert.True(
            list.Html.IndexOf("Promise late", StringComparison.Ordinal) < list.Html.IndexOf("Promise soon", StringComparison.Ordinal)
        );
        var at = $"/promises/{told.Id("soon")}";
        Assert.Contains($"{at}/photo", list.Html, StringComparison.Ordinal);
        var nothing = await browser.SendAsync(await browser.GetAsync($"{at}/photo"), $"{at}/photo", ("Quantity", "many"));
        Assert.Equal(
            [
                AddPhotoPage.PhotoMissing.Sentence,
                Delivering.QuantityWrong.Sentence,
                RecordEvidenceHandler.StatementMissing.Sentence,
                "Enter the day it was delivered",
            ],
            nothing.Mistakes.Select(m => m.Sentence)
        );
        (string, string)[] said = [("Quantity", "2"), ("Statement", "Two people started"), .. PageSteps.Day("On", told.Today)];
        var taken = await browser.SendWithFileAsync(nothing, $"{at}/photo", "Photo", "start.jpg", Pictures.Jpeg(), said);
        Assert.Equal($"{at}/photo/people", taken.Header("Location"));
        var ask = await browser.GetAsync($"{at}/photo/people");
        Assert.Equal(
            [PhotoPeoplePage.Unanswered.Sentence],
            (await browser.SendAsync(ask, $"{at}/photo/people")).Mistakes.Select(m => m.Sentence)
        );
        Assert.Equal(
            [RecordEvidenceHandler.NotAgreed.Sentence],
            (await browser.SendAsync(ask, $"{at}/photo/people", ("People", "NotAgreed"))).Mistakes.Select(m => m.Sentence)
        );
        Assert.Equal(at, (await browser.SendAsync(ask, $"{at}/photo/people", ("People", "Nobody"))).Header("Location"));
        // Sent again there is nothing left to send.
        Assert.Equal($"{at}/photo", (await browser.SendAsync(ask, $"{at}/photo/people", ("People", "Nobody"))).Header("Location"));
        var recorded = Assert.Single((await app.Store.ReadStreamAsync(told.Id("soon"))).Select(e => e.Data).OfType<EvidenceRecorded>());
        Assert.Equal((2m, new Period(told.Today, told.Today)), (recorded.Quantity, recorded.Period));
        Assert.Equal(recorded.DocumentIds, recorded.PublicPhotos);
        Assert.Equal(PeopleInPhoto.Nobody, recorded.People);
        var kept = await told.Manager.Http.GetByteArrayAsync(new Uri($"/api/v1/documents/{recorded.DocumentIds[0]}", UriKind.Relative));
        Assert.Equal(Pictures.Jpeg(told: false), kept);

        await browser.SendWithFileAsync(await browser.GetAsync($"{at}/photo"), $"{at}/photo", "Photo", "more.jpg", Pictures.Jpeg(), said);
        await browser.SendAsync(await browser.GetAsync($"{at}/photo/people"), $"{at}/photo/people", ("People", "GuardiansAgreed"));
        var child = (await app.Store.ReadStreamAsync(told.Id("soon"))).Select(e => e.Data).OfType<EvidenceRecorded>().Last();
        Assert.Null(child.PublicPhotos);
        Assert.Equal(PeopleInPhoto.GuardiansAgreed, child.People);
        await app.SettledAsync();
        var shown = await browser.GetAsync($"/contracts/{told.Contract}/commitments/{told.Id("soon")}");
        Assert.Contains("a guardian for each child", shown.Html, StringComparison.Ordinal);

        // The longer form asks the same, where there is a picture.
        at = $"/contracts/{told.Contract}/commitments/{told.Id("soon")}/evidence/new";
        (string, string)[] day = [.. PageSteps.Day("From", told.Today), .. PageSteps.Day("Until", told.Today)];
        var form = await browser.GetAsync(at);
        var unasked = await browser.SendWithFileAsync(form, at, "Documents", "two.jpg", Pictures.Jpeg(), [.. said, .. day]);
        Assert.Equal(["Say whether anybody can be recognised in the photos"], unasked.Mistakes.Select(m => m.Sentence));
        await browser.SendWithFileAsync(form, at, "Documents", "two.jpg", Pictures.Jpeg(), [.. said, .. day, ("People", "Agreed")]);
        Assert.Equal(
            PeopleInPhoto.Agreed,
            (await app.Store.ReadStreamAsync(told.Id("soon"))).Select(e => e.Data).OfType<EvidenceRecorded>().Last().People
        );
    }

    private static IEnumerable<string> Titles(JsonNode page) => page["items"]!.AsArray().Select(c => c!["title"]!.GetValue<string>());
}
