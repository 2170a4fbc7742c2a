using System.Net;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class TenderCalendarTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task the_dates_of_a_public_tender_go_into_a_calendar_and_those_of_a_draft_nowhere()
    {
        var tender = await app.PublishedAsync();
        var draft = await app.DraftAsync();
        await app.SettledAsync();
        using var visitor = new Browsing(app);
        var calendar = await visitor.GetAsync($"/tenders/{tender.Id}/dates.ics");
        Assert.StartsWith("text/calendar", calendar.Header("Content-Type"), StringComparison.Ordinal);
        Assert.StartsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", calendar.Html, StringComparison.Ordinal);
        Assert.Contains($"DTSTART:{tender.Deadline.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}\r\n", calendar.Html, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Bids are due: Hospital grounds and cleaning", calendar.Html, StringComparison.Ordinal);
        Assert.All(calendar.Html.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/tenders/{draft.Id}/dates.ics")).Status);
        Assert.Contains("Sign in to bid or to ask", (await visitor.GetAsync($"/tenders/{tender.Id}")).Html, StringComparison.Ordinal);
    }
}
