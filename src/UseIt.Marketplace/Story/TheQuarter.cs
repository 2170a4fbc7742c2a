using UseIt.Marketplace.Developments;

namespace UseIt.Marketplace.Story;

/// <summary>
/// The new homes at the reservoir: what their developer owes the neighbourhood by days and by triggers, who down the chain has taken on how
/// much of it, what the council has discharged, and work set aside for and let to enterprises nearby.
/// </summary>
internal static class TheQuarter
{
    private static readonly Guid Quarter = Teller.Id("development/quarter");

    private static Figure Contractor => Cast.ManagerOf(Cast.Repairs);

    private static Guid Owed(string key) => Teller.Id($"obligation/{key}");

    private static Guid Package(string key) => Teller.Id($"works-package/{key}");

    private static Guid Passed(Figure to) => Teller.Id($"obligation-flow/{to.For.Key}");

    public static void Tell(Teller tell)
    {
        tell.Scene("The reservoir quarter is registered, with what is owed for it", tell.At(-330, 10), () => RegisterAsync(tell));
        tell.Scene("Building begins at the reservoir", tell.At(-270, 9), () => BeginAsync(tell));
        tell.Scene("Obligations are delivered, and the council discharges one", tell.At(-40, 10), () => DeliverAsync(tell));
    }

    private static async Task RegisterAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.DeveloperAuthor,
            new RegisterDevelopment(
                Quarter,
                Cast.Developer.Id,
                Cast.Council.Id,
                "Reservoir Quarter (invented)",
                "Between the reservoir and the canal",
                "E05011151",
                120,
                "2025/00417/PA"
            )
        );
        foreach (var (key, name, from, to) in new[] { ("homes", "Homes by the canal", -270, 20), ("square", "The square", -60, 260) })
            await tell.AsAsync(
                Cast.DeveloperAuthor,
                new AddDevelopmentPhase(Quarter, Teller.Id($"phase/{key}"), name, tell.Day(from), tell.Day(to))
            );
        foreach (
            var (key, title, quantity, unit, due) in new[]
            {
                (
                    "apprentices",
                    "Apprentices from the wards around",
                    8m,
                    "apprentices",
                    new ObligationDue(ObligationTrigger.OnDay, tell.Day(90))
                ),
                (
                    "board",
                    "An employment board with the council",
                    1m,
                    "board",
                    new ObligationDue(ObligationTrigger.Commencement, WithinDays: 60)
                ),
                (
                    "path",
                    "A lit path to the water",
                    400m,
                    "metres",
                    new ObligationDue(ObligationTrigger.Occupation, Homes: 50, WithinDays: 28)
                ),
            }
        )
            await tell.AsAsync(Cast.DeveloperAuthor, new AgreeObligation(Quarter, Owed(key), title, quantity, unit, due));
    }

    private static async Task BeginAsync(Teller tell)
    {
        await tell.AsAsync(Cast.DeveloperAuthor, new RecordSiteProgress(Quarter, tell.Day(-270)));
        await tell.AsAsync(Cast.DeveloperAuthor, new AppointMainContractor(Quarter, Cast.Repairs.Id, tell.Day(-270)));
        foreach (
            var (key, title, opens, starts) in new[]
            {
                ("fitting", "Fitting out of 40 kitchens", -200, -150),
                ("planting", "Planting along the canal", -100, -50),
                ("cleaning", "Builders’ clean of the first homes", 10, 30),
            }
        )
            await tell.AsAsync(Contractor, new ExpectPackage(Quarter, Package(key), title, tell.Day(opens), tell.Day(starts)));
        await tell.AsAsync(Cast.DeveloperAuthor, new DeclareShare(Quarter, SetAsideFor.SocialEnterprises, 40));
        foreach (var key in new[] { "planting", "cleaning" })
            await tell.AsAsync(Contractor, new SetPackageAside(Quarter, Package(key), SetAsideFor.SocialEnterprises));
        await PassOnAsync(tell, Cast.DeveloperAuthor, Contractor, 6, "Building contract, schedule 7, clause 3 (invented)", -270);
    }

    private static async Task DeliverAsync(Teller tell)
    {
        foreach (var (key, supplier) in new[] { ("fitting", Cast.Builders), ("planting", Cast.Gardeners) })
            await tell.AsAsync(Contractor, new LetPackage(Quarter, Package(key), supplier.Id, tell.Day(-60)));
        await tell.AsAsync(
            Cast.DeveloperAuthor,
            new RecordObligationDelivery(
                Quarter,
                Owed("board"),
                Teller.Id("delivery/board"),
                1,
                tell.Day(-230),
                "The board met for the first time, with two residents on it"
            )
        );
        await tell.AsAsync(
            Cast.DeveloperAuthor,
            new RecordObligationDelivery(
                Quarter,
                Owed("apprentices"),
                Teller.Id("delivery/apprentices"),
                5,
                tell.Day(-45),
                "Five apprentices have begun with three suppliers"
            )
        );
        await tell.AsAsync(Cast.CouncilAuthor, new DischargeObligation(Quarter, Owed("board"), tell.Day(-41), "S106/2025/417/2"));
        await tell.AsAsync(Cast.DeveloperAuthor, new RecordSiteProgress(Quarter, tell.Day(-40), 34));
        var builder = Cast.ManagerOf(Cast.Builders);
        await PassOnAsync(tell, Contractor, builder, 2, "Subcontract 3, clause 11 (invented)", -58);
        await ProveAsync(tell, builder, Contractor, "builders", 2, -46, "Two apprenticeship agreements, seen at the site office");
        await ProveAsync(
            tell,
            Contractor,
            Cast.DeveloperAuthor,
            "contractor",
            4,
            -45,
            "Four agreements and the college’s list of starters"
        );
        // Sent back, and told again: the developer has yet to look.
        await ProveAsync(
            tell,
            Contractor,
            Cast.DeveloperAuthor,
            "fifth",
            1,
            -44,
            "A fifth has signed for the autumn",
            "A signature is no start. Tell it when the apprentice has begun"
        );
        await tell.AsAsync(
            Contractor,
            Delivered(tell, Contractor, "fifth-begun", 1, -41, "The fifth has begun: the college’s list of starters")
        );
    }

    /// <summary>Some of the apprentices are for the next to find, who agrees.</summary>
    private static async Task PassOnAsync(Teller tell, Figure from, Figure to, decimal apprentices, string agreement, int day)
    {
        await tell.AsAsync(
            from,
            new PassOnObligation(Quarter, Owed("apprentices"), Passed(to), to.For.Id, apprentices, agreement, tell.Day(day))
        );
        await tell.AsAsync(to, new AcceptPassedOn(Quarter, Passed(to)));
    }

    private static DeliverPassedOn Delivered(Teller tell, Figure by, string key, decimal apprentices, int day, string proof) =>
        new(Quarter, Passed(by), Teller.Id($"passed-on/{key}"), apprentices, tell.Day(day), proof);

    /// <summary>Who took it on tells what it did, and who passed it on says whether that counts.</summary>
    private static async Task ProveAsync(
        Teller tell,
        Figure by,
        Figure from,
        string key,
        decimal apprentices,
        int day,
        string proof,
        string? notYet = null
    )
    {
        var told = Delivered(tell, by, key, apprentices, day, proof);
        await tell.AsAsync(by, told);
        await tell.AsAsync(from, new DecidePassedOn(Quarter, told.FlowId, told.DeliveryId, notYet is null, notYet));
    }
}
