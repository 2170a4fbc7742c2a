using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Tests.SocialValue;

public sealed class ProgressTests
{
    private static readonly Instalment[] Quarters =
    [
        new(new(2026, 3, 31), 2m),
        new(new(2026, 6, 30), 3m),
        new(new(2026, 9, 30), 3m),
        new(new(2026, 12, 31), 4m),
    ];

    private static readonly DateOnly MidYear = new(2026, 6, 30);

    [Fact]
    public void compares_what_was_promised_due_delivered_and_verified()
    {
        Progress progress = Progress.Of(
            12m,
            Quarters,
            [new(new(2026, 3, 20), 2m, Verified: 2m), new(new(2026, 6, 30), 2m, Verified: 1m), new(new(2026, 7, 1), 5m)],
            MidYear
        );
        Assert.Equal(new Progress(12m, 5m, 4m, 3m, 0m), progress);
        Assert.Equal(
            ("80%", "33.3%", "25%", "75%"),
            (
                Figure.Percent(progress.DeliveredOfDue),
                Figure.Percent(progress.DeliveredOfPromised),
                Figure.Percent(progress.VerifiedOfPromised),
                Figure.Percent(progress.VerifiedOfDelivered)
            )
        );
        Assert.Equal(ProgressStatus.Behind, progress.Status);
    }

    [Fact]
    public void missing_is_not_nothing()
    {
        Progress nothing = Progress.Of(12m, Quarters, [], MidYear);
        Assert.Equal((null, null, null), (nothing.Delivered, nothing.Verified, nothing.DeliveredOfDue));
        Assert.Equal(("Not recorded", "Not recorded"), (Figure.Number(nothing.Delivered), Figure.Percent(nothing.DeliveredOfDue)));
        Assert.Equal(ProgressStatus.NotRecorded, nothing.Status);

        Progress zero = Progress.Of(12m, Quarters, [new(new(2026, 6, 1), 0m)], MidYear);
        Assert.Equal(("0", "0%", ProgressStatus.Behind), (Figure.Number(zero.Delivered), Figure.Percent(zero.DeliveredOfDue), zero.Status));
    }

    [Fact]
    public void nothing_is_due_before_its_day_and_all_of_it_on_it()
    {
        IReadOnlyList<Instalment> plan = Progress.PlanOf(12m, MidYear);
        Assert.Equal((0m, ProgressStatus.NotYetDue), Of(new(2026, 6, 29)));
        Assert.Equal((12m, ProgressStatus.NotRecorded), Of(MidYear));
        Assert.Null(Progress.Of(12m, Progress.PlanOf(12m, null), [], MidYear).Due);

        (decimal?, ProgressStatus) Of(DateOnly day)
        {
            Progress progress = Progress.Of(12m, plan, [], day);
            return (progress.Due, progress.Status);
        }
    }

    [Fact]
    public void a_commitment_is_met_only_when_the_buyer_has_verified_it()
    {
        Assert.Equal(ProgressStatus.OnTrack, Progress.Of(5m, Progress.PlanOf(5m, MidYear), [new(MidYear, 5m)], MidYear).Status);
        Assert.Equal(ProgressStatus.Met, Progress.Of(5m, Progress.PlanOf(5m, MidYear), [new(MidYear, 5m, Verified: 5m)], MidYear).Status);
    }

    [Fact]
    public void disputed_delivery_is_delivered_and_not_verified()
    {
        Progress progress = Progress.Of(
            5m,
            Progress.PlanOf(5m, MidYear),
            [new(MidYear, 3m, Verified: 3m), new(MidYear, 2m, Verified: 2m, Disputed: true)],
            MidYear
        );
        Assert.Equal((5m, 3m, 2m), (progress.Delivered, progress.Verified, progress.Disputed));
    }

    [Fact]
    public void a_total_says_how_many_are_missing_from_it()
    {
        ProgressTotal total = ProgressTotal.Of([new(10m, 5m, 4m, 3m, 0m), new(6m, 6m, null, null, null), new(1m, null, null, null, null)]);
        Assert.Equal(new Progress(17m, 11m, 4m, 3m, 0m), total.Sum);
        Assert.Equal((3, 1, 2), (total.Commitments, total.WithoutPlan, total.WithoutEvidence));
        Assert.Null(ProgressTotal.Of([new(1m, null, null, null, null)]).Sum.Delivered);
    }

    [Fact]
    public void a_percentage_of_nothing_is_unknown() => Assert.Null(Figure.PercentOf(1m, 0m));

    [Theory]
    [InlineData("1234.505", "1,234.51 hours")]
    [InlineData("0", "0 hours")]
    [InlineData(null, "Not recorded")]
    public void a_figure_carries_its_unit(string? value, string shown) =>
        Assert.Equal(
            shown,
            new Figure(
                value is null ? null : decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
                "hours",
                MidYear,
                "commitment"
            ).Shown
        );
}
