using UseIt.Marketplace.CommunityAssets;

namespace UseIt.Marketplace.Tests.CommunityAssets;

public sealed class CommunityValueRulesTests
{
    private static readonly CommunityValueFacts Nothing = new(null, null, null, null, null);

    [Fact]
    public void a_decision_is_due_eight_weeks_after_the_nomination_until_there_is_one()
    {
        Assert.Equal(new DateOnly(2026, 6, 29), Days(Nothing with { Nominated = new DateOnly(2026, 5, 4) }).DecisionDue);
        Assert.Null(
            Days(Nothing with { Nominated = new DateOnly(2026, 5, 4), Listed = false, Decided = new DateOnly(2026, 6, 1) }).DecisionDue
        );
    }

    [Fact]
    public void a_listing_lapses_after_five_years_also_from_a_leap_day()
    {
        var listed = Nothing with { Nominated = new DateOnly(2024, 1, 8), Listed = true };
        Assert.Equal(new DateOnly(2029, 2, 28), Days(listed with { Decided = new DateOnly(2024, 2, 29) }).ListingLapses);
        Assert.Null(Days(listed with { Listed = false, Decided = new DateOnly(2024, 2, 29) }).ListingLapses);
    }

    [Fact]
    public void all_periods_of_a_disposal_run_from_the_day_the_council_received_the_notice()
    {
        var noticed = Listed() with { Notice = new DateOnly(2026, 8, 31) };
        var days = Days(noticed);
        Assert.Equal(new DateOnly(2026, 10, 12), days.RequestsUntil);
        Assert.Null(days.MoratoriumUntil);
        Assert.Equal(new DateOnly(2028, 2, 29), days.ProtectedUntil);
        // Asked on the last day, in time; a day later, not.
        Assert.Equal(new DateOnly(2027, 2, 28), Days(noticed with { BidRequested = new DateOnly(2026, 10, 12) }).MoratoriumUntil);
        Assert.Null(Days(noticed with { BidRequested = new DateOnly(2026, 10, 13) }).MoratoriumUntil);
    }

    [Fact]
    public void the_edition_in_force_on_the_day_of_the_notice_decides()
    {
        var shipped = CommunityValueRules.Editions[^1];
        var later = shipped with { Name = "Later", From = new DateOnly(2027, 1, 1), MoratoriumMonths = 12 };
        CommunityValueEdition[] editions = [shipped, later];
        var before = Listed() with { Notice = new DateOnly(2026, 12, 31), BidRequested = new DateOnly(2027, 1, 5) };
        Assert.Equal(new DateOnly(2027, 6, 30), CommunityValueRules.Of(before, editions).MoratoriumUntil);
        Assert.Equal(
            new DateOnly(2028, 1, 1),
            CommunityValueRules.Of(before with { Notice = new DateOnly(2027, 1, 1) }, editions).MoratoriumUntil
        );
        // Before there were rules, nothing follows.
        Assert.Null(Days(Nothing with { Nominated = new DateOnly(2010, 1, 1) }).DecisionDue);
    }

    [Fact]
    public void every_period_says_where_it_is_from()
    {
        foreach (var edition in CommunityValueRules.Editions)
            Assert.Equal(
                ["decisionWeeks", "from", "interimWeeks", "listingYears", "moratoriumMonths", "protectedMonths"],
                edition.Sources.Keys.Order(StringComparer.Ordinal)
            );
    }

    private static CommunityValueFacts Listed() =>
        Nothing with
        {
            Nominated = new DateOnly(2026, 1, 5),
            Listed = true,
            Decided = new DateOnly(2026, 2, 2),
        };

    private static CommunityValueDays Days(CommunityValueFacts facts) => CommunityValueRules.Of(facts, CommunityValueRules.Editions);
}
