using System.Text.RegularExpressions;
using UseIt.Marketplace.Story;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Story;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>
/// Whoever comes in after the story follows every kind of link from the front page on: each leads to a page that is there, fits a phone and
/// has nothing that the browser complains of. Pages that nobody has named in a test are among them.
/// </summary>
public sealed partial class WalkTests(Chromium chromium, ServedStory app) : IClassFixture<ServedStory>, IClassFixture<Chromium>
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("USEIT_LONG") == "1";
    private static readonly int OfEachKind = Long ? 5 : 1;

    public static TheoryData<string?> Walkers =>
        [
            null,
            Cast.Author.Name,
            Cast.ContractManager.Name,
            Cast.GroundsManager.Name,
            Cast.Adviser.Name,
            Cast.ProgrammeManager.Name,
            Cast.Administrator.Name,
        ];

    [Theory]
    [MemberData(nameof(Walkers))]
    public async Task every_kind_of_link_leads_to_a_page_that_fits_a_phone(string? walker)
    {
        await using var visit = await chromium.VisitAsync(app.Address, Screen.Narrow);
        if (Cast.Figures.SingleOrDefault(f => f.Name == walker) is { } figure)
            await visit.BecomeAsync(app, new TestPerson(figure.Id, figure.For.Id, null!));
        var (findings, kinds) = (new List<string>(), new Dictionary<string, int>());
        var known = new HashSet<string> { "/" };
        var ahead = new Queue<string>(known);
        while (ahead.TryDequeue(out var path))
        {
            var answer = await visit.Page.GotoAsync(path);
            if (answer is { Status: >= 400 and var status })
                findings.Add($"{path} answers {status}");
            if (answer?.Headers.GetValueOrDefault("content-type")?.StartsWith("text/html", StringComparison.Ordinal) != true)
                continue;
            if (await visit.OverflowAsync() is > 0 and var pixels)
                findings.Add($"{path} is {pixels} pixels too wide");
            // axe takes its time; each kind of page is held to it in the long runs.
            if (Long && kinds.GetValueOrDefault(KindOf(path)) <= 1 && await visit.AxeAsync() is { Length: > 0 } finding)
                findings.Add($"{path}: {finding}");
            foreach (
                var link in await visit.Page.Locator("a[href]").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))")
            )
                if (Follow(link.Split('#')[0]))
                    ahead.Enqueue(link.Split('#')[0]);
        }
        Assert.Equal([], findings.Concat(visit.Complaints));
        Assert.True(known.Count > 15, $"{walker ?? "A visitor"} found {known.Count} pages: is the front page empty?");

        bool Follow(string link)
        {
            if (!link.StartsWith('/') || link.StartsWith("//", StringComparison.Ordinal) || Download().IsMatch(link))
                return false;
            var kind = KindOf(link);
            if (kinds.GetValueOrDefault(kind) == OfEachKind || !known.Add(link))
                return false;
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            return true;
        }
    }

    private static string KindOf(string link) => Particular().Replace(link, "…");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<==)[^&]*|(?<=/)ocds-[^/]*")]
    private static partial Regex Particular();

    // What a browser keeps instead of showing, and the feeds.
    [GeneratedRegex(
        @"^/(account/data|ocds/)|/files?/|/documents/|/download|\.(csv|xlsx|pdf|json|ics|atom|xml)(\?|$)|[?&](as|format|handler)="
    )]
    private static partial Regex Download();
}

/// <summary>The demonstration as browsers find it: the story told, small, on a real Kestrel.</summary>
public sealed class ServedStory : MarketplaceApp
{
    protected override bool OnKestrel => true;

    protected override Task<string> DatabaseAsync() => ToldStory.CreateDatabaseAsync();
}
