using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class PublishingDoubtsDecisions
{
    private static readonly Guid Lot = Guid.CreateVersion7();
    private static readonly Criterion Method = new(Guid.CreateVersion7(), CriterionKind.Quality, "Method", "", 100, 5);

    // Monday 7 December 2026, 9am.
    private static readonly DateTimeOffset Now = new(2026, 12, 7, 9, 0, 0, TimeSpan.Zero);

    private static readonly TenderSheet Sound = new(Guid.CreateVersion7(), Guid.CreateVersion7())
    {
        Estimate = new Estimate(new Money(90_000), new Money(108_000)),
        Lots =
        [
            new LotSheet(Lot, "Grounds", "", ["77310000"], [], new Estimate(new Money(60_000), new Money(72_000))),
            new LotSheet(Guid.CreateVersion7(), "Cleaning", "", ["90910000"], [], new Estimate(new Money(30_000), new Money(36_000))),
        ],
        Criteria = [Method],
        Requirements = [new Requirement(Guid.CreateVersion7(), Lot, RequirementKind.Question, "Method", "How?", true, Method.CriterionId)],
        // A Friday.
        Deadline = new DateTimeOffset(2027, 1, 15, 12, 0, 0, TimeSpan.Zero),
        QuestionsUntil = new DateTimeOffset(2027, 1, 8, 12, 0, 0, TimeSpan.Zero),
        Contract = new Period(new DateOnly(2027, 4, 1), new DateOnly(2030, 3, 31)),
    };

    [Fact]
    public void a_sound_tender_is_asked_nothing() => Assert.Empty(PublishingDoubts.Of(Sound, Now));

    [Fact]
    public void lots_that_do_not_come_to_the_whole_are_asked_about_like_with_like()
    {
        Asked(Sound with { Estimate = new Estimate(new Money(95_000), new Money(108_000)) }, "The lots come to £90,000 without VAT");
        Asked(Sound with { Estimate = new Estimate(null, new Money(100_000)) }, "The lots come to £108,000 with VAT");
        Assert.Empty(PublishingDoubts.Of(Sound with { Lots = [Sound.Lots[0] with { Estimate = new Estimate() }] }, Now));
        Asked(Sound with { Estimate = new Estimate(new Money(90_000), new Money(9_000)), Lots = [] }, "is less than the one without");
        Asked(Sound with { Estimate = new Estimate(new Money(90_000), new Money(1_080_000)), Lots = [] }, "more than ten times");
        Asked(
            Sound with
            {
                Estimate = new Estimate(),
                Lots = [Sound.Lots[0] with { Estimate = new Estimate(new Money(0)) }],
            },
            "The estimated value of “Grounds” is £0"
        );
    }

    [Theory]
    [InlineData("2027-01-17T12:00:00Z", "on which most people do not work")]
    [InlineData("2027-01-01T12:00:00Z", "on which most people do not work")]
    [InlineData("2027-01-15T23:59:00Z", "at an hour when nobody may be there to help")]
    [InlineData("2027-01-15T08:59:00Z", "at an hour when nobody may be there to help")]
    [InlineData("2027-06-15T16:30:00Z", null)]
    [InlineData("2027-06-15T16:31:00Z", "at an hour when nobody may be there to help")]
    public void sundays_holidays_and_nights_are_asked_about_by_the_clock_of_the_uk(string deadline, string? said)
    {
        var at = DateTimeOffset.Parse(deadline, System.Globalization.CultureInfo.InvariantCulture);
        var tender = Sound with { Deadline = at, QuestionsUntil = at.AddDays(-10), Contract = null };
        if (said is null)
            Assert.Empty(PublishingDoubts.Of(tender, Now));
        else
            Asked(tender, said);
    }

    [Fact]
    public void a_short_time_to_bid_is_counted_in_working_days()
    {
        // From a Monday to the Friday of the next week: nine days; to the Monday after: ten.
        Asked(Due(18, 10), "Bidders have 9 working days");
        Assert.Empty(PublishingDoubts.Of(Due(21, 14), Now));
    }

    [Fact]
    public void questions_that_nobody_could_answer_in_time_are_asked_about()
    {
        Asked(Sound with { QuestionsUntil = null }, "an answer leaves 0 working days");
        Asked(Sound with { QuestionsUntil = Now }, "The time for questions is over already");
    }

    [Fact]
    public void a_contract_that_begins_before_bids_are_in_or_lasts_hardly_a_day_is_asked_about()
    {
        Asked(Sound with { Contract = new Period(new DateOnly(2027, 1, 15), new DateOnly(2028, 1, 14)) }, "before bids are in");
        Asked(Sound with { Contract = new Period(new DateOnly(2027, 4, 1), new DateOnly(2027, 4, 2)) }, "less than a week");
    }

    [Fact]
    public void who_could_bid_is_counted_alone_and_together_and_small_numbers_are_not_told()
    {
        Requirement[] asked =
        [
            new(Guid.CreateVersion7(), Lot, RequirementKind.Capability, "Grounds work", "", true, null, ["77310000"]),
            new(Guid.CreateVersion7(), Lot, RequirementKind.Capability, "Tree surgery", "", true, null, ["77211500"]),
        ];
        EnterpriseProfile[] enterprises = [Doing("77310000", "77211500"), Doing("77310000"), Doing("77310000"), Doing("90910000")];
        var preview = CoveragePreview.Of(Sound.Lots[0], asked, enterprises);
        Assert.Equal((1, 3), (preview.Alone, preview.Part));
        Assert.Equal(["Tree surgery"], preview.Scarce);
        Assert.Equal(["fewer than 3", "fewer than 3", "3"], new[] { 0, 2, 3 }.Select(LotPreview.Told));
        var alone = Assert.Single(CoveragePreview.Asked(Sound.Lots[0], []));
        Assert.Equal(3, CoveragePreview.Of(Sound.Lots[0], [alone], enterprises).Alone);
    }

    private static TenderSheet Due(int day, int questions) =>
        Sound with
        {
            Deadline = new DateTimeOffset(2026, 12, day, 12, 0, 0, TimeSpan.Zero),
            QuestionsUntil = new DateTimeOffset(2026, 12, questions, 12, 0, 0, TimeSpan.Zero),
        };

    private static EnterpriseProfile Doing(params string[] cpv) =>
        new(
            Guid.CreateVersion7(),
            "Ladywood Grounds CIC",
            "CIC",
            "",
            null,
            true,
            [],
            [.. cpv.Select(c => new ProfileCapability(Guid.CreateVersion7(), "Work", [c], [], [], null))]
        );

    private static void Asked(TenderSheet tender, string said) =>
        Assert.Contains(said, Assert.Single(PublishingDoubts.Of(tender, Now)), StringComparison.Ordinal);
}

