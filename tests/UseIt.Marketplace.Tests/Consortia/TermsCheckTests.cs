using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Consortia;

public sealed class TermsCheckTests
{
    private static readonly Guid Grounds = Guid.NewGuid();
    private static readonly Guid Kitchen = Guid.NewGuid();
    private static readonly Guid Cleaners = Guid.NewGuid();
    private static readonly Guid Lot = Guid.NewGuid();
    private static readonly WorkPackage Mowing = new(Guid.NewGuid(), "Mowing", Lot, Grounds, [Cleaners], []);

    private static readonly Terms Agreed = new(
        Grounds,
        [new(Grounds, "lead", new(33.34m)), new(Kitchen, "catering", new(33.33m)), new(Cleaners, "cleaning", new(33.33m))],
        [Lot],
        [Mowing],
        null,
        "",
        "joint and several",
        "Heads of terms"
    );

    [Fact]
    public void takes_shares_of_33_34_33_33_and_33_33() => Assert.Empty(TermsCheck.Of(Agreed));

    [Fact]
    public void refuses_shares_that_miss_one_hundred_and_says_by_how_much()
    {
        Refusal refusal = Assert.Single(
            TermsCheck.Of(Agreed with { Members = [.. Agreed.Members.Select(member => member with { Share = new Share(33.33m) })] })
        );
        Assert.Equal(("shares-not-one-hundred", "members"), (refusal.Code, refusal.Field));
        Assert.Equal("The shares must add up to exactly 100.00%. They add up to 99.99%", refusal.Sentence);
    }

    [Fact]
    public void one_member_is_no_consortium_nobody_is_in_it_twice_and_the_lead_is_in_it()
    {
        Assert.Equal(
            ["consortium-too-small"],
            Codes(Agreed with { Members = [new(Grounds, "lead", Share.Whole)], WorkPackages = [Mowing with { Helpers = [] }] })
        );
        Assert.Equal(["member-twice"], Codes(Agreed with { Members = [.. Agreed.Members, new(Kitchen, "again", new(0m))] }));
        Assert.Equal(["lead-not-a-member"], Codes(Agreed with { LeadId = Guid.NewGuid() }));
    }

    [Fact]
    public void every_work_package_has_exactly_one_accountable_member()
    {
        Assert.Equal(["accountable-not-a-member"], Codes(Agreed with { WorkPackages = [Mowing with { Accountable = Guid.NewGuid() }] }));
        Assert.Equal(["work-package-twice"], Codes(Agreed with { WorkPackages = [Mowing, Mowing with { Accountable = Kitchen }] }));
        Assert.Equal(["accountable-also-helps"], Codes(Agreed with { WorkPackages = [Mowing with { Helpers = [Grounds] }] }));
        Assert.Equal(["helper-not-a-member"], Codes(Agreed with { WorkPackages = [Mowing with { Helpers = [Guid.NewGuid()] }] }));
    }

    [Fact]
    public void every_lot_has_work_and_all_work_is_in_a_lot()
    {
        Assert.Equal(["work-packages-missing", "lot-without-work-package"], Codes(Agreed with { WorkPackages = [] }));
        Assert.Equal(["lot-without-work-package"], Codes(Agreed with { Lots = [Lot, Guid.NewGuid()] }));
        Assert.Equal(
            ["work-package-outside-lots"],
            Codes(Agreed with { WorkPackages = [Mowing, Mowing with { WorkPackageId = Guid.NewGuid(), LotId = Guid.NewGuid() }] })
        );
    }

    private static IEnumerable<string> Codes(Terms terms) => TermsCheck.Of(terms).Select(refusal => refusal.Code);
}
