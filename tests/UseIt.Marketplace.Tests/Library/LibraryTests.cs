using System.Net;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Library;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Reports;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Library;

/// <summary>From a draft to what everybody reads, with figures that are a report's own; and what is left of what was withdrawn.</summary>
public sealed class LibraryTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly Guid Item = Guid.CreateVersion7();
    private static readonly Guid Own = Guid.CreateVersion7();
    private static readonly LibraryText Text = new("A year", "What we did", "Much", LibraryLicence.OpenGovernment, "en");
    private static readonly object Drafted = new LibraryItemDrafted(Item, Own, LibraryKind.CaseStudy, Text, Own);
    private static readonly object Published = new LibraryItemPublished(Item, Own, Own);
    private static readonly object Withdrawn = new LibraryItemWithdrawn(Item, Own, "Wrong", Own);

    [Fact]
    public void what_is_published_says_something_and_was_checked()
    {
        Spec.Given<LibraryItem>()
            .When(
                (Stream<LibraryItem> i) =>
                    DraftLibraryItemHandler.Handle(
                        new DraftLibraryItem(Item, Own, LibraryKind.Output, new LibraryText("", " ", "", default, "xx")),
                        i,
                        Actor.System
                    )
            )
            .Refused("title-missing", "summary-missing", "language-unknown");
        Publish(false, new LibraryItemDrafted(Item, Own, LibraryKind.Output, Text with { Body = "" }, Own))
            .Refused("body-missing", "not-checked");
        Publish(true, Drafted).Facts(new LibraryItemPublished(Item, Own, Actor.System.Person));
        Publish(true, Drafted, Published).Nothing();
        Publish(true, Drafted, Published, Withdrawn).Refused("item-withdrawn");
        Revise(Text with { Body = " " }, Drafted, Published).Refused("body-missing");
        Revise(Text, Drafted).Nothing();
        Revise(Text, Drafted, Withdrawn).Refused("item-withdrawn");
        Assert.Equal(2, LibraryAccess.Doubts(Text with { Body = "Ring 0121 496 0123 or write to a.b@example.org" }).Count());
        Assert.Empty(LibraryAccess.Doubts(Text with { Body = "It cost £10,000,000 in 2025 and 2026" }));
    }

    [Fact]
    public void a_figure_is_linked_as_a_report_says_it_or_not_at_all()
    {
        var figure = new LinkedFigure(Guid.NewGuid(), "contract-return", "jobs", "Jobs", 5, "people", "Verified", null, "x", "t", "ab");
        Then Link(LinkLibraryFigureHandler.Found found, params object[] facts) =>
            Spec.Given<LibraryItem>(facts)
                .When((LibraryItem i) => LinkLibraryFigureHandler.Handle(new LinkLibraryFigure(Item, figure.ReportId, "jobs"), i, found));
        Link(new(null, false), Drafted).Refused("report-unknown");
        Link(new(null, true), Drafted).Refused("figure-unknown");
        Link(new(figure, true), Drafted, Withdrawn).Refused("item-withdrawn");
        Link(new(figure, true), Drafted).Facts(new LibraryFigureLinked(Item, Own, figure));
        Link(new(figure, true), Drafted, new LibraryFigureLinked(Item, Own, figure)).Nothing();

        // What was bid is nobody's to publish, and an enterprise's own figures are its own.
        ReportRun Run(string kind, Guid about) => new(Guid.NewGuid(), kind, about, "t", "s", 1, null, default, "c");
        var actor = new Actor(Guid.NewGuid(), Own, new HashSet<string> { Roles.Member }, "membership:x");
        Assert.False(LinkLibraryFigureHandler.MayPublish(actor, Run("bidder-comparison", Own)));
        Assert.False(LinkLibraryFigureHandler.MayPublish(actor, Run("enterprise-growth", Guid.NewGuid())));
        Assert.True(LinkLibraryFigureHandler.MayPublish(actor, Run("enterprise-growth", Own)));
        Assert.True(LinkLibraryFigureHandler.MayPublish(actor, Run("contract-return", Guid.NewGuid())));
        // The kinds this speaks of are there.
        var kinds = app.Services.GetRequiredService<ReportKinds>();
        Assert.All(["bidder-comparison", "enterprise-growth", "impact"], name => Assert.NotNull(kinds.Find(name)));
    }

    [Fact]
    public async Task a_figure_in_a_case_study_is_the_figure_of_its_report()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var report = BidSteps.Id(
            await told.Lead.Http.DoAsync("/api/v1/reports", new { kind = "contract-return", subjectId = told.Contract })
        );
        var shown = await told.Lead.Http.ReadAsync($"/api/v1/reports/{report}");
        var kinds = app.Services.GetRequiredService<ReportKinds>();
        var run = Assert.Single(await app.FactsAsync<ReportRun>(report));
        var offered = LinkLibraryFigureHandler.Offered(kinds, run).First(f => f.State == FigureState.Verified);
        var item = await DraftAsync(told.Lead, "Jobs for people nearby", "hyperlocal employment");
        var at = $"/api/v1/library/{item}";
        await told.Lead.Http.RefusedAsync($"{at}/figures", new { reportId = report, figureKey = "no such" }, "figure-unknown");
        await told.Lead.Http.RefusedAsync($"{at}/figures", new { reportId = Guid.CreateVersion7(), figureKey = "x" }, "report-unknown");
        await told.Lead.Http.DoAsync($"{at}/figures", new { reportId = report, figureKey = offered.FigureKey });
        await told.Lead.Http.DoAsync($"{at}/publication", new { @checked = true });
        await app.SettledAsync();
        var anybody = await app.ClientAsync();
        var figure = (await anybody.ReadAsync(at))["figures"]![0]!;
        Assert.Equal(offered.Value, figure["value"]!.GetValue<decimal>());
        Assert.Equal(shown["checksum"]!.GetValue<string>(), figure["checksum"]!.GetValue<string>());
        Assert.Equal(shown["dataCut"]!.GetValue<string>(), figure["dataCut"]!.GetValue<string>());
        using var visitor = new Browsing(app);
        var page = await visitor.GetAsync($"/library/{item}");
        Assert.Contains(shown["checksum"]!.GetValue<string>(), page.Html, StringComparison.Ordinal);
        // A stranger to the contract publishes nothing of it.
        var strangers = await DraftAsync(told.Stranger, "Not mine", "x");
        await told.Stranger.Http.RefusedAsync(
            $"/api/v1/library/{strangers}/figures",
            new { reportId = report, figureKey = offered.FigureKey },
            "report-unknown"
        );
        await told.Lead.Http.DoAsync($"{at}/figures/removal", new { reportId = report, figureKey = offered.FigureKey });
        await app.SettledAsync();
        Assert.Empty((await anybody.ReadAsync(at))["figures"]!.AsArray());
    }

    [Fact]
    public async Task drafts_are_the_writers_own_and_what_is_withdrawn_leaves_its_title()
    {
        var (writer, other) = (await app.EnterpriseAsync("Writers"), await app.EnterpriseAsync("Others"));
        var item = await DraftAsync(writer.Manager, "A quokka in Ladywood", "quokkaology");
        await app.SettledAsync();
        var at = $"/api/v1/library/{item}";
        var anybody = await app.ClientAsync();
        foreach (var reader in new[] { anybody, other.Http })
            using (var none = await reader.GetAsync(new Uri(at, UriKind.Relative)))
                Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        (string Path, object Body)[] all =
        [
            ($"{at}/text", new { text = Text }),
            ($"{at}/figures", new { reportId = Guid.CreateVersion7(), figureKey = "x" }),
            ($"{at}/figures/removal", new { reportId = Guid.CreateVersion7(), figureKey = "x" }),
            ($"{at}/publication", new { @checked = true }),
            ($"{at}/withdrawal", new { reason = "x" }),
            (
                "/api/v1/library",
                new
                {
                    organisationId = writer.Id,
                    kind = "Output",
                    text = Text,
                }
            ),
        ];
        foreach (var (path, body) in all)
        {
            await other.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await anybody.RefusedWithAsync(path, body, HttpStatusCode.Unauthorized);
        }
        Assert.Empty((await anybody.ReadAsync("/api/v1/library?q=quokkaology"))["items"]!.AsArray());
        await writer.Http.DoAsync($"{at}/publication", new { @checked = true });
        await app.SettledAsync();
        // Stemmed, by title and text; by kind; and not in what does not have it.
        foreach (var (query, found) in new[] { ("q=quokkas", 1), ("q=quokkaology", 1), ("q=quokka&kind=Output", 0), ("q=wombat", 0) })
            Assert.Equal(found, (await anybody.ReadAsync($"/api/v1/library?{query}"))["items"]!.AsArray().Count);
        Assert.Contains(item.ToString(), (await FeedAsync()).ToString(), StringComparison.Ordinal);
        await writer.Http.DoAsync($"{at}/withdrawal", new { reason = "It was a wallaby" });
        await app.SettledAsync();
        using (var gone = await anybody.GetAsync(new Uri(at, UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
            var left = await gone.Content.ReadAsStringAsync();
            Assert.Contains("It was a wallaby", left, StringComparison.Ordinal);
            Assert.DoesNotContain("quokkaology", left, StringComparison.Ordinal);
        }
        Assert.Empty((await anybody.ReadAsync("/api/v1/library?q=quokka"))["items"]!.AsArray());
        Assert.DoesNotContain(item.ToString(), (await FeedAsync()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void the_feed_holds_what_RFC_4287_asks()
    {
        var at = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.FromHours(1));
        LibraryRow[] rows =
        [
            new(
                Item,
                Own,
                LibraryKind.CaseStudy,
                Text with
                {
                    Title = "A < B & \u0007 “C”",
                    Language = "ur",
                },
                [],
                LibraryStage.Published,
                at.AddDays(1),
                at,
                null
            ),
            new(
                Guid.CreateVersion7(),
                Own,
                LibraryKind.Learning,
                Text with
                {
                    Licence = LibraryLicence.AllRightsReserved,
                },
                [],
                LibraryStage.Published,
                at,
                at,
                null
            ),
        ];
        Valid(
            XDocument.Parse(
                System.Text.Encoding.UTF8.GetString(
                    LibraryFeed.Write(new Uri("https://market.example/"), "Library", rows, _ => "Writers", at)
                )
            )
        );
        var none = XDocument.Parse(
            System.Text.Encoding.UTF8.GetString(LibraryFeed.Write(new Uri("https://market.example/"), "Library", [], _ => "", at))
        );
        Valid(none);
        // The guard itself: what is missing is seen.
        none.Root!.Element(Atom + "updated")!.Remove();
        Assert.ThrowsAny<Exception>(() => Valid(none));
    }

    [Fact]
    public async Task on_pages_from_a_draft_to_the_library_and_its_feed()
    {
        var writer = await app.EnterpriseAsync("Page writers");
        using var browser = await Browsing.AsAsync(app, writer.Manager);
        var unsaid = await browser.SendAsync(await browser.GetAsync("/library/new"), "/library/new");
        Assert.Equal(
            [
                "Choose what it is",
                "Enter a title",
                "Say in two or three sentences what it is about",
                "Choose the language it is written in",
                "Choose what others may do with it",
            ],
            unsaid.Mistakes.Select(m => m.Sentence)
        );
        (string, string)[] text =
        [
            ("Title", "Platypus"),
            ("Summary", "About one"),
            ("Body", "It swims.\nWrite to a.b@example.org"),
            ("Licence", "CreativeCommonsAttribution"),
            ("Language", "en"),
        ];
        var item = await browser.DoneAsync("/library/new", [("Kind", "Learning"), .. text]);
        await app.SettledAsync();
        var check = await browser.GetAsync($"{item}/publish");
        Assert.Contains("There is a mail address in it", check.Html, StringComparison.Ordinal);
        Assert.Equal(
            ["Say that no person can be told from it who has not said yes, and that its figures are those of the reports beside it"],
            (await browser.SendAsync(check, $"{item}/publish")).Mistakes.Select(m => m.Sentence)
        );
        await browser.DoneAsync($"{item}/edit", [.. text[..2], ("Body", "It swims"), .. text[3..]]);
        await app.SettledAsync();
        await browser.DoneAsync($"{item}/publish", [("Checked", "true")]);
        await app.SettledAsync();
        using var visitor = new Browsing(app);
        Assert.Contains("Platypus", (await visitor.GetAsync("/library?q=swim")).Html, StringComparison.Ordinal);
        Assert.Contains("It swims", (await visitor.GetAsync(item)).Html, StringComparison.Ordinal);
        Valid(await FeedAsync());
        await browser.DoneAsync($"{item}/withdraw", [("Reason", "It is an echidna")]);
        await app.SettledAsync();
        var left = await visitor.GetAsync(item);
        Assert.Equal(HttpStatusCode.Gone, left.Status);
        Assert.Contains("It is an echidna", left.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("It swims", left.Html, StringComparison.Ordinal);
    }

    // Sections 4.1.1 and 4.1.2: what a feed and its entries must have, once; an absolute id; an instant in capitals; an author each.
    private static void Valid(XDocument feed)
    {
        var root = feed.Root!;
        Assert.Equal(Atom + "feed", root.Name);
        foreach (var holder in root.Elements(Atom + "entry").Prepend(root))
        {
            foreach (var once in new[] { "id", "title", "updated" })
                Assert.Single(holder.Elements(Atom + once));
            Assert.True(Uri.IsWellFormedUriString(holder.Element(Atom + "id")!.Value, UriKind.Absolute));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", holder.Element(Atom + "updated")!.Value);
            Assert.All(
                holder.Elements(Atom + "link"),
                l => Assert.True(Uri.IsWellFormedUriString(l.Attribute("href")!.Value, UriKind.Absolute))
            );
            Assert.Single(holder.Elements(Atom + "link"), l => l.Attribute("rel")!.Value == "alternate");
        }
        Assert.Single(root.Elements(Atom + "link"), l => l.Attribute("rel")!.Value == "self");
        Assert.All(
            root.Elements(Atom + "entry"),
            e => Assert.NotEmpty(Assert.Single(e.Elements(Atom + "author")).Element(Atom + "name")!.Value)
        );
        Assert.Distinct(root.Elements(Atom + "entry").Select(e => e.Element(Atom + "id")!.Value));
    }

    private async Task<XDocument> FeedAsync()
    {
        using var answer = await (await app.ClientAsync()).GetAsync(new Uri("/library/feed.atom", UriKind.Relative));
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType!.MediaType);
        using var reader = XmlReader.Create(await answer.Content.ReadAsStreamAsync());
        return XDocument.Load(reader);
    }

    private static async Task<Guid> DraftAsync(TestPerson writer, string title, string body) =>
        BidSteps.Id(
            await writer.Http.DoAsync(
                "/api/v1/library",
                new
                {
                    organisationId = writer.Organisation,
                    kind = "CaseStudy",
                    text = Text with
                    {
                        Title = title,
                        Body = body,
                    },
                }
            )
        );

    private static Then Publish(bool looked, params object[] facts) =>
        Spec.Given<LibraryItem>(facts)
            .When((LibraryItem i) => PublishLibraryItemHandler.Handle(new PublishLibraryItem(Item, looked), i, Actor.System));

    private static Then Revise(LibraryText text, params object[] facts) =>
        Spec.Given<LibraryItem>(facts)
            .When((LibraryItem i) => ReviseLibraryItemHandler.Handle(new ReviseLibraryItem(Item, text), i, Actor.System));
}
