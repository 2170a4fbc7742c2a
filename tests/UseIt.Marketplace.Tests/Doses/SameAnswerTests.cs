using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Testing;
using Xunit.Abstractions;

namespace UseIt.Marketplace.Tests.Doses;

/// <summary>As it is where the marketplace is in use.</summary>
public sealed class EvenApp : MarketplaceApp
{
    protected override TimeSpan NotFoundAfter =>
        new Settings
        {
            ConnectionString = "",
            DataFolder = "",
            Embedded = true,
            KeyEncryptionKey = [],
        }.NotFoundAfter;
}

/// <summary>
/// What is not theirs, and what is not there, look the same to somebody who asks often: in what is said and in how long it takes.
/// </summary>
[Collection("Alone")]
public sealed partial class SameAnswerTests(EvenApp app, ITestOutputHelper output) : IClassFixture<EvenApp>
{
    // As far from a coin's toss as somebody's luck may be; a look-up that only one of the two makes is far beyond it.
    private const double Within = 0.1;

    private sealed record Answer(HttpStatusCode Status, string Body, string Headers);

    [Fact]
    public Task what_is_not_theirs_is_said_as_what_is_not_there() => CompareAsync(20, timed: false);

    [LongFact]
    public Task asked_a_thousand_times_each_neither_is_quicker() => CompareAsync(1000, timed: true);

    private async Task CompareAsync(int times, bool timed)
    {
        var tender = await app.PublishedAsync();
        var theirs = await (await app.EnterpriseAsync("Somebody Else CIC")).WrittenBidAsync(tender, tender.GroundsLot);
        var stranger = await app.EnterpriseAsync("Stranger CIC");
        using var browser = await app.BrowserAsync(stranger.Manager);
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        await app.SettledAsync();
        var requirement = tender.Requirements[1].RequirementId;
        await CompareAsync("a page", times, timed, theirs, id => AskAsync(browser, HttpMethod.Get, $"/bids/{id}"));
        await CompareAsync("a reading", times, timed, theirs, id => AskAsync(stranger.Http, HttpMethod.Get, $"/api/v1/bids/{id}"));
        await CompareAsync(
            "a command",
            times,
            timed,
            theirs,
            id => AskAsync(stranger.Http, HttpMethod.Put, $"/api/v1/bids/{id}/parts/{requirement}", new { answer = new { text = "x" } })
        );
    }

    // Each pair is asked one after the other, in an order that a coin decides: whatever else the machine does happens to both alike.
    private async Task CompareAsync(string what, int times, bool timed, Guid theirs, Func<Guid, Task<(Answer Answer, long Ticks)>> ask)
    {
        var coin = new Random(20261201);
        for (var n = 0; n < 20; n++)
            await ask(n % 2 == 0 ? theirs : Guid.CreateVersion7());
        var (slower, same) = (0, 0);
        Answer? first = null;
        for (var n = 0; n < times; n++)
        {
            var none = Guid.CreateVersion7();
            var theirsFirst = coin.Next(2) == 0;
            var one = await ask(theirsFirst ? theirs : none);
            var other = await ask(theirsFirst ? none : theirs);
            var (notTheirs, notThere) = theirsFirst ? (one, other) : (other, one);
            first ??= notThere.Answer;
            Assert.Equal(first, notThere.Answer);
            Assert.Equal(first, notTheirs.Answer);
            slower += notTheirs.Ticks > notThere.Ticks ? 1 : 0;
            same += notTheirs.Ticks == notThere.Ticks ? 1 : 0;
        }
        Assert.Equal(HttpStatusCode.NotFound, first!.Status);
        var superiority = (slower + same / 2.0) / times;
        output.WriteLine(FormattableString.Invariant($"{what}: what is not theirs took longer in {superiority:p1} of {times} pairs"));
        if (timed)
            Assert.InRange(superiority, 0.5 - Within, 0.5 + Within);
    }

    private static async Task<(Answer, long)> AskAsync(HttpClient http, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body, options: EventJson.Options),
        };
        var since = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var ticks = Stopwatch.GetTimestamp() - since;
        // What names the request itself differs in every answer.
        var shape = Token().Replace(Id().Replace(text, "ID"), "TOKEN");
        var headers = answer
            .Headers.Concat(answer.Content.Headers)
            .Where(h => h.Key is not ("Date" or "Set-Cookie"))
            .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}")
            .Order(StringComparer.Ordinal);
        return (new Answer(answer.StatusCode, shape, Id().Replace(string.Join('\n', headers), "ID")), ticks);
    }

    [GeneratedRegex(
        "00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Id();

    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]+")]
    private static partial Regex Token();
}
