using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Consortia;

public sealed class ConsortiumSharesTests
{
    private static readonly Guid Grounds = Guid.NewGuid();
    private static readonly Guid Kitchen = Guid.NewGuid();
    private static readonly Guid Cleaners = Guid.NewGuid();

    [Fact]
    public void shares_follow_the_prices_of_the_work_and_add_up()
    {
        IReadOnlyList<(Guid OrganisationId, Share Share)> shares = ConsortiumShares.FromPrices([
            (Grounds, new Money(20_000m)),
            (Kitchen, new Money(10_000m)),
            (Cleaners, new Money(3_721m)),
        ]);
        Assert.Equal([59.31m, 29.66m, 11.03m], shares.Select(share => share.Share.Percent));
        Assert.True(Share.AddUpToWhole(shares.Select(share => share.Share)));
    }

    [Fact]
    public void a_payment_reaches_the_members_to_the_last_penny()
    {
        IReadOnlyList<(Guid OrganisationId, Money Part)> parts = ConsortiumShares.Divide(
            new Money(1_234.57m),
            [new(Grounds, "lead", new(33.34m)), new(Kitchen, "catering", new(33.33m)), new(Cleaners, "cleaning", new(33.33m))]
        );
        Assert.Equal(new Money(1_234.57m), Money.Sum(parts.Select(part => part.Part)));
        Assert.Equal([411.61m, 411.48m, 411.48m], parts.Select(part => part.Part.Amount));
    }
}
