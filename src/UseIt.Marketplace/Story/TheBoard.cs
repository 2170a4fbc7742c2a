using UseIt.Marketplace.Needs;

namespace UseIt.Marketplace.Story;

/// <summary>A need met, raised beds dug by a supplier of the hospital and counted towards its contract; and one that is open.</summary>
internal static class TheBoard
{
    private const string Soho = "E05011168";

    private static readonly Guid Beds = Teller.Id("need/beds");
    private static readonly Guid Ramp = Teller.Id("need/ramp");

    // The contract for the hospital's grounds, and the hours that were promised in it.
    private static readonly Guid Grounds = Contracts.Contract.IdOf(
        Awards.Award.IdOf(Awards.Evaluation.IdOf(Teller.Id("tender/grounds"), Teller.Id("lot/grounds")))
    );
    private static readonly Guid Volunteering = Contracts.Commitment.IdOf(
        Teller.Id("requirement/grounds/volunteering"),
        Teller.Id("bid/green")
    );
    private static readonly Guid Dug = Teller.Id("need-offer/gardeners");

    public static void Tell(Teller tell)
    {
        tell.Scene(
            "A lunch club needs raised beds",
            tell.At(-98, 11),
            async () =>
            {
                await tell.AsAsync(
                    Cast.ManagerOf(Cast.Kitchen),
                    new PostNeed(
                        Beds,
                        Cast.Kitchen.Id,
                        "Four raised beds for the lunch club",
                        "Waist high, beside the hall, so that people who sit can plant herbs",
                        Soho,
                        tell.Day(-60)
                    )
                );
                await tell.AsAsync(
                    Cast.ManagerOf(Cast.Gardeners),
                    new OfferForNeed(
                        Beds,
                        Dug,
                        Cast.Gardeners.Id,
                        "Two days with six volunteers, beds from reused boards",
                        tell.Day(-70),
                        24,
                        "hours"
                    )
                );
                await tell.AsAsync(
                    Cast.ManagerOf(Cast.Builders),
                    new OfferForNeed(Beds, Teller.Id("need-offer/builders"), Cast.Builders.Id, "New timber at cost", tell.Day(-65))
                );
            }
        );
        tell.Scene(
            "The raised beds are dug",
            tell.At(-70, 17),
            async () =>
            {
                await tell.AsAsync(Cast.ManagerOf(Cast.Kitchen), new AcceptNeedOffer(Beds, Dug));
                await tell.AsAsync(Cast.ManagerOf(Cast.Gardeners), new AttributeNeedOffer(Beds, Grounds, Volunteering));
                await tell.AsAsync(
                    Cast.ManagerOf(Cast.Gardeners),
                    new ReportNeedDone(Beds, tell.Day(-71), "Four beds stand beside the hall, filled and planted")
                );
                await tell.AsAsync(
                    Cast.ManagerOf(Cast.Kitchen),
                    new ConfirmNeed(Beds, Met: true, "Eleven people plant every Tuesday, three of them from wheelchairs")
                );
            }
        );
        tell.Scene(
            "A friends' group needs a ramp",
            tell.At(-9, 11),
            () =>
                tell.AsAsync(
                    Cast.Adviser,
                    new PostNeed(
                        Ramp,
                        Cast.Ise.Id,
                        "A ramp at the side door of the church hall",
                        "Four metres, with a rail, for prams and wheelchairs",
                        Soho,
                        tell.Day(50),
                        "Friends of the hall (invented)"
                    )
                )
        );
    }
}
