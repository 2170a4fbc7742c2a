using System.Text;
using System.Text.RegularExpressions;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using Sheet = UseIt.Marketplace.Imports.Sheet;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>Long lists of people and of vacancies come page by page, each of them once.</summary>
public sealed partial class SkillsListTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const int Many = PeopleOnPathways.Usual + 3;

    [Fact]
    public async Task people_are_listed_page_by_page_and_each_once()
    {
        var desk = await app.DeskAsync();
        var rows = new StringBuilder("Name,Contact,Profession\n");
        for (var n = 0; n < Many; n++)
            rows.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{Name(n)},p{n}@example.org,Nurse");
        var adviser = new Actor(desk.AdviserPerson.Id, desk.Id, new HashSet<string> { Roles.Adviser }, "membership:invented");
        var taken = ImportRows.OfCandidates(
            app.Services,
            adviser,
            Sheet.Read(Encoding.UTF8.GetBytes(rows.ToString())).Sheet!,
            new CandidateTerms("nurse", LawfulBasis.PublicTask, new DateOnly(2025, 1, 10), ReferralSource.College)
            {
                NoticeLanguage = "Arabic",
            },
            CancellationToken.None
        );
        Assert.Equal(0, await ImportRows.RunAsync(taken, new Dictionary<int, string>(), false, null, TextWriter.Null, null, default));
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, desk.AdviserPerson);
        var (first, second) = await PagesAsync(browser, "/candidates", People());
        Assert.Equal((PeopleOnPathways.Usual, Many - PeopleOnPathways.Usual), (first.Count, second.Count));
        Assert.Equal(Many, first.Union(second).Count());
    }

    [Fact]
    public async Task vacancies_are_listed_page_by_page_and_each_once()
    {
        var employer = await app.EmployerAsync();
        var from = UkTime.DayOf((await app.Store.ClockAsync()).AddDays(30));
        for (var n = 0; n < Many; n++)
            await employer.Http.DoAsync("/api/v1/vacancies", SkillsSteps.Offer(employer.Id, "nurse", null, from));
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, employer.Person);
        var (first, second) = await PagesAsync(browser, "/vacancies", Vacancies());
        Assert.Equal((PeopleOnPathways.Usual, Many - PeopleOnPathways.Usual), (first.Count, second.Count));
        Assert.Equal(Many, first.Union(second).Count());
    }

    // Unlike each other, so that nobody is asked about anybody.
    private static string Name(int n) =>
        new([.. Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(n))).Take(16)]);

    private static async Task<(IReadOnlyList<string> First, IReadOnlyList<string> Second)> PagesAsync(
        Browsing browser,
        string at,
        Regex row
    )
    {
        var page = await browser.GetAsync(at);
        var next = Regex.Match(page.Html, $"href=\"({at}\\?after=[^\"]+)\"").Groups[1].Value;
        Assert.NotEmpty(next);
        var last = await browser.GetAsync(next);
        Assert.DoesNotContain($"{at}?after=", last.Html, StringComparison.Ordinal);
        return (Rows(page), Rows(last));

        IReadOnlyList<string> Rows(Seen seen) => [.. row.Matches(seen.Html).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex("href=\"/candidates/([0-9a-f-]{36})\"")]
    private static partial Regex People();

    [GeneratedRegex("href=\"/vacancies/([0-9a-f-]{36})\"")]
    private static partial Regex Vacancies();
}
