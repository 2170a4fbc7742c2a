using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class BuyerTendersTests
{
    private static readonly Guid Award = new("0193a5a0-0000-7000-8000-000000000001");
    private static readonly Guid Lot = new("0193a5a0-0000-7000-8000-000000000002");

    [Fact]
    public void the_list_says_how_far_the_award_is()
    {
        var view = new BuyerTenders();
        var row = new BuyerTender(
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            "Hospital grounds",
            Guid.CreateVersion7(),
            DateTimeOffset.UnixEpoch
        )
        {
            Stage = TenderStage.Closed,
            Opened = [BidPart.Quality, BidPart.Price],
        };
        Assert.Equal("Prices opened", BuyerTenderPage.StageOf(row));

        var decided = After(new AwardApproved(Award, row.TenderId, Lot, Guid.CreateVersion7()), row);
        Assert.Equal("Award decided", BuyerTenderPage.StageOf(decided));
        var awarded = After(
            new AwardConfirmed(Award, row.TenderId, row.BuyerId, Lot, Guid.CreateVersion7(), null, [], new Money(45_400m)),
            decided
        );
        Assert.Equal("Awarded", BuyerTenderPage.StageOf(awarded));
        Assert.Equal(
            "Prices opened",
            BuyerTenderPage.StageOf(After(new AwardCancelled(Award, row.TenderId, Lot, "Funding withdrawn"), decided))
        );

        BuyerTender After(object fact, BuyerTender before)
        {
            var e = LogSteps.Stored(Award, fact, DateTimeOffset.UnixEpoch);
            return view.Apply(Assert.Single(view.Keys(e)), before, e)!;
        }
    }
}
