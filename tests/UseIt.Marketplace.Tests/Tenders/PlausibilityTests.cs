using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Tenders;

/// <summary>What is promised against what the contract is worth: like with like, by the rates of its day.</summary>
public sealed class PlausibilityTests
{
    private static readonly DateOnly Summer = new(2026, 6, 1);

    [Theory]
    [InlineData(10_000, "hours", 100_000, "£127,100", "£12.71 an hour")]
    [InlineData(2, "full-time equivalents", 40_000, "£49,569", "each paid for one year")]
    [InlineData(2, "FTE", 40_000, "£49,569", "£12.71 an hour")]
    [InlineData(200, "weeks", 40_000, "£48,000", "£8.00 an hour")]
    [InlineData(50_000, "£", 40_000, "£50,000", "it is more")]
    public void more_than_the_value_could_pay_for_is_doubted_with_its_reckoning(int quantity, string unit, int value, params string[] said)
    {
        var doubt = Doubt(quantity, unit, value);
        Assert.NotNull(doubt);
        Assert.Contains($"the contract's value is {new Money(value)}", doubt, StringComparison.Ordinal);
        Assert.All(said, s => Assert.Contains(s, doubt, StringComparison.Ordinal));
        // A hundredth of it can well be.
        Assert.Null(Doubt(quantity / 100m, unit, value));
    }

    [Theory]
    [InlineData(1_000_000, "people")]
    [InlineData(1_000_000, "tonnes of CO2e")]
    [InlineData(7_800, "hours")]
    [InlineData(100_000, "£")]
    public void what_cannot_be_compared_or_can_be_paid_is_not_doubted(int quantity, string unit) =>
        Assert.Null(Doubt(quantity, unit, 100_000));

    [Fact]
    public void a_full_time_equivalent_of_a_short_contract_is_paid_for_its_time_by_the_rates_of_its_beginning()
    {
        var half = new Period(new(2025, 5, 1), new(2025, 10, 30));
        Assert.Null(Plausibility.Doubt(2, "FTE", new Money(24_000), "the contract's value", half, Summer));
        var doubt = Plausibility.Doubt(4, "FTE", new Money(24_000), "the contract's value", half, Summer);
        Assert.Contains("£12.21 an hour", doubt, StringComparison.Ordinal);
        Assert.Contains("each paid for the length of the contract", doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void without_a_value_in_pounds_nothing_is_doubted()
    {
        Assert.Null(Plausibility.Doubt(1_000_000, "hours", null, "the contract's value", null, Summer));
        Assert.Null(Plausibility.Doubt(1_000_000, "hours", new Money(1, "EUR"), "the contract's value", null, Summer));
    }

    [Fact]
    public void a_lot_is_worth_what_was_published_of_it_or_else_of_the_tender()
    {
        var (tender, first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        LotAdded Lot(Guid id, Estimate estimate) => new(tender, id, "Lot", "Words", [], [], estimate);
        object[] facts =
        [
            new TenderDescribed(tender, "Grounds", "Words", [], [], new Estimate(new Money(90_000)), null, true, null),
            Lot(first, new Estimate(new Money(30_000), new Money(36_000))),
            Lot(second, new Estimate()),
        ];
        var procurement = facts.Aggregate(Procurement.Empty, (state, fact) => state.Evolve(fact));
        Assert.Equal((new Money(30_000), new Money(90_000)), (procurement.ValueOf(first), procurement.ValueOf(second)));
        Assert.Null(Procurement.Empty.ValueOf(first));
    }

    private static string? Doubt(decimal quantity, string unit, decimal value) =>
        Plausibility.Doubt(quantity, unit, new Money(value), "the contract's value", null, Summer);
}
