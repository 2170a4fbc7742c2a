using System.Globalization;
using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Funding;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Notifications;
using UseIt.Marketplace.Tests.OpenData;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Funding;

/// <summary>A grant from the application over panel, offer and acceptance to what is paid and published.</summary>
public sealed class GrantTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly Guid Fund = Guid.CreateVersion7();
    private static readonly Guid Kitchen = Guid.CreateVersion7();
    private static readonly Guid Yvonne = Guid.CreateVersion7();
    private static readonly Guid David = Guid.CreateVersion7();
    private static readonly Guid Olu = Guid.CreateVersion7();
    private static readonly Guid Part = Guid.CreateVersion7();
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly GrantApplied Applied = new(
        Id,
        Fund,
        Kitchen,
        "An oven",
        "To bake for schools",
        new Money(5_000),
        Today,
        new(2026, 12, 31),
        Kitchen
    );
    private static readonly object[] Panel =
    [
        new GrantInterestDeclared(Id, Fund, Yvonne, GrantInterest.None),
        new GrantInterestDeclared(Id, Fund, Olu, GrantInterest.None),
        new GrantRecommended(Id, Fund, Yvonne, true, "Ready"),
        new GrantRecommended(Id, Fund, Olu, true, "Needed"),
    ];

    [FactWithSharedData]
    public void what_is_published_is_by_the_schema_of_360_giving_and_no_field_is_unknown_to_it()
    {
        var row = new GrantRow(
            Id,
            Fund,
            Kitchen,
            "An oven",
            "To bake for schools",
            new Money(5_000),
            Today,
            new(2026, 12, 31),
            Today,
            GrantStage.Accepted,
            [],
            null,
            new Money(4_000.50m),
            Today,
            "x",
            Today,
            Today,
            [],
            [
                new DrawdownRow(Kitchen, new Money(1_500.50m), "Invoice", [], Today, Today, "BACS 1", null),
                new DrawdownRow(Fund, new Money(10), "Invoice", [], Today, null, null, "Not yet"),
            ],
            Now
        );
        var grant = ThreeSixtyGiving.Of(
            row,
            new OrganisationName(
                Fund,
                "iSE",
                [OrganisationKind.Support],
                [new Identifier(Identifier.Company, "06066440")],
                null,
                null,
                false
            ),
            null,
            Settings.NoGrantPrefix
        );
        var (schema, problems) = (JsonSchemas.Load("social-value/360giving/360-giving-schema.json"), new List<string>());
        JsonSchemas.Check(grant, schema, schema, "", problems, closed: true);
        Assert.Empty(problems);
        Assert.Equal(
            ("2026-06-01", 1_500.50m),
            (
                grant["disbursementTransaction"]![0]!["transactionDate"]!.GetValue<string>(),
                Assert.Single(grant["disbursementTransaction"]!.AsArray())!["value"]!.GetValue<decimal>()
            )
        );
        grant.Remove("awardDate");
        grant["disbursementTransaction"]![0]!["date"] = "2026-06-01";
        JsonSchemas.Check(grant, schema, schema, "", problems, closed: true);
        Assert.Equal(2, problems.Count);
    }

    [Fact]
    public void who_has_an_interest_neither_recommends_nor_decides_nor_counts()
    {
        Recommend(Yvonne).Refused("interest-not-declared");
        Recommend(Yvonne, new GrantInterestDeclared(Id, Fund, Yvonne, GrantInterest.FamilyOrFriends)).Refused("has-interest");
        Recommend(Yvonne, Panel[0]).Facts(new GrantRecommended(Id, Fund, Yvonne, true, "Ready"));
        Recommend(Yvonne, Panel).Nothing();
        Decide(true, Panel[..3]).Refused("panel-too-small");
        // An interest that is declared afterwards takes the word back.
        Decide(true, [.. Panel, new GrantInterestDeclared(Id, Fund, Olu, GrantInterest.MoneyInIt)]).Refused("panel-too-small");
        Decide(true, [.. Panel, new GrantInterestDeclared(Id, Fund, David, GrantInterest.WorkedForItBefore)]).Refused("has-interest");
        Decide(false, Panel).Refused("panel-against");
        Decide(true, [.. Panel, new GrantRecommended(Id, Fund, Olu, false, "Too dear")]).Refused("panel-against");
        Assert.IsType<GrantRejected>(
            Assert.Single(Decide(false, [.. Panel, new GrantRecommended(Id, Fund, Olu, false, "Too dear")]).Decision.Events)
        );
    }

    [Fact]
    public void an_offer_is_no_more_than_was_applied_for_and_says_until_when()
    {
        Decide(true, Panel, new Money(5_000.01m), Today).Refused("amount-too-much", "accept-by-wrong");
        Decide(true, Panel, new Money(0), Today.AddDays(1)).Refused("amount-wrong");
        var offered = Assert.IsType<GrantOffered>(Assert.Single(Decide(true, Panel).Decision.Events));
        Assert.Equal(["Insurance of the kitchen"], offered.Terms.Conditions.Select(c => c.What));
        Assert.Equal(new[] { Yvonne, Olu }.Order(), offered.Panel);
        Decide(true, [.. Panel, offered]).Refused("grant-decided");
    }

    [Fact]
    public void an_offer_is_accepted_as_it_was_read_and_until_its_last_day()
    {
        var offered = Offered();
        Accept(offered, "other").Refused("other-document");
        Accept(offered, offered.TermsSha256, at: Now.AddDays(31)).Refused("offer-over");
        Assert.IsType<GrantAccepted>(Assert.Single(Accept(offered, offered.TermsSha256, at: Now.AddDays(30)).Decision.Events));
        Given(Panel)
            .When((Grant g) => AcceptGrantHandler.Handle(new AcceptGrant(Id, "x", "x", "x"), g, By(Kitchen), Now))
            .Refused("grant-not-offered");
        Given([.. Panel, offered])
            .When((Grant g) => DeclineGrantHandler.Handle(new DeclineGrant(Id, " "), g, By(Kitchen)))
            .Refused("reason-missing");
    }

    [Fact]
    public void nothing_is_paid_before_the_conditions_and_never_more_than_the_grant()
    {
        var offered = Offered();
        var accepted = Accept(offered, offered.TermsSha256).Decision.Events.Single();
        Ask(1_000, offered).Refused("grant-not-accepted");
        Ask(4_000.01m, offered, accepted).Refused("drawdown-too-much");
        var asked = Assert.IsType<GrantDrawdownAsked>(Assert.Single(Ask(3_000, offered, accepted).Decision.Events));
        Ask(3_000, offered, accepted, asked).Nothing();
        Ask(1_000.01m, Guid.CreateVersion7(), offered, accepted, asked).Refused("drawdown-too-much");
        Settle(true, offered, accepted, asked).Refused("conditions-open");
        var met = new GrantConditionMet(Id, Fund, offered.Terms.Conditions[0].ConditionId, "Policy 7", David);
        Settle(true, offered, accepted, asked, met).Facts(new GrantDrawdownPaid(Id, Fund, Kitchen, Part, Today, "BACS 1", David));
        var paid = new GrantDrawdownPaid(Id, Fund, Kitchen, Part, Today, "BACS 1", David);
        Settle(true, offered, accepted, asked, met, paid).Nothing();
        Settle(false, offered, accepted, asked, met, paid).Refused("drawdown-settled");
        // What was refused is there to be asked for again.
        var refused = new GrantDrawdownRefused(Id, Fund, Kitchen, Part, "No invoice", David);
        Assert.Single(Ask(4_000, Guid.CreateVersion7(), offered, accepted, asked, refused).Decision.Events);
    }

    [Fact]
    public async Task from_application_to_360_giving_and_nobody_else()
    {
        var fund = await app.OrganisationAsync("Fund of iSE", OrganisationKind.Support);
        var manager = await app.PersonAsync("David Decider", fund, Roles.ProgrammeManager);
        var (yvonne, olu) = (
            await app.PersonAsync("Yvonne Panel", fund, Roles.Adviser),
            await app.PersonAsync("Olu Panel", fund, Roles.Adviser)
        );
        var kitchen = await app.EnterpriseAsync("Wombat Kitchen CIC");
        var today = UkTime.DayOf(await app.NowAsync());
        await app.SettledAsync();
        using var applies = await Browsing.AsAsync(app, kitchen.Manager);
        var form = "/grants/new?Q=Fund";
        var unsaid = await applies.SendAsync(await applies.GetAsync(form), form, ("FunderId", fund.ToString()));
        Assert.Equal(
            [
                "Enter a title of no more than 139 characters. It is published where the grant is given",
                "Say what the money is for, without names of people: it is published where the grant is given",
                "Enter an amount in pounds and whole pence, more than £0",
                "Enter the first day and a last day that is not before it",
            ],
            unsaid.Mistakes.Select(m => m.Sentence)
        );
        var page = await applies.DoneAsync(
            form,
            [
                ("FunderId", fund.ToString()),
                ("Title", "An oven"),
                ("Description", "To bake for schools"),
                ("Amount", "5000"),
                .. PageSteps.Day("From", today),
                .. PageSteps.Day("Until", today.AddDays(200)),
            ]
        );
        var grant = Guid.Parse(page.Split('/')[^1], CultureInfo.InvariantCulture);
        var at = $"/api/v1{page}";
        await app.SettledAsync();
        foreach (var person in new[] { yvonne, olu })
        {
            await person.Http.DoAsync($"{at}/interests", new { interest = "None" });
            await person.Http.DoAsync($"{at}/recommendations", new { @for = true, reason = "Ready" });
        }
        using var decides = await Browsing.AsAsync(app, manager);
        await app.SettledAsync();
        Assert.Contains("Olu Panel", (await decides.GetAsync(page)).Html, StringComparison.Ordinal);
        await decides.DoneAsync(
            $"{page}/decision",
            [
                ("Offer", "true"),
                ("Amount", "4000"),
                ("Conditions", "Insurance of the kitchen"),
                .. PageSteps.Day("AcceptBy", today.AddDays(30)),
                ("Reason", "The panel agrees"),
            ]
        );
        await app.SettledAsync();
        // The applicant reads the letter and the reason, and nothing of the panel.
        var read = await kitchen.Http.ReadAsync(at);
        Assert.Empty(read["panel"]!.AsArray());
        var letter = (await applies.GetAsync($"{page}/letter")).Html;
        foreach (var said in new[] { "£4,000", "Insurance of the kitchen", "Wombat Kitchen CIC", "Fund of iSE" })
            Assert.Contains(said, WebUtility.HtmlDecode(letter), StringComparison.Ordinal);
        Assert.DoesNotContain("Olu Panel", (await applies.GetAsync(page)).Html, StringComparison.Ordinal);
        var anybody = await app.ClientAsync();
        Assert.DoesNotContain($"{grant:N}", (await anybody.ReadAsync("/api/v1/open-data/grants")).ToJsonString(), StringComparison.Ordinal);
        await applies.PressedAsync($"{page}/acceptance", "Accept", [("Capacity", "director")]);
        await app.SettledAsync();
        var asks = $"{page}/drawdowns/new";
        var invoice = "%PDF-1.7 the oven, £1,500.50"u8.ToArray();
        await applies.SendWithFileAsync(
            await applies.GetAsync(asks),
            asks,
            "Documents",
            "invoice.pdf",
            invoice,
            ("Amount", "1500.50"),
            ("Evidence", "Invoice of the oven")
        );
        await app.SettledAsync();
        // Two who ask at once for what is left do not get more than there is.
        var both = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ =>
                    kitchen.Http.SendCommandAsync(
                        HttpMethod.Post,
                        $"{at}/drawdowns",
                        new { amount = new Money(2_000), evidence = "Invoice" }
                    )
                )
        );
        var refused = Assert.Single(both, b => !b.IsSuccessStatusCode);
        Assert.Contains("drawdown-too-much", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await decides.PressedAsync(page, "Condition", [("Reference", "Policy 7")]);
        await app.SettledAsync();
        await decides.PressedAsync(page, "Settle", [("Paid", "true"), .. PageSteps.Day("On", today), ("Reference", "BACS 1")]);
        await app.SettledAsync();
        // Each was told what waited for them, and what they have seen to waits no more.
        Assert.Equal([("grant-offered", true), ("drawdown-paid", false)], await kitchen.Http.ToldAsync("grant-", "drawdown-"));
        Assert.Equal([("grant-applied", true)], await yvonne.Http.ToldAsync("grant-", "drawdown-"));
        Assert.Equal(
            [("grant-applied", true), ("grant-accepted", false), ("drawdown-asked", false), ("drawdown-asked", true)],
            (await manager.Http.ToldAsync("grant-", "drawdown-")).OrderBy(t =>
                (t.Kind != "grant-applied", t.Kind != "grant-accepted", t.Read)
            )
        );
        var published = (await anybody.ReadAsync("/api/v1/open-data/grants"))["grants"]!
            .AsArray()
            .Single(g => g!["id"]!.GetValue<string>() == $"360G-unregistered-{grant:N}")!;
        Assert.Equal(
            ("An oven", 5_000m, 4_000m, 1_500.50m, "GBP"),
            (
                published["title"]!.GetValue<string>(),
                published["amountAppliedFor"]!.GetValue<decimal>(),
                published["amountAwarded"]!.GetValue<decimal>(),
                published["amountDisbursed"]!.GetValue<decimal>(),
                published["currency"]!.GetValue<string>()
            )
        );
        Assert.Equal("Wombat Kitchen CIC", published["recipientOrganization"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(1_500.50m, Assert.Single(published["disbursementTransaction"]!.AsArray())!["value"]!.GetValue<decimal>());

        var stranger = await app.EnterpriseAsync("Elsewhere CIC");
        var otherFund = await app.OrganisationAsync("Another fund", OrganisationKind.Support);
        var other = await app.PersonAsync("Oda Other", otherFund, Roles.ProgrammeManager);
        var drawdown = (await kitchen.Http.ReadAsync(at))["drawdowns"]![1]!["drawdownId"]!.GetValue<Guid>();
        // What shows it is read by those who decide on it, and by nobody else.
        var document = $"/api/v1/documents/{(await kitchen.Http.ReadAsync(at))["drawdowns"]![0]!["documentIds"]![0]}";
        foreach (var reader in new[] { manager.Http, yvonne.Http, kitchen.Http })
            Assert.Equal(invoice, await reader.GetByteArrayAsync(new Uri(document, UriKind.Relative)));
        foreach (var reader in new[] { other.Http, stranger.Http, anybody })
        {
            using var nothing = await reader.GetAsync(new Uri(document, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        }
        (HttpClient Who, string Path, object Body)[] all =
        [
            (other.Http, "interests", new { interest = "None" }),
            (other.Http, "recommendations", new { @for = true, reason = "x" }),
            (other.Http, "decision", new { offer = false, reason = "x" }),
            (
                stranger.Http,
                "acceptance",
                new
                {
                    termsSha256 = "x",
                    capacity = "x",
                    statement = "x",
                }
            ),
            (stranger.Http, "refusal", new { reason = "x" }),
            (other.Http, $"conditions/{Guid.NewGuid()}/met", new { reference = "x" }),
            (stranger.Http, "drawdowns", new { amount = new Money(1), evidence = "x" }),
            (other.Http, $"drawdowns/{drawdown}/settlement", new { paid = false, reason = "x" }),
        ];
        foreach (var (who, path, body) in all)
        {
            // Whoever may do the same elsewhere does not hear that it is there; whose role it is not is turned away at the door.
            await who.RefusedWithAsync($"{at}/{path}", body, HttpStatusCode.NotFound);
            await (who == other.Http ? stranger.Http : other.Http).RefusedWithAsync($"{at}/{path}", body, HttpStatusCode.Forbidden);
            await anybody.RefusedWithAsync($"{at}/{path}", body, HttpStatusCode.Unauthorized);
        }
        // An adviser of the fund recommends and does not pay; the enterprise does not decide about itself.
        await yvonne.Http.RefusedWithAsync(
            $"{at}/drawdowns/{drawdown}/settlement",
            new { paid = false, reason = "x" },
            HttpStatusCode.Forbidden
        );
        await kitchen.Http.RefusedWithAsync($"{at}/decision", new { offer = true, reason = "x" }, HttpStatusCode.Forbidden);
        using var strangeBrowser = await Browsing.AsAsync(app, stranger.Manager);
        foreach (var path in new[] { "", "/letter", "/acceptance", "/drawdowns/new" })
            Assert.Equal(HttpStatusCode.NotFound, (await strangeBrowser.GetAsync($"{page}{path}")).Status);
    }

    [Fact]
    public void what_is_said_anew_is_recorded_and_what_is_over_says_so()
    {
        // Another reason for the same word is another word; another reference for what is met is none.
        Given([Panel[0], new GrantRecommended(Id, Fund, Yvonne, true, "Nearly ready")])
            .When((Grant g) => RecommendGrantHandler.Handle(new RecommendGrant(Id, true, "Ready"), g, By(Fund, Yvonne)))
            .Facts(new GrantRecommended(Id, Fund, Yvonne, true, "Ready"));
        var offered = Offered();
        var accepted = Accept(offered, offered.TermsSha256).Decision.Events.Single();
        var condition = offered.Terms.Conditions[0].ConditionId;
        Meet(condition, "Policy 7", offered).Refused("grant-not-accepted");
        Meet(Guid.NewGuid(), "Policy 7", offered, accepted).Refused("condition-unknown");
        Meet(condition, " ", offered, accepted).Refused("reference-missing");
        var met = new GrantConditionMet(Id, Fund, condition, "Policy 7", David);
        Meet(condition, "Policy 7 ", offered, accepted).Facts(met);
        Meet(condition, " Policy 7", offered, accepted, met).Nothing();
        Meet(condition, "Policy 8", offered, accepted, met).Refused("condition-met");
        var declined = new GrantDeclined(Id, Fund, Kitchen, "Too late for us", Kitchen);
        Meet(condition, "Policy 7", offered, declined).Refused("grant-over");
        Ask(1_000, offered, declined).Refused("grant-over");
        Given([.. Panel, offered, declined])
            .When((Grant g) => AcceptGrantHandler.Handle(new AcceptGrant(Id, offered.TermsSha256, "x", "x"), g, By(Kitchen), Now))
            .Refused("grant-over");
        Given([.. Panel, offered, accepted])
            .When((Grant g) => DeclineGrantHandler.Handle(new DeclineGrant(Id, "We found another"), g, By(Kitchen)))
            .Refused("grant-accepted");
    }

    [Fact]
    public void nobody_applies_who_is_not_here_any_more_or_to_whom_is_not()
    {
        var there = GrantOrganisation.Empty with { Kinds = [OrganisationKind.Enterprise], Checked = true };
        var gives = GrantOrganisation.Empty with { Kinds = [OrganisationKind.Funder], Checked = true };
        Apply(there, gives).Facts(Applied);
        Apply(there, gives, Applied).Nothing();
        Apply(there with { Checked = false }, gives).Refused("applicant-not-checked");
        Apply(there with { Gone = true }, gives).Refused("applicant-gone");
        Apply(there, gives with { Gone = true }).Refused("funder-unknown");

        static Then Apply(GrantOrganisation applicant, GrantOrganisation funder, params object[] facts) =>
            Spec.Given<Grant>(facts)
                .When(
                    (Stream<Grant> g) =>
                        ApplyForGrantHandler.Handle(
                            new ApplyForGrant(
                                Id,
                                Kitchen,
                                Fund,
                                Applied.Title,
                                Applied.Description,
                                Applied.Amount,
                                Applied.From,
                                Applied.Until
                            ),
                            g,
                            applicant,
                            funder,
                            By(Kitchen)
                        )
                );
    }

    [Fact]
    public async Task what_comes_too_late_is_refused_in_words_and_of_two_at_once_one_stands()
    {
        var fund = await app.OrganisationAsync("Fund of the late", OrganisationKind.Support);
        var manager = await app.PersonAsync("Dan Decider", fund, Roles.ProgrammeManager);
        var panel = new[]
        {
            await app.PersonAsync("Yara Panel", fund, Roles.Adviser),
            await app.PersonAsync("Omar Panel", fund, Roles.Adviser),
        };
        var kitchen = await app.EnterpriseAsync("Late Kitchen CIC");
        var today = UkTime.DayOf(await app.NowAsync());
        var (given, turnedDown) = (await AppliedAsync(), await AppliedAsync());
        await RecommendAsync(given, true);
        await RecommendAsync(turnedDown, false);
        await manager.Http.DoAsync(
            $"{given}/decision",
            new
            {
                offer = true,
                reason = "As the panel says",
                amount = new Money(400),
                conditions = new[] { "Insurance of the kitchen" },
                acceptBy = today.AddDays(30),
            }
        );
        await manager.Http.DoAsync($"{turnedDown}/decision", new { offer = false, reason = "As the panel says" });
        foreach (var at in new[] { given, turnedDown })
            await panel[0]
                .Http.RefusedSayingAsync(
                    $"{at}/interests",
                    new { interest = "MoneyInIt" },
                    "grant-decided",
                    "The application has been decided already"
                );
        // The same said again is no mistake, however late.
        await panel[0].Http.DoAsync($"{given}/interests", new { interest = "None" });
        await app.SettledAsync();
        var offer = await manager.Http.ReadAsync(given);
        var meeting = $"{given}/conditions/{offer["conditions"]![0]!["conditionId"]}/met";
        await panel[0]
            .Http.RefusedSayingAsync(meeting, new { reference = "Policy 7" }, "grant-not-accepted", "The offer has to be accepted first");
        await panel[0]
            .Http.RefusedSayingAsync(
                $"{turnedDown}/conditions/{Guid.NewGuid()}/met",
                new { reference = "Policy 7" },
                "grant-over",
                "This grant was turned down or declined. Nothing more can be done with it"
            );
        await kitchen.Http.DoAsync(
            $"{given}/acceptance",
            new
            {
                termsSha256 = offer["termsSha256"]!.GetValue<string>(),
                capacity = "director",
                statement = "We accept",
            }
        );
        await HttpAssertions.OneRefusedAsync(
            meeting,
            "condition-met",
            (panel[0].Http, new { reference = "Policy 7" }),
            (panel[1].Http, new { reference = "Policy 8" })
        );
        var met = Assert.Single(await app.FactsAsync<GrantConditionMet>(Guid.Parse(given.Split('/')[^1], CultureInfo.InvariantCulture)));
        await panel[0].Http.DoAsync(meeting, new { reference = met.Reference });
        await kitchen.Http.RefusedSayingAsync(
            $"{given}/refusal",
            new { reason = "We found another" },
            "grant-accepted",
            "The offer has been accepted already"
        );
        await app.DoAsync(new SuspendOrganisation(fund, "Closed"));
        await kitchen.Http.RefusedSayingAsync("/api/v1/grants", Application(), "funder-unknown", "Choose who gives grants");

        object Application() =>
            new
            {
                applicantId = kitchen.Id,
                funderId = fund,
                title = "An oven",
                description = "To bake for schools",
                amount = new Money(500),
                from = today,
                until = today.AddDays(90),
            };

        async Task<string> AppliedAsync() => $"/api/v1/grants/{BidSteps.Id(await kitchen.Http.DoAsync("/api/v1/grants", Application()))}";

        async Task RecommendAsync(string at, bool yes)
        {
            foreach (var person in panel)
            {
                await person.Http.DoAsync($"{at}/interests", new { interest = "None" });
                await person.Http.DoAsync($"{at}/recommendations", new { @for = yes, reason = "Read" });
            }
        }
    }

    private static Then Meet(Guid condition, string reference, params object[] facts) =>
        Given([.. Panel, .. facts])
            .When((Grant g) => MeetGrantConditionHandler.Handle(new MeetGrantCondition(Id, condition, reference), g, By(Fund, David)));

    private static Given<Grant> Given(IEnumerable<object> facts) => Spec.Given<Grant>([Applied, .. facts]);

    private static Actor By(Guid organisation, Guid? person = null) =>
        new(person ?? Kitchen, organisation, new HashSet<string> { Roles.ProgrammeManager, Roles.Signatory }, "membership:x");

    private static Then Recommend(Guid person, params object[] facts) =>
        Given(facts).When((Grant g) => RecommendGrantHandler.Handle(new RecommendGrant(Id, true, "Ready"), g, By(Fund, person)));

    private static Then Decide(bool offer, object[] facts, Money? amount = null, DateOnly? by = null) =>
        Given(facts)
            .When(
                (Grant g) =>
                    DecideGrantHandler.Handle(
                        new DecideGrant(
                            Id,
                            offer,
                            "As the panel says",
                            amount ?? new Money(4_000),
                            ["Insurance of the kitchen", " "],
                            by ?? Today.AddDays(30)
                        ),
                        g,
                        By(Fund, David),
                        Now
                    )
            );

    private static GrantOffered Offered() => (GrantOffered)Decide(true, Panel).Decision.Events.Single();

    private static Then Accept(GrantOffered offered, string digest, DateTimeOffset? at = null) =>
        Given([.. Panel, offered])
            .When((Grant g) => AcceptGrantHandler.Handle(new AcceptGrant(Id, digest, "director", "We accept"), g, By(Kitchen), at ?? Now));

    private static Then Ask(decimal amount, params object[] facts) => Ask(amount, Part, facts);

    private static Then Ask(decimal amount, Guid part, params object[] facts) =>
        Given([.. Panel, .. facts])
            .When(
                (Grant g) => AskForDrawdownHandler.Handle(new AskForDrawdown(Id, part, new Money(amount), "Invoice"), g, [], By(Kitchen))
            );

    private static Then Settle(bool paid, params object[] facts) =>
        Given([.. Panel, .. facts])
            .When(
                (Grant g) =>
                    SettleDrawdownHandler.Handle(new SettleDrawdown(Id, Part, paid, Today, "BACS 1", "No invoice"), g, By(Fund, David), Now)
            );
}
