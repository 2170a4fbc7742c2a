using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Reports;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.SocialValue;

/// <summary>
/// Frameworks as editions that never change: a buyer's own, made on pages; licensed ones, which are not passed on; and that units and money
/// are never mixed.
/// </summary>
public sealed class FrameworkTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly From = new(2026, 7, 1);
    private static readonly DateTimeOffset Later = new(2026, 7, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly Guid Owner = Guid.CreateVersion7();
    private static readonly Actor Author = new(Guid.CreateVersion7(), Owner, new HashSet<string> { Roles.Author }, "membership:test");
    private static readonly MetricProxy Proxy = new(new Money(17.38m), "Unit costs, version 3", new DateOnly(2024, 12, 31));
    private static readonly FrameworkMetric Jobs = new(Guid.CreateVersion7(), "J1", "Jobs", "How many people?", "people");
    private static readonly FrameworkMetric Hours = new(Guid.CreateVersion7(), "H1", "Hours", "How many hours?", "hours");

    private static FrameworkBegun Begun(FrameworkMode mode = FrameworkMode.Metric, FrameworkLicence? licence = null) =>
        new(Id, Owner, "Promises", mode, licence, Author.Person);

    [Fact]
    public void an_edition_is_what_was_drafted_and_the_next_one_leaves_it_as_it_is()
    {
        var known = new FrameworkOwner(Buys: true, Checked: true, AtRest: false);
        var begin = new BeginFramework(Id, Owner, " Promises ", FrameworkMode.Metric);
        Spec.Given<Framework>().When((Stream<Framework> s) => BeginFrameworkHandler.Handle(begin, s, known, Author)).Facts(Begun());
        foreach (var unknown in new[] { known with { Checked = false }, known with { Buys = false }, known with { AtRest = true } })
            Spec.Given<Framework>()
                .When((Stream<Framework> s) => BeginFrameworkHandler.Handle(begin, s, unknown, Author))
                .Refused("owner-not-checked");

        PublishFrameworkEdition publish = new(Id, "May 2026", From);
        Spec.Given<Framework>(Begun())
            .When((Framework f) => PublishFrameworkEditionHandler.Handle(publish, f, Author))
            .Refused("framework-empty");
        object[] drafted = [Begun(), new FrameworkMetricSet(Id, Owner, Jobs)];
        var first = new FrameworkEditionPublished(Id, Owner, 1, "May 2026", From, [Jobs], Author.Person);
        var published = Spec.Given<Framework>(drafted).When((Framework f) => PublishFrameworkEditionHandler.Handle(publish, f, Author));
        Assert.Equal(first.Metrics, Assert.IsType<FrameworkEditionPublished>(Assert.Single(published.Decision.Events)).Metrics);
        Spec.Given<Framework>([.. drafted, first])
            .When((Framework f) => PublishFrameworkEditionHandler.Handle(publish with { Edition = "June 2026" }, f, Author))
            .Refused("framework-unchanged");
        object[] changed = [.. drafted, first, new FrameworkMetricSet(Id, Owner, Jobs with { Unit = "full-time equivalents" })];
        Spec.Given<Framework>(changed)
            .When((Framework f) => PublishFrameworkEditionHandler.Handle(publish with { Edition = "MAY 2026" }, f, Author))
            .Refused("edition-taken");
        var second = Spec.Given<Framework>(changed)
            .When((Framework f) => PublishFrameworkEditionHandler.Handle(publish with { Edition = "June 2026" }, f, Author))
            .Decision.Events.Single();
        Assert.Equal((2, "full-time equivalents"), second is FrameworkEditionPublished e ? (e.Number, e.Metrics.Single().Unit) : default);
        Spec.Given<Framework>(changed)
            .When((Framework f) => WithdrawFrameworkEditionHandler.Handle(new WithdrawFrameworkEdition(Id, 2, "No"), f, Author))
            .Refused("edition-unknown");
        Spec.Given<Framework>(Begun(licence: new FrameworkLicence("Of others", "Us")), first)
            .When((Framework f) => SetFrameworkMetricHandler.Handle(new SetFrameworkMetric(Id, Hours), f, Now))
            .Refused("framework-licensed");
    }

    [Fact]
    public void units_and_money_are_never_mixed()
    {
        string[] Codes(FrameworkMode mode, FrameworkMetric metric) =>
            [
                .. SetFrameworkMetricHandler
                    .Handle(new SetFrameworkMetric(Id, metric), Framework.Empty.Evolve(Begun(mode)), Now)
                    .Refusals.Select(r => r.Code),
            ];
        Assert.Equal(["proxy-in-metric-mode"], Codes(FrameworkMode.Metric, Hours with { Proxy = Proxy }));
        Assert.Equal(["proxy-missing"], Codes(FrameworkMode.Monetised, Hours));
        Assert.Empty(Codes(FrameworkMode.Monetised, Hours with { RecordOnly = true }));
        Assert.Equal(["proxy-of-record-only"], Codes(FrameworkMode.Monetised, Hours with { RecordOnly = true, Proxy = Proxy }));
        Assert.Equal(
            ["proxy-wrong", "proxy-source-missing", "proxy-day-wrong"],
            Codes(FrameworkMode.Monetised, Hours with { Proxy = new MetricProxy(new Money(0), " ", new DateOnly(2026, 6, 2)) })
        );
        Assert.Empty(Codes(FrameworkMode.Monetised, Hours with { Proxy = Proxy }));

        // In a tender neither: what the first question chose, all others keep to.
        var (tender, lot) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        object[] draft =
        [
            new TenderDrafted(tender, Owner, null, "Grounds", RegimeCodes.PrivateVoluntary, From, Author.Person),
            new LotAdded(tender, lot, "All", "", [], [], new Estimate(null, null)),
        ];
        ChosenFramework Of(FrameworkMode mode, bool licensed, FrameworkMetric metric) =>
            new object[]
            {
                Begun(mode, licensed ? new FrameworkLicence("Of others", "Us") : null),
                new FrameworkEditionPublished(Id, Owner, 1, "May 2026", From, [metric], Author.Person),
            }.Aggregate(ChosenFramework.Empty, (f, fact) => f.Evolve(fact));
        AddRequirement Ask(FrameworkMetric metric) =>
            new(
                tender,
                Guid.CreateVersion7(),
                lot,
                RequirementKind.Commitment,
                "Title",
                "Text",
                Choice: new MetricChoice(Id, 1, metric.MetricId)
            );
        var worth = Hours with { Proxy = Proxy };
        var asked = Spec.Given<Tender>(draft)
            .When((Tender t) => AddRequirementHandler.Handle(Ask(worth), t, new(Of(FrameworkMode.Monetised, false, worth)), Later))
            .Decision.Events.ToArray();
        Assert.Equal(
            ("Promises", "May 2026", "H1", "hours"),
            asked[0] is RequirementAdded { Requirement.Metric: { } m } ? (m.Framework, m.Edition, m.Code, m.Unit) : default
        );
        Assert.Equal(Proxy, Assert.IsType<CommitmentMetricChosen>(asked[1]).Proxy);
        object[] monetised = [.. draft, .. asked];
        Spec.Given<Tender>(monetised)
            .When((Tender t) => AddRequirementHandler.Handle(Ask(Jobs), t, new(Of(FrameworkMode.Metric, false, Jobs)), Later))
            .Refused("modes-mixed");
        Spec.Given<Tender>(monetised)
            .When(
                (Tender t) =>
                    AddRequirementHandler.Handle(
                        Ask(Jobs) with
                        {
                            Choice = null,
                            Metric = new CommitmentMetric("Typed", "1", "A", "people"),
                        },
                        t,
                        new(null),
                        Later
                    )
            )
            .Refused("modes-mixed");
        // Nothing is chosen before the day from which it is used.
        Spec.Given<Tender>(draft)
            .When((Tender t) => AddRequirementHandler.Handle(Ask(Jobs), t, new(Of(FrameworkMode.Metric, false, Jobs)), Later.AddDays(-1)))
            .Refused("edition-not-yet");
        // What was taken out again binds nobody.
        var free = Spec.Given<Tender>([
                .. monetised,
                new RequirementRemoved(tender, ((RequirementAdded)asked[0]).Requirement.RequirementId),
            ])
            .When((Tender t) => AddRequirementHandler.Handle(Ask(Jobs), t, new(Of(FrameworkMode.Metric, false, Jobs)), Later));
        Assert.Empty(free.Decision.Refusals);
        // A licensed one's code is not in the question; somebody else's framework, or a withdrawn edition, is not there.
        var licensed = Spec.Given<Tender>(draft)
            .When((Tender t) => AddRequirementHandler.Handle(Ask(worth), t, new(Of(FrameworkMode.Monetised, true, worth)), Later))
            .Decision.Events.ToArray();
        Assert.Equal("", ((RequirementAdded)licensed[0]).Requirement.Metric!.Code);
        Assert.False(((CommitmentMetricChosen)licensed[1]).Redistributable);
        foreach (
            var not in new[]
            {
                Of(FrameworkMode.Metric, false, Jobs) with
                {
                    Owner = Guid.NewGuid(),
                },
                Of(FrameworkMode.Metric, false, Jobs) with
                {
                    Withdrawn = [1],
                },
                Of(FrameworkMode.Metric, false, Hours),
                ChosenFramework.Empty,
            }
        )
            Spec.Given<Tender>(draft)
                .When((Tender t) => AddRequirementHandler.Handle(Ask(Jobs), t, new(not), Later))
                .Refused("metric-unknown");
    }

    [Fact]
    public void the_models_of_central_government_are_open_to_every_buyer_from_their_day()
    {
        Assert.Equal(
            [("PPN 06/20", "Edition 1.1", 25), ("PPN 002", "February 2025", 26), ("PPN 026", "August 2026", 6)],
            OpenFrameworks.All.Select(f => (f.Name, f.Edition.Edition, f.Edition.Metrics.Count))
        );
        Assert.All(OpenFrameworks.All, f => Assert.Contains("Open Government Licence", f.Source, StringComparison.Ordinal));
        Assert.All(
            OpenFrameworks.All.SelectMany(f => f.Edition.Metrics),
            m => Assert.True(m is { Code.Length: > 0, Title.Length: > 0, Question.Length: > 0, Proxy: null }, m.Code)
        );
        var all = OpenFrameworks.All.SelectMany(f => f.Edition.Metrics).Select(m => m.MetricId).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());

        var (tender, lot) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Then Ask(OpenFramework open, DateOnly on, string code, string? unit = null) =>
            Spec.Given<Tender>(
                    new TenderDrafted(tender, Owner, null, "Grounds", RegimeCodes.PrivateVoluntary, From, Author.Person),
                    new LotAdded(tender, lot, "All", "", [], [], new Estimate(null, null))
                )
                .When(
                    (Tender t) =>
                        AddRequirementHandler.Handle(
                            new AddRequirement(
                                tender,
                                Guid.CreateVersion7(),
                                lot,
                                RequirementKind.Commitment,
                                "Title",
                                "Text",
                                Metric: unit is null ? null : new CommitmentMetric("Typed", "Typed", "Typed", unit, From),
                                Choice: new MetricChoice(open.FrameworkId, 1, open.Edition.Metrics.First(m => m.Code == code).MetricId)
                            ),
                            t,
                            new(ChosenFramework.Of(open)),
                            UkTime.StartOf(on)
                        )
                );
        var (covid, missions, jobs) = (OpenFrameworks.All[0], OpenFrameworks.All[1], OpenFrameworks.All[2]);
        var asked = ((RequirementAdded)Ask(missions, new(2025, 10, 1), "4a").Decision.Events.First()).Requirement.Metric!;
        Assert.Equal(("PPN 002", "February 2025", "4a", "tonnes of CO2e"), (asked.Framework, asked.Edition, asked.Code, asked.Unit));
        Ask(missions, new(2025, 2, 12), "4a").Refused("edition-not-yet");
        Assert.Empty(Ask(missions, new(2025, 2, 13), "4a").Decision.Refusals);
        // What it leaves open the buyer says.
        Ask(jobs, new(2026, 9, 1), "1a").Refused("unit-missing");
        Ask(covid, new(2026, 9, 1), "2.1", " ").Refused("unit-missing");
        var counted = ((RequirementAdded)Ask(jobs, new(2026, 9, 1), "1a", "people").Decision.Events.First()).Requirement.Metric!;
        Assert.Equal(("PPN 026", "1a", "people", From), (counted.Framework, counted.Code, counted.Unit, counted.Due));
    }

    [Fact]
    public async Task a_buyer_is_given_no_framework_and_finds_those_that_are_open_beside_its_own()
    {
        var buyer = await app.BuyerAsync("City Council");
        using var browser = await Browsing.AsAsync(app, buyer.Author);
        var list = WebUtility.HtmlDecode((await browser.GetAsync("/frameworks")).Html);
        var open = OpenFrameworks.All[1];
        Assert.Contains("Councils, NHS trusts and universities need not, and may.", list, StringComparison.Ordinal);
        var read = await browser.GetAsync($"/frameworks/{open.FrameworkId}");
        Assert.Contains("the letters of 2a to 8a are inferred", read.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Add a metric", read.Html, StringComparison.Ordinal);
        var edition = await browser.GetAsync($"/frameworks/{open.FrameworkId}/editions/1");
        Assert.Contains($"Used from {UkTime.Display(open.Edition.From)}", edition.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Withdraw", edition.Html, StringComparison.Ordinal);
        Assert.Contains(
            "tonnes of CO2e",
            (await browser.GetAsync($"/frameworks/{open.FrameworkId}/editions/1.csv")).Html,
            StringComparison.Ordinal
        );
        await buyer.Author.Http.RefusedWithAsync(
            $"/api/v1/frameworks/{open.FrameworkId}/editions",
            new { edition = "Ours", from = From },
            HttpStatusCode.NotFound
        );
        Assert.Equal(3, (await buyer.Author.Http.ReadAsync("/api/v1/frameworks/open")).AsArray().Count);

        var tender = await buyer.BegunAsync(RegimeCodes.PrivateVoluntary);
        await buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender}/lots",
            new
            {
                lotId = Guid.CreateVersion7(),
                title = "All",
                description = "All of it",
                cpv = new[] { "77310000" },
                places = new[] { TenderSteps.Ladywood },
                estimate = new Estimate(new Money(45_000), null),
            }
        );
        await app.SettledAsync();
        var ask = $"/buyer/tenders/{tender}/requirements/{Guid.CreateVersion7()}?kind=Commitment";
        var form = await browser.GetAsync(ask);
        Assert.Equal(("", ""), (form.Typed("Framework") ?? "", form.Typed("Edition") ?? ""));
        var hours = open.Edition.Metrics.Single(m => m.Code == "8a");
        var chosen = $"{open.FrameworkId} 1 {hours.MetricId}";
        Assert.Contains($"<option value=\"{chosen}\"", form.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(form, ask, ("Chosen", chosen))).Status);
        await app.SettledAsync();
        var asked = WebUtility.HtmlDecode((await browser.GetAsync($"/buyer/tenders/{tender}/requirements")).Html);
        Assert.Contains("Setting up and delivering staff health and wellbeing", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task on_pages_a_buyer_makes_one_publishes_it_changes_it_as_another_edition_and_chooses_it_in_a_tender()
    {
        var buyer = await app.BuyerAsync();
        using var browser = await Browsing.AsAsync(app, buyer.Author);
        var nothing = await browser.SendAsync(await browser.GetAsync("/frameworks/new"), "/frameworks/new");
        Assert.Equal(
            [FrameworkAccess.NameMissing.Sentence, BeginFrameworkPage.ModeMissing.Sentence],
            nothing.Mistakes.Select(m => m.Sentence)
        );
        var begun = await browser.SendAsync(
            await browser.GetAsync("/frameworks/new"),
            "/frameworks/new",
            ("Name", "Neighbourly promises"),
            ("Mode", "Monetised")
        );
        var framework = begun.Header("Location")!;
        var metric = $"{framework}/metrics/{Guid.CreateVersion7()}";
        var empty = await browser.SendAsync(await browser.GetAsync(metric), metric);
        Assert.Equal(5, empty.Mistakes.Count);
        Assert.All(empty.Mistakes, m => Assert.NotNull(m.Target));
        (string, string)[] typed =
        [
            ("Code", "H1"),
            ("Title", "Time given"),
            ("Question", "How many hours will you give?"),
            ("Unit", "hours"),
            ("Value", "£17.38"),
            ("Source", "Unit costs, version 3"),
            .. Day("AsAt", new DateOnly(2024, 12, 31)),
        ];
        Assert.Equal(framework, (await browser.SendAsync(await browser.GetAsync(metric), metric, typed)).Header("Location"));
        var publish = $"{framework}/publish";
        var check = await browser.GetAsync(publish);
        Assert.Contains("£17.38 for one, Unit costs, version 3", check.Html, StringComparison.Ordinal);
        await browser.SendAsync(check, publish, [("Edition", "May 2026"), .. Day("From", From)]);
        // Published, it is changed as another edition.
        await browser.SendAsync(await browser.GetAsync(metric), metric, [.. typed.Select(t => t.Item1 == "Value" ? ("Value", "18") : t)]);
        await browser.SendAsync(await browser.GetAsync(publish), publish, [("Edition", "June 2026"), .. Day("From", From)]);
        Assert.Contains("£17.38", (await browser.GetAsync($"{framework}/editions/1")).Html, StringComparison.Ordinal);
        Assert.Contains("£18", (await browser.GetAsync($"{framework}/editions/2")).Html, StringComparison.Ordinal);
        var csv = await browser.GetAsync($"{framework}/editions/1.csv");
        Assert.Contains("Neighbourly promises,May 2026,H1,Time given", csv.Html, StringComparison.Ordinal);

        var stranger = await app.BuyerAsync("Another Trust");
        using (var other = await Browsing.AsAsync(app, stranger.Author))
            foreach (var at in new[] { framework, metric, publish, $"{framework}/editions/1", $"{framework}/editions/1.csv" })
                Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(at)).Status);
        using (var approver = await Browsing.AsAsync(app, buyer.Approver))
            Assert.NotEqual(HttpStatusCode.OK, (await approver.GetAsync(framework)).Status);

        // Chosen in a tender, its own words stand where none were written.
        var tender = await buyer.BegunAsync();
        var lot = Guid.CreateVersion7();
        await buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender}/lots",
            new
            {
                lotId = lot,
                title = "All",
                description = "All of it",
                cpv = new[] { "77310000" },
                places = new[] { TenderSteps.Ladywood },
                estimate = new Estimate(new Money(45_000), null),
            }
        );
        await app.SettledAsync();
        var ask = $"/buyer/tenders/{tender}/requirements/{Guid.CreateVersion7()}?kind=Commitment";
        var form = await browser.GetAsync(ask);
        Assert.Contains("Neighbourly promises, May 2026: H1 Time given, hours, monetised", form.Html, StringComparison.Ordinal);
        var chosen = System.Text.RegularExpressions.Regex.Match(form.Html, "<option value=\"([^\"]+ 1 [^\"]+)\"").Groups[1].Value;
        var added = await browser.SendAsync(form, ask, ("Chosen", chosen));
        Assert.True(added.Status == HttpStatusCode.Found, string.Join('\n', added.Mistakes.Select(m => m.Sentence)));
        await app.SettledAsync();
        var asked = WebUtility.HtmlDecode((await browser.GetAsync($"/buyer/tenders/{tender}/requirements")).Html);
        Assert.Contains("How many hours will you give?", asked, StringComparison.Ordinal);
        Assert.Contains("Monetised: £17.38 for one, Unit costs, version 3, as at", asked, StringComparison.Ordinal);
        var mixed = await browser.SendAsync(
            await browser.GetAsync(ask),
            $"/buyer/tenders/{tender}/requirements/{Guid.CreateVersion7()}?kind=Commitment",
            ("Title", "Jobs"),
            ("Text", "How many?"),
            ("Unit", "people")
        );
        Assert.Equal([AddRequirementHandler.ModesMixed.Sentence], mixed.Mistakes.Select(m => m.Sentence));
        Assert.All(mixed.Mistakes, m => Assert.NotNull(m.Target));
    }

    [Fact]
    public async Task a_licensed_catalogue_is_taken_in_whole_or_not_at_all_and_never_passed_on()
    {
        var buyer = await app.BuyerAsync();
        using var browser = await Browsing.AsAsync(app, buyer.Author);
        const string at = "/frameworks/catalogue";
        const string canary = "Zanzibarine measure of goodness";
        (string, string)[] licence = [("Licence", "Members only"), ("Licensee", "City Hospital Trust"), .. Day("From", From)];
        var wrong = await SendAsync("Others' measures,2026,NT1,Good,people,oops,2024\nOthers' measures,2026,NT1,Better,people,3,\n");
        Assert.Equal([ImportCataloguePage.RowsWrong.Sentence], wrong.Mistakes.Select(m => m.Sentence));
        Assert.Contains("no year such as 2024", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("Another row has this ref", wrong.Html, StringComparison.Ordinal);
        var unlicensed = await browser.SendWithFileAsync(
            await browser.GetAsync(at),
            at,
            "Spreadsheet",
            "c.csv",
            File("NT1"),
            Day("From", From)
        );
        Assert.Equal(
            [ImportCatalogueHandler.LicenceMissing.Sentence, ImportCatalogueHandler.LicenseeMissing.Sentence],
            unlicensed.Mistakes.Select(m => m.Sentence)
        );
        var done = await browser.SendWithFileAsync(await browser.GetAsync(at), at, "Spreadsheet", "c.csv", File("NT1"), licence);
        Assert.True(done.Status == HttpStatusCode.Found, string.Join('\n', done.Mistakes.Select(m => m.Sentence)));
        var framework = done.Header("Location")!;
        Assert.Contains(canary, (await browser.GetAsync($"{framework}/editions/1")).Html, StringComparison.Ordinal);
        // The same edition again is refused: it never changes.
        var again = await browser.SendWithFileAsync(await browser.GetAsync(at), at, "Spreadsheet", "c.csv", File("NT2"), licence);
        Assert.Equal([PublishFrameworkEditionHandler.EditionTaken.Sentence], again.Mistakes.Select(m => m.Sentence));

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{framework}/editions/1.csv")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{framework}/metrics/{Guid.NewGuid()}")).Status);
        await app.SettledAsync();
        var read = (await buyer.Author.Http.ReadAsync($"/api/v1{framework}")).ToJsonString();
        Assert.Contains("2026", read, StringComparison.Ordinal);
        Assert.DoesNotContain("Zanzibarine", read, StringComparison.Ordinal);
        Assert.DoesNotContain("NT1", read, StringComparison.Ordinal);

        // Asked by in the buyer's own words, nothing of it is in what everybody reads.
        var tender = await app.DraftAsync(buyer);
        await app.SettledAsync();
        foreach (var before in tender.Requirements.Where(r => r.Kind == RequirementKind.Commitment))
        {
            using var removed = await buyer.Author.Http.SendCommandAsync(
                HttpMethod.Delete,
                $"/api/v1/tenders/{tender.Id}/requirements/{before.RequirementId}",
                new { }
            );
            Assert.True(removed.IsSuccessStatusCode);
        }
        var id = Guid.Parse(framework[(framework.LastIndexOf('/') + 1)..]);
        var stream = (await app.Store.FetchAsync<ChosenFramework>(id)).State;
        foreach (var lot in new[] { tender.GroundsLot, tender.CleaningLot })
            await buyer.Author.Http.DoAsync(
                $"/api/v1/tenders/{tender.Id}/requirements",
                new
                {
                    requirementId = Guid.CreateVersion7(),
                    lotId = lot,
                    kind = RequirementKind.Commitment,
                    title = "Neighbours",
                    text = "How many neighbours will you employ?",
                    criterionId = tender.SocialValue.CriterionId,
                    choice = new MetricChoice(id, 1, stream.Editions[1].Metrics[0].MetricId),
                }
            );
        await buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
        await app.SettledAsync();
        using var visitor = new Browsing(app);
        var shown = (await visitor.GetAsync($"/tenders/{tender.Id}")).Html;
        Assert.Contains("How many neighbours will you employ?", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("NT1", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Monetised", shown, StringComparison.Ordinal);
        Assert.Equal(
            ["events.mt_events", "views.frameworks"],
            (await app.FoundAsync([canary]))
                .Select(f => System.Text.RegularExpressions.Regex.Replace(f.Split(':')[0], "_[0-9]+$", ""))
                .Distinct()
                .Order()
        );

        static byte[] File(string code) => Csv($"Others' measures,2026,{code},{canary},people,3.50,2024\n");

        static byte[] Csv(string rows) => Encoding.UTF8.GetBytes($"framework,edition,ref,measure,unit,proxy,priceYear\n{rows}");

        async Task<Seen> SendAsync(string rows) =>
            await browser.SendWithFileAsync(await browser.GetAsync(at), at, "Spreadsheet", "c.csv", Csv(rows), licence);
    }

    [Fact]
    public async Task each_command_many_times_at_once_is_one_fact_and_too_late_it_is_none()
    {
        var buyer = await app.BuyerAsync("Raced Trust");
        var author = buyer.Author.As(Roles.Author);
        var owner = buyer.Author.Organisation;
        var (id, metric) = (Guid.CreateVersion7(), Jobs with { MetricId = Guid.CreateVersion7() });
        await app.OnceAsync<FrameworkBegun>(author, id, new BeginFramework(id, owner, "Promises", FrameworkMode.Metric));
        await app.OnceAsync<FrameworkMetricSet>(author, id, new SetFrameworkMetric(id, metric));
        // One code for two metrics, at once: one has it.
        await app.OneOfAsync<FrameworkMetricSet>(
            author,
            id,
            Enumerable.Range(0, 8).Select(_ => new SetFrameworkMetric(id, Hours with { MetricId = Guid.CreateVersion7() }))
        );
        await app.OnceAsync<FrameworkEditionPublished>(author, id, new PublishFrameworkEdition(id, "May 2026", From));
        await app.OnceAsync<FrameworkMetricRemoved>(author, id, new RemoveFrameworkMetric(id, metric.MetricId));
        // Two editions of what is drafted, at once: the second says nothing new.
        await app.OneOfAsync<FrameworkEditionPublished>(
            author,
            id,
            Enumerable.Range(0, 8).Select(n => new PublishFrameworkEdition(id, $"June 2026, {n}", From))
        );
        await app.OnceAsync<FrameworkEditionWithdrawn>(author, id, new WithdrawFrameworkEdition(id, 1, "A slip"));
        var catalogue = new ImportCatalogue(
            owner,
            "Others' measures",
            "2026",
            FrameworkMode.Metric,
            new FrameworkLicence("Members only", "Us"),
            From,
            [metric]
        );
        await app.OnceAsync<FrameworkEditionPublished>(author, catalogue.FrameworkId, catalogue);

        // Too late: what is withdrawn stays withdrawn, and a buyer at rest makes none and changes none.
        await RefusedAsync("edition-taken", new PublishFrameworkEdition(id, "May 2026", From), "framework-unchanged");
        await app.DoAsync(new SuspendOrganisation(owner, "In doubt"));
        await RefusedAsync("owner-not-checked", new BeginFramework(Guid.CreateVersion7(), owner, "More", FrameworkMode.Metric));
        await RefusedAsync("owner-not-checked", catalogue with { Edition = "2027" });
        var before = (await app.Store.ReadStreamAsync(id)).Count;
        var metrics = $"/api/v1/frameworks/{id}";
        await buyer.Author.Http.RefusedWithAsync($"{metrics}/metrics", new { metric }, HttpStatusCode.Forbidden);
        await buyer.Author.Http.RefusedWithAsync($"{metrics}/editions", new { edition = "July", from = From }, HttpStatusCode.Forbidden);
        await buyer.Author.Http.RefusedWithAsync($"{metrics}/withdrawals", new { number = 2, reason = "x" }, HttpStatusCode.Forbidden);
        using var removed = await buyer.Author.Http.SendCommandAsync(HttpMethod.Delete, $"{metrics}/metrics/{metric.MetricId}", new { });
        Assert.Equal(HttpStatusCode.Forbidden, removed.StatusCode);
        Assert.Equal(before, (await app.Store.ReadStreamAsync(id)).Count);

        async Task RefusedAsync(string code, ICommand command, params string[] beside)
        {
            var outcome = await app.Services.GetRequiredService<Commands>().SendAsync(command, new CommandContext(author));
            Assert.Equal(
                beside.Append(code).Order(StringComparer.Ordinal),
                Assert.IsType<Outcome.Refused>(outcome).Refusals.Select(r => r.Code).Order(StringComparer.Ordinal)
            );
        }
    }

    [Fact]
    public async Task a_return_prints_monetised_value_apart_with_that_word_its_source_and_its_date()
    {
        var told = await ToldContract.TellAsync(app);
        var before = await RunAsync();
        Assert.Null(before.Model["monetised"]);
        Assert.DoesNotContain("onetised", before.Html, StringComparison.Ordinal);
        var requirement = before.Model["commitments"]!.AsArray().Single(c => c!["title"]!.GetValue<string>() == "Jobs for local people")![
            "requirementId"
        ]!.GetValue<Guid>();
        await app.StoreAsync(
            told.Manager.Id,
            [
                (
                    told.Tender,
                    "tender",
                    0,
                    [
                        new CommitmentMetricChosen(
                            told.Tender,
                            requirement,
                            Id,
                            1,
                            Guid.CreateVersion7(),
                            FrameworkMode.Monetised,
                            Proxy,
                            Redistributable: true
                        ),
                    ]
                ),
            ]
        );
        var (model, html) = await RunAsync();
        var monetised = Assert.Single(model["monetised"]!.AsArray())!;
        // 16 and 5.25 full-time equivalents at £17.38.
        Assert.Equal(278.08m, monetised["promised"]!["value"]!.GetValue<decimal>());
        Assert.Equal(91.245m, monetised["verified"]!["value"]!.GetValue<decimal>());
        foreach (var words in new[] { "Monetised value, apart", "£17.38", "Unit costs, version 3", "31 December 2024", "£278.08", "£91.2" })
            Assert.Contains(words, html, StringComparison.Ordinal);
        // No other figure has changed.
        Assert.Equal(before.Model["commitments"]!.ToJsonString(), model["commitments"]!.ToJsonString());

        async Task<(JsonNode Model, string Html)> RunAsync()
        {
            var id = (await told.Manager.Http.DoAsync("/api/v1/reports", new { kind = "contract-return", subjectId = told.Contract }))[
                "id"
            ]!;
            return (
                await told.Manager.Http.ReadAsync($"/api/v1/reports/{id}.json"),
                WebUtility.HtmlDecode(await told.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{id}.html", UriKind.Relative)))
            );
        }
    }

    private static (string, string)[] Day(string field, DateOnly day) =>
        [($"{field}.Day", $"{day.Day}"), ($"{field}.Month", $"{day.Month}"), ($"{field}.Year", $"{day.Year}")];
}