public sealed class PublishingDoubtsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task what_is_doubtful_is_published_only_when_it_is_meant_and_what_changed_meanwhile_is_looked_at_again()
    {
        var tender = await app.DraftAsync(deadline: Sunday(await app.NowAsync()));
        await app.EnterpriseAsync("Ladywood Grounds CIC");
        await app.SettledAsync();
        var path = $"/buyer/tenders/{tender.Id}/publish";
        using var approver = await Browsing.AsAsync(app, tender.Buyer.Approver);
        var page = await approver.GetAsync(path);
        Assert.Contains("on which most people do not work", page.Html, StringComparison.Ordinal);
        Assert.Contains("fewer than 3", page.Html, StringComparison.Ordinal);
        var asked = await approver.SendAsync(page, $"{path}?handler=Publish");
        Assert.Equal(PublishTenderPage.NotSure.Sentence, Assert.Single(asked.Mistakes).Sentence);
        Assert.Empty(await app.FactsAsync<TenderPublished>(tender.Id));

        await tender.Buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/description",
            new
            {
                title = "Hospital grounds, cleaning and more",
                description = "More than it was.",
                cpv = new[] { "77310000" },
                places = new[] { TenderSteps.Ladywood },
                estimate = new Estimate(new Money(90_000), new Money(108_000)),
                suitableForVcse = true,
            }
        );
        await app.SettledAsync();
        var changed = await approver.SendAsync(asked, $"{path}?handler=Publish", ("Sure", "true"));
        Assert.Equal(UseIt.Marketplace.Web.Shown.Changed.Sentence, Assert.Single(changed.Mistakes).Sentence);
        Assert.Contains("Hospital grounds, cleaning and more", changed.Html, StringComparison.Ordinal);
        Assert.Empty(await app.FactsAsync<TenderPublished>(tender.Id));
        var meant = await approver.SendAsync(changed, $"{path}?handler=Publish", ("Sure", "true"));
        Assert.Equal(System.Net.HttpStatusCode.Found, meant.Status);
        Assert.Single(await app.FactsAsync<TenderPublished>(tender.Id));
    }

    private static DateTimeOffset Sunday(DateTimeOffset now)
    {
        var day = UkTime.DayOf(now).AddDays(30);
        while (day.DayOfWeek != DayOfWeek.Sunday)
            day = day.AddDays(1);
        return UkTime.StartOf(day).AddHours(12);
    }
}
