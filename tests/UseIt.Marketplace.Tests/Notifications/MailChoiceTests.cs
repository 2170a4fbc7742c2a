using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Tests.Accounts;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Notifications;

/// <summary>When a person is mailed, and what is new to them.</summary>
public sealed class MailChoiceTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public void what_is_urgent_or_a_right_comes_at_once_and_every_kind_that_does_is_there()
    {
        Assert.All(WarnBiddersHandler.Before, b => Assert.True(Sentences.ComesAtOnce(b.Kind)));
        Assert.All(
            ["bid-submitted", "summary-ready", "tender-amended", "clarification-asked"],
            kind => Assert.True(Sentences.ComesAtOnce(kind))
        );
        Assert.False(Sentences.ComesAtOnce("question-asked"));
    }

    [Fact]
    public async Task who_wants_one_mail_a_day_gets_one_in_the_morning_with_all_that_is_still_new()
    {
        var tender = await app.PublishedAsync();
        var author = tender.Buyer.Author;
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync("/account/mails");
        Assert.Equal("/account", (await browser.SendAsync(page, "/account/mails", ("Mails", "InTheMorning"))).Header("Location"));
        var asker = await app.EnterpriseAsync("Curious CIC");
        await AskAsync(asker, tender, "What is a hectare?");
        await AskAsync(asker, tender, "Who waters?");
        await AskAsync(asker, tender, "Who mows?");
        await app.SettledAsync();
        Assert.Equal(0, await app.AskAsync<long>($"select count(*) {Delivered(author)}"));
        var due = await app.AskAsync<DateTime>($"select min(mail_due) from notifications.inbox where person = '{author.Id}'");
        Assert.Equal(new TimeOnly(7, 0), TimeOnly.FromDateTime(UkTime.Local(new DateTimeOffset(due))));
        Assert.Equal(0, await Morning().SendDueAsync(default));

        // What was seen meanwhile needs no mail.
        var newest = (await MessagesAsync(author))[0]!["id"];
        using (var seen = await author.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/inbox/{newest}/read", new { }))
            Assert.Equal(HttpStatusCode.NoContent, seen.StatusCode);
        await app.ClockToAsync(new DateTimeOffset(due, TimeSpan.Zero).AddMinutes(1));
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Morning().SendDueAsync(default)));
        Assert.Equal(1, sent.Sum());
        Assert.Equal(2, await app.AskAsync<long>($"select count(*) {Delivered(author)} and d.result = 'sent, with others'"));
        var mail = await File.ReadAllTextAsync(
            Directory
                .GetFiles(app.Settings.MailFolder)
                .Single(f => File.ReadAllText(f).Contains("2 new messages", StringComparison.Ordinal))
        );
        Assert.Equal(2, mail.Split("A question about your tender waits for an answer").Length - 1);
        Assert.Equal(0, await Morning().SendDueAsync(default));
    }

    [Fact]
    public async Task who_wants_no_mails_any_more_gets_none_of_those_that_waited()
    {
        var tender = await app.PublishedAsync();
        var author = tender.Buyer.Author;
        await app.DoAsync(new ChooseMails(author.Id, Mails.InTheMorning));
        await AskAsync(await app.EnterpriseAsync("Late CIC"), tender, "What is a hectare?");
        await app.SettledAsync();
        await app.DoAsync(new ChooseMails(author.Id, Mails.Never));
        var due = await app.AskAsync<DateTime>($"select min(mail_due) from notifications.inbox where person = '{author.Id}'");
        await app.ClockToAsync(new DateTimeOffset(due, TimeSpan.Zero).AddMinutes(1));
        await Morning().SendDueAsync(default);
        Assert.Equal(0, await app.AskAsync<long>($"select count(*) {Delivered(author)} and d.result <> 'not wanted'"));
        Assert.Equal(1, await app.AskAsync<long>($"select count(*) {Delivered(author)}"));
    }

    [Fact]
    public async Task who_wants_no_mails_gets_those_alone_that_come_to_everybody()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Quiet CIC");
        await bidder.Manager.Http.DoAsync($"/api/v1/people/{bidder.Manager.Id}/mails", new { mails = "Never" });
        var asked = await AskAsync(bidder, tender, "May we see the site?");
        await tender.Buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/questions/{asked}/answer",
            new { publishedQuestion = "May we see the site?", answer = "On Monday" }
        );
        await tender.Buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/withdrawal", new { reason = "The money is gone" });
        await app.SettledAsync();
        Assert.Equal(
            "question-answered not wanted, tender-withdrawn sent",
            await app.AskAsync<string>($"select string_agg(i.kind || ' ' || d.result, ', ' order by i.kind) {Delivered(bidder.Manager)}")
        );
    }

    [Fact]
    public async Task what_is_done_is_new_to_nobody_and_what_comes_after_the_page_was_shown_stays_new()
    {
        var tender = await app.PublishedAsync();
        var later = tender.Deadline.AddDays(3);
        var path = $"/api/v1/tenders/{tender.Id}";
        await tender.Buyer.Author.Http.DoAsync($"{path}/extension-proposals", new { to = later, reason = "A late document" });
        await app.SettledAsync();
        Assert.False(Assert.Single(await MessagesAsync(tender.Buyer.Approver))!["read"]!.GetValue<bool>());
        await tender.Buyer.Approver.Http.DoAsync($"{path}/extensions", new { to = later });
        await app.SettledAsync();
        Assert.True(Assert.Single(await MessagesAsync(tender.Buyer.Approver))!["read"]!.GetValue<bool>());

        var asker = await app.EnterpriseAsync("Curious CIC");
        await AskAsync(asker, tender, "One?");
        await AskAsync(asker, tender, "Two?");
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, tender.Buyer.Author);
        var page = await browser.GetAsync("/messages");
        await AskAsync(asker, tender, "Three?");
        await app.SettledAsync();
        await browser.SendAsync(page, "/messages");
        Assert.Equal([false, true, true], (await MessagesAsync(tender.Buyer.Author)).Select(m => m!["read"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task messages_come_in_pages_and_nobody_chooses_or_reads_for_another()
    {
        var tender = await app.PublishedAsync();
        var asker = await app.EnterpriseAsync("Curious CIC");
        for (var n = 0; n < 5; n++)
            await AskAsync(asker, tender, $"Question {n}?");
        await app.SettledAsync();
        var author = tender.Buyer.Author;
        var seen = new List<string>();
        for (string? after = ""; after is not null; )
        {
            var page = await author.Http.ReadAsync($"/api/v1/inbox?limit=2{(after.Length > 0 ? $"&after={after}" : "")}");
            seen.AddRange(page["items"]!.AsArray().Select(m => m!["id"]!.GetValue<string>()));
            after = page["next"]?.GetValue<string>();
        }
        Assert.Equal(5, seen.Count);
        Assert.Equal((await MessagesAsync(author)).Select(m => m!["id"]!.GetValue<string>()), seen);

        var other = tender.Buyer.Approver;
        await other.Http.RefusedWithAsync($"/api/v1/people/{author.Id}/mails", new { mails = "Never" }, HttpStatusCode.NotFound);
        await other.Http.RefusedWithAsync($"/api/v1/inbox/{seen[0]}/read", new { }, HttpStatusCode.NotFound);
        using (await other.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/inbox/{seen[0]}/read?andOlder=true", new { })) { }
        Assert.All(await MessagesAsync(author), m => Assert.False(m!["read"]!.GetValue<bool>()));
        Assert.Empty((await other.Http.ReadAsync($"/api/v1/inbox?after={seen[0]}"))["items"]!.AsArray());
    }

    private MorningMails Morning() => ActivatorUtilities.CreateInstance<MorningMails>(app.Services);

    private static string Delivered(TestPerson person) =>
        $"from notifications.delivery d join notifications.inbox i on i.id = d.notification where i.person = '{person.Id}'";

    private static async Task<JsonArray> MessagesAsync(TestPerson person) =>
        (await person.Http.ReadAsync("/api/v1/inbox"))["items"]!.AsArray();

    private static async Task<string> AskAsync(TestEnterprise asker, TestTender tender, string text) =>
        (await asker.Http.DoAsync($"/api/v1/tenders/{tender.Id}/questions", new { text }))["id"]!.GetValue<string>();
}
