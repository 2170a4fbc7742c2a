using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Tests.Consortia;

public sealed class ConsortiumSharesTests
{
    private static readonly Guid Grounds = Guid.NewGuid();
    private static readonly Guid Kitchen = Guid.NewGuid();
    private static readonly Guid Cleaners = Guid.NewGuid();

    [Fact]
    public void three_members_may_share_33_34_33_33_and_33_33() =>
        Assert.Empty(ConsortiumShares.Check([new(Grounds, new(33.34m)), new(Kitchen, new(33.33m)), new(Cleaners, new(33.33m))]));

    [Fact]
    public void refuses_shares_that_miss_one_hundred_and_says_by_how_much()
    {
        Messaging.Refusal refusal = Assert.Single(
            ConsortiumShares.Check([new(Grounds, new(33.33m)), new(Kitchen, new(33.33m)), new(Cleaners, new(33.33m))]));
        Assert.Equal(("shares-not-one-hundred", "shares"), (refusal.Code, refusal.Field));
        Assert.Equal("The shares must add up to exactly 100.00%. They add up to 99.99%", refusal.Sentence);
    }

    [Fact]
    public void one_member_is_no_consortium_and_nobody_is_in_it_twice()
    {
        Assert.Equal(["consortium-too-small"], ConsortiumShares.Check([new(Grounds, Share.Whole)]).Select(refusal => refusal.Code));
        Assert.Equal([("member-twice", "members[1]")],
            ConsortiumShares.Check([new(Grounds, new(50m)), new(Grounds, new(50m))]).Select(refusal => (refusal.Code, refusal.Field)));
    }

    [Fact]
    public void every_work_package_has_exactly_one_accountable_member()
    {
        WorkPackage mowing = new(Guid.NewGuid(), "Mowing", [Grounds]);
        WorkPackage lunches = new(Guid.NewGuid(), "Lunches", []);
        WorkPackage windows = new(Guid.NewGuid(), "Windows", [Kitchen, Cleaners]);
        WorkPackage parking = new(Guid.NewGuid(), "Parking", [Guid.NewGuid()]);
        Assert.Equal(
            [
                ("nobody-accountable", "workPackages[1].accountable"),
                ("several-accountable", "workPackages[2].accountable"),
                ("accountable-not-a-member", "workPackages[3].accountable"),
            ],
            ConsortiumShares.Check([mowing, lunches, windows, parking], [Grounds, Kitchen, Cleaners]).Select(refusal => (refusal.Code, refusal.Field)));
        Assert.Empty(ConsortiumShares.Check([mowing], [Grounds]));
        Assert.Equal(["work-packages-missing"], ConsortiumShares.Check([], [Grounds]).Select(refusal => refusal.Code));
    }

    [Fact]
    public void shares_follow_the_prices_of_the_work_and_pass_the_check()
    {
        IReadOnlyList<MemberShare> shares = ConsortiumShares.FromPrices(
            [(Grounds, new Money(20_000m)), (Kitchen, new Money(10_000m)), (Cleaners, new Money(3_721m))]);
        Assert.Equal([59.31m, 29.66m, 11.03m], shares.Select(share => share.Share.Percent));
        Assert.Empty(ConsortiumShares.Check(shares));
    }

    [Fact]
    public void a_payment_reaches_the_members_to_the_last_penny()
    {
        IReadOnlyList<(Guid Member, Money Part)> parts = ConsortiumShares.Divide(
            new Money(1_234.57m), [new(Grounds, new(33.34m)), new(Kitchen, new(33.33m)), new(Cleaners, new(33.33m))]);
        Assert.Equal(new Money(1_234.57m), Money.Sum(parts.Select(part => part.Part)));
        Assert.Equal([411.61m, 411.48m, 411.48m], parts.Select(part => part.Part.Amount));
    }
}
