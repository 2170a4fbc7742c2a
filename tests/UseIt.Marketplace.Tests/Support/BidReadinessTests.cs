using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Tests.Support;

public sealed class BidReadinessTests
{
    private static readonly DateOnly Today = new(2026, 12, 1);

    private static readonly BidReadiness Ready = new(
        Guid.NewGuid(),
        [Guid.NewGuid()],
        [
            Item(BidReadyKind.Insurance, Today),
            Item(BidReadyKind.Policy),
            Item(BidReadyKind.Accounts),
            Item(BidReadyKind.Reference, Today.AddDays(1)),
        ]
    );

    [Fact]
    public void who_has_all_that_every_buyer_asks_for_is_ready_and_a_certificate_is_not_needed() => Assert.Empty(Ready.Missing(Today));

    [Fact]
    public void what_has_expired_is_missing_and_a_newer_one_of_its_kind_is_not()
    {
        Assert.Equal(["insurances"], Ready.Missing(Today.AddDays(1)));
        Assert.Equal(["insurances", "a reference"], Ready.Missing(Today.AddDays(2)));
        Assert.Equal(
            ["a reference"],
            (Ready with { Items = [.. Ready.Items, Item(BidReadyKind.Insurance, Today.AddYears(1))] }).Missing(Today.AddDays(2))
        );
    }

    [Fact]
    public void who_has_said_nothing_lacks_everything() =>
        Assert.Equal(["what it can do", "its bid-ready file"], BidReadiness.Of(Guid.NewGuid()).Missing(Today));

    private static ReadyItem Item(BidReadyKind kind, DateOnly? until = null) => new(Guid.NewGuid(), kind, until);
}
