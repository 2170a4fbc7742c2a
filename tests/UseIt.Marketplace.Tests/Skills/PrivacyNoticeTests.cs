using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>Privacy notices: the same in every language there is a text in, and recorded with the version that was given.</summary>
public sealed partial class PrivacyNoticeTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);

    [GeneratedRegex("<(h1|h2|p|li|ul)[ >]")]
    private static partial Regex Element { get; }

    public static TheoryData<string> Pathways => [.. PathwayRules.All.Select(p => p.Code)];

    [Theory]
    [MemberData(nameof(Pathways))]
    public void every_language_says_the_same_of_every_pathway(string pathway)
    {
        var rules = PathwayRules.Of(pathway)!;
        string Structure(NoticeLanguage language)
        {
            var notice = new PrivacyNotice(
                "iSE",
                rules.Code,
                rules.Name,
                rules.Offences,
                rules.Guardian is not null,
                [.. PathwayRules.Purposes.Select((p, i) => new NoticePurpose(p.Code, (LawfulBasis)(i % 5)))],
                Reviewed: true
            );
            var html = LetterWriter
                .Write(language.Kind, app.Services.GetRequiredService<TemplateShelf>().ShippedIn(language.Kind.Folders), notice)
                .Text;
            // Nothing is left unsaid in it: no purpose, no basis, no pathway without words.
            Assert.DoesNotContain("<li>:", html, StringComparison.Ordinal);
            Assert.DoesNotContain(": </li>", html, StringComparison.Ordinal);
            Assert.DoesNotContain(": .</p>", html, StringComparison.Ordinal);
            Assert.Contains($"lang=\"{(language.Code == "en" ? "en-GB" : language.Code)}\"", html, StringComparison.Ordinal);
            Assert.Equal(language.Code == "ar", html.Contains("dir=\"rtl\"", StringComparison.Ordinal));
            return string.Join(' ', Element.Matches(html).Select(m => m.Groups[1].Value));
        }
        var english = Structure(PrivacyNotices.Languages[0]);
        Assert.All(PrivacyNotices.Languages, l => Assert.Equal(english, Structure(l)));
    }

    [Fact]
    public void only_english_is_said_to_be_read_by_a_speaker() =>
        Assert.Equal(["en"], PrivacyNotices.Languages.Where(l => l.Reviewed).Select(l => l.Code));

    [Fact]
    public void a_notice_given_again_is_a_language_a_day_and_a_version()
    {
        var (salma, ise) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var actor = Actor.Anonymous with { Person = Guid.CreateVersion7() };
        var candidate = Candidate.Empty with { SupportOrganisation = ise };
        var secret = new Protected(salma, "n", "c");
        Then Given(GivePrivacyNotice command) =>
            new(GivePrivacyNoticeHandler.Handle(command, candidate, new([secret, secret]), actor, Now));
        var give = new GivePrivacyNotice(salma, "Arabic", Today, "0123456789ab");
        Given(give).Facts(new PrivacyNoticeGiven(salma, Today, secret, secret, actor.Person));
        Given(give with { Language = " ", GivenOn = Today.AddDays(1), Version = "first" })
            .Refused("notice-language-missing", "day-in-future", "notice-version-wrong");
        Given(give with { GivenOn = default }).Refused("day-missing");
        Assert.Single(Given(give with { Version = null }).Decision.Events);
    }

    [Fact]
    public async Task a_notice_is_shown_printed_and_recorded_with_its_version()
    {
        var desk = await app.DeskAsync("Notices Support");
        using var browser = await Browsing.AsAsync(app, desk.AdviserPerson);
        var arabic = await browser.GetAsync("/pathways/nurse/notice/ar");
        Assert.Contains("Not yet reviewed by a speaker", arabic.Html, StringComparison.Ordinal);
        Assert.Contains("Notices Support", arabic.Html, StringComparison.Ordinal);
        var english = await browser.GetAsync("/pathways/nurse/notice/en");
        Assert.DoesNotContain("Not yet reviewed", english.Html, StringComparison.Ordinal);
        // Nothing allows another pathway yet, and there is no text in another language.
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/pathways/doctor/notice/en")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/pathways/nurse/notice/xx")).Status);
        Assert.Contains("/pathways/nurse/notice/uk", (await browser.GetAsync("/pathways/nurse")).Html, StringComparison.Ordinal);

        var person = await desk.RegisterAsync("Nadia Noticed");
        await desk.ReadAsync(person);
        var at = $"/candidates/{person}/notice";
        var page = await browser.GetAsync(at);
        var version = Regex.Match(page.Html, "<td[^>]*>([0-9a-f]{12})</td>").Groups[1].Value;
        Assert.True(PrivacyNotices.IsVersion(version), page.Html);
        var wrong = await browser.SendAsync(page, at, ("Version", "first"));
        Assert.Equal(3, wrong.Mistakes.Count);
        var today = UkTime.DayOf(await app.NowAsync());
        await browser.DoneAsync(at, [("Language", "Arabic"), .. PageSteps.Day("GivenOn", today), ("Version", version)]);
        var read = await desk.ReadAsync(person);
        Assert.Equal(version, read["noticeVersion"]!.GetValue<string>());
        // The version tells of the language: it is under the person's key.
        Assert.Equal(0L, await app.AskAsync<long>($"select count(*) from events.mt_events where data::text like '%{version}%'"));
        Assert.Contains($"version {version}", (await browser.GetAsync($"/candidates/{person}")).Html, StringComparison.Ordinal);
    }
}
