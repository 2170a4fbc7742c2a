using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Reports;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Authoring;

/// <summary>Templates on pages: broken, previewed, mended and published; and what stays as it was.</summary>
public sealed class AuthoringTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Return = "reports/contract-return/report.html.sbn";
    private const string Growth = "reports/enterprise-growth/report.html.sbn";
    private const string Schedule = "reports/commitment-schedule/report.html.sbn";
    private const string Foot = "reports/parts/foot.sbn";

    private TemplateShelf Shelf => app.Services.GetRequiredService<TemplateShelf>();

    [Fact]
    public void every_template_the_program_brings_can_be_written_with_everything_and_with_as_little_as_there_can_be()
    {
        var uses = app.Services.GetRequiredService<TemplateUses>();
        Assert.True(uses.All.Count > 12, $"only {uses.All.Count} uses");
        Assert.Equal(uses.All.Count, uses.All.Select(u => u.Name).Distinct().Count());
        var wrong = uses.All.SelectMany(u => u.Wrong(Shelf.ShippedIn(u.Folders)).Select(w => $"{u.Name}: {w}")).ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        // Every file is used for something.
        Assert.Empty(Shelf.Paths().Where(p => uses.Of(p).Count == 0));
    }

    [Fact]
    public async Task an_author_breaks_previews_mends_and_publishes_and_an_old_report_keeps_its_bytes()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var administrator = await AdministratorAsync();
        var old = await ReportAsync(told);
        var before = await PageAsync(told, old);
        using var browser = await Browsing.AsAsync(app, administrator);

        var list = await browser.GetAsync("/templates");
        Assert.Equal("Templates", list.Heading);
        Assert.Contains("Social value return", list.Html, StringComparison.Ordinal);
        Assert.Contains("Invitation", list.Html, StringComparison.Ordinal);
        var at = $"/templates/{TemplateShelf.IdOf(Return)}";
        Assert.Contains($"href=\"{at}\"", list.Html, StringComparison.Ordinal);
        var edit = await browser.GetAsync($"{at}/edit");
        var text = Area(edit);
        Assert.Equal(Shelf.Shipped(Return).ReplaceLineEndings("\n").Trim(), text.ReplaceLineEndings("\n").Trim());

        // Broken: the summary says file, line and column; what was typed stays; what is used stays.
        var broken = text.Replace("{{ money contract.value }}", "{{ money contract.value", StringComparison.Ordinal);
        var refused = await browser.SendAsync(edit, $"{at}/edit", ("Text", broken), ("With", "contract-return|full"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var mistake = refused.Mistakes[0];
        Assert.Equal("Text", mistake.Target);
        Assert.Matches($@"^{Regex.Escape(Return)}\(\d+,\d+\) : error : ", mistake.Sentence);
        Assert.Equal(broken.Trim(), Area(refused).ReplaceLineEndings("\n").Trim());
        var unknown = await browser.SendAsync(
            edit,
            $"{at}/edit",
            ("Text", text.Replace("contract.value", "contrcat.value", StringComparison.Ordinal)),
            ("With", "contract-return|full")
        );
        Assert.Contains("contrcat", unknown.Mistakes[0].Sentence, StringComparison.Ordinal);
        Assert.Matches(@"\(\d+,\d+\)", unknown.Mistakes[0].Sentence);
        Assert.Equal(before, await PageAsync(told, await ReportAsync(told), old));

        // Mended and previewed with made-up figures: an administrator sees no contract.
        Assert.DoesNotContain("Grounds and joinery", edit.Html, StringComparison.Ordinal);
        var mended = text.Replace("Contract value", "What it is worth", StringComparison.Ordinal);
        var preview = await browser.SendAsync(edit, $"{at}/edit?handler=Preview", ("Text", mended), ("With", "contract-return|full"));
        Assert.Equal(HttpStatusCode.Found, preview.Status);
        var shown = await browser.GetAsync(preview.Header("Location")!);
        Assert.Contains("What it is worth", shown.Html, StringComparison.Ordinal);
        Assert.Contains("Go on writing", shown.Html, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", shown.Header("Content-Security-Policy"), StringComparison.Ordinal);

        var checking = await browser.SendAsync(
            await browser.GetAsync($"{at}/edit"),
            $"{at}/edit",
            ("Text", mended),
            ("With", "contract-return|full")
        );
        Assert.Equal($"{at}/publish", checking.Header("Location"));
        var check = await browser.GetAsync($"{at}/publish");
        Assert.Equal("Check and publish: Social value return", check.Heading);
        Assert.Contains("1 new, 1 gone", check.Html, StringComparison.Ordinal);
        var published = await browser.SendAsync(check, $"{at}/publish");
        Assert.Equal(at, published.Header("Location"));
        Assert.Contains("Version 1", (await browser.GetAsync(at)).Html, StringComparison.Ordinal);
        Assert.Contains("by Ada Quill", (await browser.GetAsync("/templates")).Html, StringComparison.Ordinal);
        var fact = Assert.Single(await app.FactsAsync<TemplatePublished>(TemplateShelf.IdOf(Return)));
        Assert.Equal(TemplateShelf.Digest(mended), fact.Sha256);

        // A new report says it; the old one is the same to the byte.
        Assert.Contains("What it is worth", await PageAsync(told, await ReportAsync(told)), StringComparison.Ordinal);
        Assert.Equal(before, await PageAsync(told, old));

        // Back to the program's own, which is a version too.
        var back = await browser.GetAsync($"{at}/shipped");
        Assert.Equal(at, (await browser.SendAsync(back, $"{at}/shipped")).Header("Location"));
        Assert.DoesNotContain("What it is worth", await PageAsync(told, await ReportAsync(told)), StringComparison.Ordinal);
        Assert.Contains("Version 2, back to the program", (await browser.GetAsync(at)).Html, StringComparison.Ordinal);
        Assert.Equal(before, await PageAsync(told, old));
    }

    [Fact]
    public async Task of_two_authors_the_second_is_told_and_sends_again_what_is_to_stand()
    {
        var (ada, bea) = (await AdministratorAsync(), await ProgrammeManagerAsync());
        using var first = await Browsing.AsAsync(app, ada);
        using var second = await Browsing.AsAsync(app, bea);
        var at = $"/templates/{TemplateShelf.IdOf(Growth)}";
        var (hers, theirs) = (await first.GetAsync($"{at}/edit"), await second.GetAsync($"{at}/edit"));
        var text = Area(hers);
        await PublishAsync(first, at, text + "\n<p>Ada</p>\n");

        var late = await second.SendAsync(theirs, $"{at}/edit", ("Text", text + "\n<p>Bea</p>\n"), ("With", "enterprise-growth|full"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.Contains(
            "Somebody else published version 1 since you began",
            Assert.Single(late.Mistakes).Sentence,
            StringComparison.Ordinal
        );
        Assert.Contains("&lt;p&gt;Ada&lt;/p&gt;", late.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;p&gt;Bea&lt;/p&gt;", late.Html, StringComparison.Ordinal);
        // Nobody else's draft is anybody's to see.
        Assert.DoesNotContain("&lt;p&gt;Bea", (await first.GetAsync($"{at}/edit")).Html, StringComparison.Ordinal);
        var again = await second.SendAsync(
            late,
            $"{at}/edit",
            ("Text", text + "\n<p>Ada</p>\n<p>Bea</p>\n"),
            ("With", "enterprise-growth|full")
        );
        Assert.Equal($"{at}/publish", again.Header("Location"));
        Assert.Equal(at, (await second.SendAsync(await second.GetAsync($"{at}/publish"), $"{at}/publish")).Header("Location"));
        Assert.Equal(2, (await app.FactsAsync<TemplatePublished>(TemplateShelf.IdOf(Growth))).Count);

        // Who comes over HTTP with what was seen before is told the same; of two at once one wins.
        await ada.Http.RefusedAsync($"/api/v1{at}/versions", new { text = text + "x", seen = 1 }, "template-changed-meanwhile");
        var race = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async n =>
                {
                    using var answer = await ada.Http.SendCommandAsync(
                        HttpMethod.Post,
                        $"/api/v1{at}/versions",
                        new { text = $"{text}<p>{n}</p>", seen = 2 }
                    );
                    return answer.StatusCode;
                })
        );
        Assert.Single(race, HttpStatusCode.OK);
        Assert.Equal(3, (await app.FactsAsync<TemplatePublished>(TemplateShelf.IdOf(Growth))).Count);
    }

    [Fact]
    public async Task a_preview_shows_an_author_what_they_may_see_and_nothing_besides()
    {
        var told = await ToldContract.TellAsync(app, OrganisationKind.Support);
        await app.SettledAsync();
        // A contract manager may read the contract and write no template; a programme manager who is both may try it.
        var author = await app.PersonAsync("Nia Both", told.Manager.Organisation, Roles.ContractManager, Roles.ProgrammeManager);
        using var both = await Browsing.AsAsync(app, author);
        var at = $"/templates/{TemplateShelf.IdOf(Return)}";
        var edit = await both.GetAsync($"{at}/edit");
        Assert.Contains("Grounds and joinery", edit.Html, StringComparison.Ordinal);
        var seen = await both.GetAsync($"{at}/preview?with=contract-return%7C{told.Contract}");
        Assert.Contains("£240,000.00", seen.Html, StringComparison.Ordinal);

        using var stranger = await Browsing.AsAsync(app, await ProgrammeManagerAsync());
        Assert.DoesNotContain("Grounds and joinery", (await stranger.GetAsync($"{at}/edit")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"{at}/preview?with=contract-return%7C{told.Contract}")).Status);
        // What would carry a report elsewhere is not published, and not shown.
        var leading = Area(edit)
            .Replace(
                "<h2>Promised and delivered</h2>",
                "<a href=\"https://evil.example/?{{ contract.title }}\">more</a>",
                StringComparison.Ordinal
            );
        var refused = await both.SendAsync(edit, $"{at}/edit", ("Text", leading), ("With", $"contract-return|{told.Contract}"));
        Assert.Contains("leads out of the marketplace", refused.Mistakes[0].Sentence, StringComparison.Ordinal);

        var visitor = await app.ClientAsync();
        foreach (var person in new[] { told.Manager, told.Lead })
        {
            using var browser = await Browsing.AsAsync(app, person);
            foreach (var page in new[] { "/templates", at, $"{at}/edit", $"{at}/publish", $"{at}/shipped", $"{at}/preview" })
                Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(page)).Status);
            await person.Http.RefusedWithAsync($"/api/v1{at}/versions", new { text = "x", seen = 0 }, HttpStatusCode.Forbidden);
        }
        await visitor.RefusedWithAsync($"/api/v1{at}/versions", new { text = "x", seen = 0 }, HttpStatusCode.Unauthorized);
        // Letters are none of a programme manager's; what is not theirs is not there.
        var letter = $"templates/{TemplateShelf.IdOf("letters/invitation/letter.txt.sbn")}";
        await author.Http.RefusedWithAsync($"/api/v1/{letter}/versions", new { text = "x", seen = 0 }, HttpStatusCode.NotFound);
        await author.Http.RefusedWithAsync(
            $"/api/v1/templates/{Guid.CreateVersion7()}/versions",
            new { text = "x", seen = 0 },
            HttpStatusCode.NotFound
        );
        Assert.Equal(HttpStatusCode.NotFound, (await both.GetAsync($"/{letter}/edit")).Status);
        Assert.DoesNotContain("letters/", (await author.Http.ReadAsync("/api/v1/templates")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_shared_part_counts_in_all_kinds_and_must_fit_all_of_them()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var administrator = await AdministratorAsync();
        var at = $"/api/v1/templates/{TemplateShelf.IdOf(Foot)}";
        var text = (await administrator.Http.ReadAsync(at))["text"]!.GetValue<string>();
        var wrong = await administrator.Http.RefusedAsync(
            $"{at}/versions",
            new { text = text + "{{ contract.title }}", seen = 0 },
            "template-broken"
        );
        // It fits the return, and no other kind knows a contract.
        Assert.Contains("contract", wrong["errors"]![0]!.ToJsonString(), StringComparison.Ordinal);
        await administrator.Http.DoAsync(
            $"{at}/versions",
            new { text = text.Replace("</main>", "<p>By order</p></main>", StringComparison.Ordinal), seen = 0 }
        );
        foreach (var kind in new[] { "contract-return", "commitment-schedule" })
            Assert.Contains("By order", await PageAsync(told, await ReportAsync(told, kind)), StringComparison.Ordinal);
        await administrator.Http.DoAsync($"{at}/shipped", new { seen = 1 });
        Assert.DoesNotContain("By order", await PageAsync(told, await ReportAsync(told)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_template_that_fails_only_with_what_is_really_there_gives_way_to_the_programs_own()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var administrator = await AdministratorAsync();
        var at = $"/api/v1/templates/{TemplateShelf.IdOf(Schedule)}";
        var text = (await administrator.Http.ReadAsync(at))["text"]!.GetValue<string>();
        await administrator.Http.DoAsync(
            $"{at}/versions",
            new { text = text + "{{ if schedule.title == \"Grounds and joinery\" }}{{ nothing_of_the_kind }}{{ end }}", seen = 0 }
        );
        var report = await ReportAsync(told, "commitment-schedule");
        Assert.Contains("Jobs for local people", await PageAsync(told, report), StringComparison.Ordinal);
        var run = Assert.Single(await app.FactsAsync<ReportRun>(report));
        Assert.Equal(app.Services.GetRequiredService<ReportTemplates>().Shipped("commitment-schedule").Sha256, run.TemplateSha256);
        await administrator.Http.DoAsync($"{at}/shipped", new { seen = 1 });
    }

    [Fact]
    public async Task the_list_says_where_the_program_has_brought_a_newer_file()
    {
        var administrator = await AdministratorAsync();
        var path = "reports/impact/report.html.sbn";
        var id = TemplateShelf.IdOf(path);
        // As if it had been written from an older file than the one that is there.
        await app.StoreAsync(
            administrator.Id,
            [(id, "authored_template", 0, [new TemplatePublished(id, path, 1, TemplateShelf.Digest("old"), "an older file", administrator.Id)])]
        );
        await app.SqlAsync("insert into authoring.template_text (sha256, text) values ($1, $2)", TemplateShelf.Digest("old"), "old");
        using var browser = await Browsing.AsAsync(app, administrator);
        Assert.Contains("The program has a newer file", (await browser.GetAsync("/templates")).Html, StringComparison.Ordinal);
        Assert.Contains(
            "The program has brought a newer file since version 1",
            (await browser.GetAsync($"/templates/{id}")).Html,
            StringComparison.Ordinal
        );
        await administrator.Http.DoAsync($"/api/v1/templates/{id}/shipped", new { seen = 1 });
        Assert.DoesNotContain("The program has a newer file", (await browser.GetAsync("/templates")).Html, StringComparison.Ordinal);
    }

    private async Task<TestPerson> AdministratorAsync() =>
        await app.PersonAsync("Ada Quill", await app.OrganisationAsync("The platform", OrganisationKind.Platform), Roles.Administrator);

    private async Task<TestPerson> ProgrammeManagerAsync() =>
        await app.PersonAsync("Bea Manager", await app.OrganisationAsync("iSE", OrganisationKind.Support), Roles.ProgrammeManager);

    private static async Task<Guid> ReportAsync(ToldContract told, string kind = "contract-return") =>
        BidSteps.Id(await told.Manager.Http.DoAsync("/api/v1/reports", new { kind, subjectId = told.Contract }));

    private static async Task<string> PageAsync(ToldContract told, Guid report, Guid? instead = null) =>
        await told.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{instead ?? report}.html", UriKind.Relative));

    private static async Task PublishAsync(Browsing browser, string at, string text)
    {
        var kept = await browser.SendAsync(await browser.GetAsync($"{at}/edit"), $"{at}/edit", ("Text", text), ("With", "x"));
        Assert.Equal($"{at}/publish", kept.Header("Location"));
        Assert.Equal(at, (await browser.SendAsync(await browser.GetAsync($"{at}/publish"), $"{at}/publish")).Header("Location"));
    }

    private static string Area(Seen page) =>
        WebUtility.HtmlDecode(Regex.Match(page.Html, "<textarea[^>]*>(.*?)</textarea>", RegexOptions.Singleline).Groups[1].Value);
}
