using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Tenders;

/// <summary>The pages of a draft in a browser without script: what is wrong is said beside its field, and nothing typed is lost.</summary>
public sealed class DraftingPagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static string Text(Seen page) => WebUtility.HtmlDecode(page.Html);

    private async Task<(TestBuyer Buyer, Browsing Author, string Path, Guid Tender)> BegunAsync(
        string regime = RegimeCodes.PrivateVoluntary
    )
    {
        var buyer = await app.BuyerAsync();
        var author = await Browsing.AsAsync(app, buyer.Author);
        var page = await author.GetAsync("/buyer/tenders/new");
        var begun = await author.SendAsync(page, "/buyer/tenders/new", ("Title", "Three parks"), ("Regime", regime));
        Assert.Equal(HttpStatusCode.Found, begun.Status);
        var path = begun.Header("Location")!;
        await app.SettledAsync();
        return (buyer, author, path, Guid.Parse(path.Split('/')[^1]));
    }

    [Fact]
    public async Task a_tender_needs_a_title_and_its_rules_and_sending_the_form_twice_starts_one()
    {
        var buyer = await app.BuyerAsync();
        using var author = await Browsing.AsAsync(app, buyer.Author);
        var page = await author.GetAsync("/buyer/tenders/new");
        var refused = await author.SendAsync(page, "/buyer/tenders/new", ("Title", ""));
        Assert.Equal([("Title", "Enter a title"), ("Regime", "Choose which rules the tender follows")], refused.Mistakes);
        var first = await author.SendAsync(page, "/buyer/tenders/new", ("Title", "Three parks"), ("Regime", RegimeCodes.PrivateVoluntary));
        var second = await author.SendAsync(page, "/buyer/tenders/new", ("Title", "Three parks"), ("Regime", RegimeCodes.PrivateVoluntary));
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        await app.SettledAsync();
        Assert.Equal("Three parks", (await author.GetAsync(first.Header("Location")!)).Heading);
    }

    [Fact]
    public async Task words_are_answered_with_what_they_may_mean_and_everything_typed_stays()
    {
        var (_, author, path, tender) = await BegunAsync();
        using var browser = author;
        var page = await author.GetAsync($"{path}/description");
        var found = await author.SendAsync(
            page,
            $"{path}/description",
            ("Form.Title", "Three parks"),
            ("Form.CpvWords", "window cleaner"),
            ("Form.EstimateNet", "lots"),
            ("find", "Form.Cpv")
        );
        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Empty(found.Mistakes);
        Assert.Contains("Window-cleaning services", found.Html, StringComparison.Ordinal);
        Assert.Equal(("Three parks", "lots"), (found.Typed("Form_Title"), found.Typed("Form_EstimateNet")));
        var refused = await author.SendAsync(
            page,
            $"{path}/description",
            ("Form.Title", "Three parks"),
            ("Form.Description", "Mow and plant."),
            ("Form.CpvWords", "window cleaning"),
            ("Form.Places", "E08000025"),
            ("Form.EstimateNet", "lots")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(["Form_Cpv", "Form_EstimateNet"], refused.Mistakes.Select(m => m.Target));
        Assert.Equal("Choose one of the answers found for “window cleaning”, or empty the box", refused.Mistakes[0].Sentence);
        Assert.Matches("value=\"90911300\"[^>]*><label[^>]*>Window-cleaning services", refused.Html);
        Assert.Contains("Mow and plant.", refused.Html, StringComparison.Ordinal);
        Assert.Equal("lots", refused.Typed("Form_EstimateNet"));
        Assert.Matches("value=\"E08000025\"[^>]* checked", refused.Html);

        var saved = await author.SendAsync(
            refused,
            $"{path}/description",
            ("Form.Title", "Three parks"),
            ("Form.Description", "Mow and plant."),
            ("Form.Cpv", "77310000\n90911300-6"),
            ("Form.Places", "E08000025"),
            ("Form.PlacesWords", "ladywood"),
            ("Form.EstimateNet", "£24,000"),
            ("Starts.Day", "1"),
            ("Starts.Month", "4"),
            ("Starts.Year", "2027")
        );
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var described = Assert.Single(await app.FactsAsync<TenderDescribed>(tender));
        Assert.Equal(["77310000", "90911300"], described.Cpv);
        Assert.Equal(["Birmingham", "Ladywood"], described.Places.Select(p => p.Name));
        Assert.Equal(new Money(24_000), described.Estimate.Net);
        Assert.Equal(new Period(new(2027, 4, 1), null), described.Contract);
    }

    [Fact]
    public async Task weights_of_99_9_are_added_up_and_refused_beside_the_weights_and_one_more_row_loses_nothing()
    {
        var (_, author, path, tender) = await BegunAsync();
        using var browser = author;
        (string, string)[] Weights(string first) =>
            [
                ("Criteria[0].Kind", "Quality"),
                ("Criteria[0].Title", "Method"),
                ("Criteria[0].Weight", first),
                ("Criteria[0].MaximumScore", "5"),
                ("Criteria[1].Kind", "SocialValue"),
                ("Criteria[1].Title", "Social value"),
                ("Criteria[1].Weight", "20"),
                ("Criteria[1].MaximumScore", "5"),
                ("Criteria[2].Kind", "Price"),
                ("Criteria[2].Title", "Price"),
                ("Criteria[2].Weight", "40"),
                ("PriceFormula", "F1"),
                ("Envelopes", "Two"),
                ("FirstTie", "HighestSocialValue"),
            ];
        var page = await author.GetAsync($"{path}/criteria");
        var more = await author.SendAsync(page, $"{path}/criteria?handler=More", [.. Weights("39.9"), ("more", "true")]);
        // What saves goes where it always goes, whatever button was pressed before.
        Assert.Contains($"action=\"{path}/criteria\"", more.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, more.Status);
        Assert.Contains(">99.9</strong> of 100", more.Html, StringComparison.Ordinal);
        Assert.Contains("Criterion 4", more.Html, StringComparison.Ordinal);
        Assert.Equal("39.9", more.Typed("Criteria_0__Weight"));
        var refused = await author.SendAsync(more, $"{path}/criteria", Weights("39.9"));
        Assert.Equal([("Criteria_0__Weight", "The weights must add up to exactly 100. They add up to 99.9")], refused.Mistakes);
        Assert.Equal(HttpStatusCode.Found, (await author.SendAsync(refused, $"{path}/criteria", Weights("40"))).Status);
        var set = Assert.Single(await app.FactsAsync<CriteriaSet>(tender));
        Assert.Equal([40m, 20m, 40m], set.Criteria.Select(c => c.Weight));
        Assert.Equal(["HighestSocialValue", "Draw"], set.TieLadder);
    }

    [Fact]
    public async Task a_social_value_question_says_over_what_time_how_and_what_shows_it()
    {
        var (buyer, author, path, tender) = await BegunAsync();
        using var browser = author;
        await buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender}/lots",
            new
            {
                lotId = Guid.CreateVersion7(),
                title = "Grounds",
                description = "For three years",
                cpv = new[] { "77310000" },
                places = Array.Empty<object>(),
                estimate = new Estimate(new Money(45_000), null),
            }
        );
        var at = $"{path}/requirements/{Guid.CreateVersion7()}";
        var page = await author.GetAsync($"{at}?kind=Commitment");
        (string, string)[] said =
        [
            ("Kind", "Commitment"),
            ("Title", "Jobs"),
            ("Text", "How many?"),
            ("Unit", "people"),
            ("PerYear", "True"),
            ("EvidenceExpected", "Payroll"),
            .. PageSteps.Day("End", new DateOnly(2030, 3, 31)),
        ];
        var refused = await author.SendAsync(page, at, said);
        Assert.Equal([AddRequirementHandler.TermMissing.Sentence], refused.Mistakes.Select(m => m.Sentence));
        Assert.Equal(
            HttpStatusCode.Found,
            (await author.SendAsync(refused, at, [.. said, .. PageSteps.Day("Start", new DateOnly(2027, 4, 1))])).Status
        );
        var metric = Assert.Single(await app.FactsAsync<RequirementAdded>(tender)).Requirement.Metric!;
        Assert.Equal(
            (true, new DateOnly(2027, 4, 1), new DateOnly(2030, 3, 31), "Payroll"),
            (metric.PerYear, metric.Start, metric.End, metric.EvidenceExpected)
        );
        await app.SettledAsync();
        var shown = await author.GetAsync($"{path}/requirements");
        Assert.Contains("Shown by: Payroll.", shown.Html, StringComparison.Ordinal);
        Assert.Contains(metric.Said(), shown.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_earliest_lawful_deadline_is_named_before_and_a_day_too_early_is_refused_with_it()
    {
        var (_, author, path, tender) = await BegunAsync(RegimeCodes.Above);
        using var browser = author;
        var page = await author.GetAsync($"{path}/deadline");
        var earliest = UkTime.DayOf(await app.NowAsync()).AddDays(30);
        Assert.Contains($"bids are due on {UkTime.Display(earliest)} at the earliest", Text(page), StringComparison.Ordinal);
        (string, string)[] On(DateOnly day) =>
            [
                ("utilityOrSubCentral", "false"),
                ("onlyPreSelectedSuppliers", "false"),
                ("periodNegotiated", "false"),
                ("qualifyingPlannedNotice", "false"),
                ("stateOfUrgency", "false"),
                ("dynamicMarket", "false"),
                ("documentsWithNotice", "false"),
                ("Deadline.Day", $"{day.Day}"),
                ("Deadline.Month", $"{day.Month}"),
                ("Deadline.Year", $"{day.Year}"),
                ("DeadlineTime", "midday"),
                ("OutageLimitMinutes", "5"),
            ];
        var refused = await author.SendAsync(page, $"{path}/deadline", On(earliest.AddDays(-1)));
        Assert.Equal([("Deadline-day", $"The deadline must be on or after {UkTime.Display(earliest)}")], refused.Mistakes);
        Assert.Equal(HttpStatusCode.Found, (await author.SendAsync(refused, $"{path}/deadline", On(earliest))).Status);
        Assert.Equal(earliest, UkTime.DayOf(Assert.Single(await app.FactsAsync<DeadlineSet>(tender)).Deadline));
    }

    [Fact]
    public async Task a_later_deadline_is_proposed_by_one_person_and_made_so_by_another()
    {
        var tender = await app.PublishedAsync();
        await app.SettledAsync();
        using var author = await Browsing.AsAsync(app, tender.Buyer.Author);
        var path = $"/buyer/tenders/{tender.Id}";
        Assert.Contains($"href=\"{path}/extension\"", (await author.GetAsync(path)).Html, StringComparison.Ordinal);
        var later = UkTime.DayOf(tender.Deadline).AddDays(7);
        var earlier = UkTime.DayOf(tender.Deadline).AddDays(-7);
        var page = await author.GetAsync($"{path}/extension");
        var refused = await author.SendAsync(
            page,
            $"{path}/extension",
            ("To.Day", $"{earlier.Day}"),
            ("To.Month", $"{earlier.Month}"),
            ("To.Year", $"{earlier.Year}"),
            ("ToTime", "12:00"),
            ("Reason", "The site visit was put off")
        );
        Assert.Equal([("To-day", "A published deadline can only be moved to a later time")], refused.Mistakes);
        Assert.Contains("The site visit was put off", refused.Html, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.Found,
            (
                await author.SendAsync(
                    refused,
                    $"{path}/extension",
                    ("To.Day", $"{later.Day}"),
                    ("To.Month", $"{later.Month}"),
                    ("To.Year", $"{later.Year}"),
                    ("ToTime", "12:00"),
                    ("Reason", "The site visit was put off")
                )
            ).Status
        );
        await app.SettledAsync();
        Assert.Contains(
            "Another approver than the one who proposed it must approve it",
            (await author.GetAsync(path)).Html,
            StringComparison.Ordinal
        );
        using var approver = await Browsing.AsAsync(app, tender.Buyer.Approver);
        Assert.Contains("Decide about a later deadline", (await approver.GetAsync("/")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await approver.SendAsync(await approver.GetAsync(path), $"{path}?handler=Extend")).Status);
        Assert.Equal(later, UkTime.DayOf(Assert.Single(await app.FactsAsync<DeadlineExtended>(tender.Id)).To));
    }

    [Fact]
    public async Task whoever_wrote_it_is_told_that_another_publishes_and_gaps_are_named()
    {
        var tender = await app.DraftAsync();
        await tender.Buyer.Author.Http.SendCommandAsync(
            HttpMethod.Delete,
            $"/api/v1/tenders/{tender.Id}/requirements/{tender.Of(tender.GroundsLot, RequirementKind.Price).RequirementId}",
            new { }
        );
        await tender.Buyer.Author.Http.SendCommandAsync(
            HttpMethod.Delete,
            $"/api/v1/tenders/{tender.Id}/requirements/{tender.Of(tender.CleaningLot, RequirementKind.Price).RequirementId}",
            new { }
        );
        await app.SettledAsync();
        using var author = await Browsing.AsAsync(app, tender.Buyer.Author);
        var page = await author.GetAsync($"/buyer/tenders/{tender.Id}/publish");
        Assert.Contains("You wrote it, so another person publishes it", page.Html, StringComparison.Ordinal);
        Assert.Contains("Price counts under “Price”, but bids are not asked for a price under it.", Text(page), StringComparison.Ordinal);
        Assert.DoesNotContain("Publish now", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_pages_of_a_draft_are_there_for_its_author_alone()
    {
        var (buyer, author, path, _) = await BegunAsync();
        using var browser = author;
        using var rival = await Browsing.AsAsync(app, (await app.BuyerAsync("Another Council")).Author);
        using var opener = await Browsing.AsAsync(app, buyer.FirstOpener);
        using var enterprise = await Browsing.AsAsync(
            app,
            await app.PersonAsync("Amina Yusuf", await app.OrganisationAsync("Curious CIC", OrganisationKind.Enterprise), Roles.BidManager)
        );
        foreach (
            var page in new[]
            {
                "description",
                "lots",
                $"lots/{Guid.NewGuid()}",
                "criteria",
                "requirements",
                $"requirements/{Guid.NewGuid()}?kind=Question",
                "deadline",
                "openers",
                "documents",
            }
        )
        {
            Assert.Equal(HttpStatusCode.OK, (await author.GetAsync($"{path}/{page}")).Status);
            foreach (var other in new[] { rival, opener, enterprise })
                Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"{path}/{page}")).Status);
        }
    }
}
