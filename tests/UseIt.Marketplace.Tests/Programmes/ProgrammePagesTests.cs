using System.Net;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Programmes;

/// <summary>Forms of programmes by their visible labels: what is asked back where nothing is typed, and what is saved.</summary>
public sealed class ProgrammePagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task an_empty_form_says_what_it_needs_and_a_filled_one_is_saved()
    {
        var told = await app.ProgrammeAsync("Pages");
        var (_, director) = await told.EnterpriseAsync("Nechells Joinery Co-op");
        var today = UkTime.DayOf(await app.NowAsync());
        await app.SettledAsync();
        using var manager = await Browsing.AsAsync(app, told.Manager);
        var (at, partner) = ($"/programmes/{told.Id}", $"/programmes/{told.Id}/partners/{told.Partner}");

        await AskedBackAsync(
            "/programmes/new",
            [
                "Enter a title",
                "Say which neighbourhood it is for",
                "No version of this fund’s rules is held for the day the agreement was signed. Choose another fund, or check the day",
                "Enter the day the grant agreement was signed, not in the future",
                "Enter the first day",
                "Enter what time and people are charged to, as advisers write it",
            ]
        );
        await AskedBackAsync($"{at}/set/code", ["Enter the code as advisers write it"]);
        await AskedBackAsync($"{at}/set/strand", ["Enter a title", "Say which question the strand answers"]);
        await AskedBackAsync($"{at}/set/partner", ["Enter the partner’s name, or choose an organisation", "Enter the day it joined"]);
        await AskedBackAsync(
            $"{at}/set/target",
            ["Choose an indicator of this programme", "Enter a number above 0", "Enter the day it is to be reached by"]
        );
        await AskedBackAsync($"{partner}/promise", ["Choose who promises"]);
        await AskedBackAsync(
            $"{partner}/sponsor",
            ["Enter the person’s name", "Enter what the person is there", "Enter a day that is not in the future"]
        );
        await AskedBackAsync($"{partner}/end", ["Enter a day after it joined", "Say why"]);
        await AskedBackAsync($"{at}/claims/{told.Last}", ["Say in which capacity you sign, such as finance director"]);

        await DoneAsync($"{at}/set/strand", [("StrandTitle", "Community research"), ("Question", "What do neighbours know?")]);
        await DoneAsync($"{at}/set/target", [("Indicator", "C1"), ("Value", "75"), .. Day("By", today)]);
        await DoneAsync(
            $"{at}/set/figure",
            [
                ("Measure", "Enterprises"),
                ("Said", "over 120"),
                ("Value", "120"),
                ("Unit", "enterprises"),
                ("Kind", "Actual"),
                ("Definition", "Not defined"),
                .. Day("AsAt", today),
                ("Source", "A leaflet"),
            ]
        );
        await DoneAsync(
            $"{at}/record/standing?Q=Nechells",
            [
                ("OrganisationId", director.Organisation.ToString()),
                ("Register", "MutualsRegister"),
                .. Day("On", today.AddDays(-900)),
                ("Predecessor", "true"),
                ("PredecessorName", "A sole trader"),
            ]
        );
        await DoneAsync(
            $"{at}/record/award?Q=Nechells",
            [
                ("OrganisationId", director.Organisation.ToString()),
                ("Kind", "FromOthers"),
                ("From", "A trust"),
                ("Amount", "1,250.50"),
                .. Day("On", today),
                ("Reference", "Letter 1"),
            ]
        );
        await app.SettledAsync();
        var shown = WebUtility.HtmlDecode((await manager.GetAsync(at)).Html);
        foreach (var said in new[] { "Community research", "over 120", "Not defined", "A leaflet", "none is called right" })
            Assert.Contains(said, shown, StringComparison.Ordinal);
        using var enterprise = await Browsing.AsAsync(app, director);
        var help = await enterprise.GetAsync($"{at}/help");
        Assert.Contains("£1,250.50 from A trust", WebUtility.HtmlDecode(help.Html), StringComparison.Ordinal);
        var asked = await enterprise.SendAsync(help, $"{at}/help");
        Assert.Equal(
            ["Choose an award of your enterprise", "Say in which capacity you sign, such as finance director"],
            asked.Mistakes.Select(m => m.Sentence)
        );

        async Task AskedBackAsync(string page, IReadOnlyList<string> sentences)
        {
            var opened = await manager.GetAsync(page);
            Assert.True(opened.Status == HttpStatusCode.OK, $"{page} answered {opened.Status}");
            var sent = await manager.SendAsync(opened, page);
            Assert.Equal(sentences.Order(StringComparer.Ordinal), sent.Mistakes.Select(m => m.Sentence).Order(StringComparer.Ordinal));
        }

        async Task DoneAsync(string page, IReadOnlyList<(string, string)> typed)
        {
            var sent = await manager.SendAsync(await manager.GetAsync(page), page, [.. typed]);
            Assert.True(sent.Status == HttpStatusCode.Found, $"{page}: {string.Join('\n', sent.Mistakes.Select(m => m.Sentence))}");
        }
    }

    [Fact]
    public async Task a_return_is_written_signed_and_checked_on_one_page()
    {
        var told = await app.ProgrammeAsync("Returns");
        using var partner = await Browsing.AsAsync(app, told.PartnerManager);
        var page = $"/programmes/{told.Id}/partners/{told.Partner}/returns/{told.Last}";
        var opened = await partner.GetAsync(page);
        // The first row stays empty, the second has no document.
        var wrong = await partner.SendAsync(
            opened,
            $"{page}?handler=Submit",
            [
                ("Spend[0].Line", ""),
                ("Spend[1].Line", "1"),
                .. Day("Spend[1].PaidOn", told.Last.First),
                ("Spend[1].Amount", "twelve"),
                ("Capacity", "treasurer"),
            ]
        );
        Assert.Equal("Enter the amount in pounds", Assert.Single(wrong.Mistakes).Sentence);
        var sent = await partner.SendAsync(
            opened,
            $"{page}?handler=Submit",
            [
                ("Outputs[0]", "2"),
                ("Spend[0].Line", ""),
                ("Spend[1].Line", "1"),
                .. Day("Spend[1].PaidOn", told.Last.First),
                ("Spend[1].Amount", "£1,200.50"),
                ("Spend[1].Document", "Invoice 7"),
                ("Capacity", "treasurer"),
            ]
        );
        Assert.True(sent.Status == HttpStatusCode.Found, string.Join('\n', sent.Mistakes.Select(m => m.Sentence)));
        await app.SettledAsync();
        using var manager = await Browsing.AsAsync(app, told.Manager);
        var read = await manager.GetAsync(page);
        Assert.Contains("£1,200.50", WebUtility.HtmlDecode(read.Html), StringComparison.Ordinal);
        var back = await manager.SendAsync(read, $"{page}?handler=Decide", [("Accepted", "false"), ("Reason", "Of another quarter")]);
        Assert.Equal(HttpStatusCode.Found, back.Status);
        Assert.Contains("Of another quarter", (await partner.GetAsync(page)).Html, StringComparison.Ordinal);
        // Nobody else's.
        using var stranger = await Browsing.AsAsync(app, (await app.ProgrammeAsync("Strangers")).PartnerManager);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
    }

    [Fact]
    public async Task what_is_signed_accepted_or_decided_is_what_was_looked_at()
    {
        var told = await app.ProgrammeAsync("Looked at");
        var (support, director) = await told.EnterpriseAsync("Looked At CIC");
        await told.SessionAsync(support, director, 720);
        await app.SettledAsync();
        using var manager = await Browsing.AsAsync(app, told.Manager);
        var quarter = told.Last.ToString();

        var page = $"/programmes/{told.Id}/claims/{quarter}";
        var claim = await manager.GetAsync(page);
        await told.EvidenceAsync("C1", director.Organisation);
        await ComesBackAsync(claim, page, ("Capacity", "director"));

        var at = $"{told.At}/partners/{told.Partner}/returns/{quarter}";
        await told.PartnerManager.Http.DoAsync(at, Return(1));
        page = $"/programmes/{told.Id}/partners/{told.Partner}/returns/{quarter}";
        var returned = await manager.GetAsync(page);
        await told.PartnerManager.Http.DoAsync(at, Return(2));
        await ComesBackAsync(returned, $"{page}?handler=Decide", ("Accepted", "true"));

        page = $"/programmes/{told.Id}/outputs/C4/{director.Organisation}";
        await GiveAsync("Folder 7");
        var evidence = await manager.GetAsync(page);
        await GiveAsync("Folder 8");
        await ComesBackAsync(evidence, $"{page}?handler=Decide", ("Pieces", "eligibility"), ("Accepted", "true"));

        async Task ComesBackAsync(Seen shown, string path, params (string, string)[] typed)
        {
            var stopped = await manager.SendAsync(shown, path, typed);
            Assert.Equal(Shown.Changed.Sentence, Assert.Single(stopped.Mistakes).Sentence);
            Assert.Equal(HttpStatusCode.Found, (await manager.SendAsync(stopped, path, typed)).Status);
        }

        Task GiveAsync(string reference) =>
            told.Adviser.Http.DoAsync(
                $"{told.At}/outputs/C4/{director.Organisation}/evidence",
                new { pieces = new[] { new { piece = "eligibility", reference } } }
            );

        static object Return(int quantity) =>
            new
            {
                outputs = new[] { new { indicator = "C1", quantity } },
                spend = Array.Empty<object>(),
                capacity = "treasurer",
            };
    }

    [Fact]
    public async Task somebody_new_is_one_person_however_often_the_form_is_sent()
    {
        var told = await app.ProgrammeAsync("Sent twice");
        await app.SettledAsync();
        using var adviser = await Browsing.AsAsync(app, told.Adviser);
        var page = $"/programmes/{told.Id}/record/entrepreneur";
        var form = await adviser.GetAsync(page);
        (string, string)[] typed = [.. Day("On", told.Last.First), ("Minutes", "60"), ("Reference", "Folder 9")];
        for (var n = 0; n < 2; n++)
            Assert.Equal(HttpStatusCode.Found, (await adviser.SendAsync(form, page, typed)).Status);
        Assert.Equal(
            1L,
            await app.AskAsync<long>(
                $"select count(*) from events.mt_events where type = 'entrepreneur_assisted' and data ->> 'programmeId' = '{told.Id}'"
            )
        );
    }

    private static IEnumerable<(string, string)> Day(string field, DateOnly day) =>
        [($"{field}.Day", $"{day.Day}"), ($"{field}.Month", $"{day.Month}"), ($"{field}.Year", $"{day.Year}")];
}
