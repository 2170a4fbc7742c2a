using UseIt.Marketplace.Developments;

namespace UseIt.Marketplace.Story;

/// <summary>
/// The new homes at the reservoir: what their developer owes the neighbourhood by days and by triggers, what the council has discharged,
/// and work let to enterprises nearby.
/// </summary>
internal static class TheQuarter
{
    private static readonly Guid Quarter = Teller.Id("development/quarter");

    private static Guid Owed(string key) => Teller.Id($"obligation/{key}");

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
            await tell.AsAsync(
                Cast.ManagerOf(Cast.Repairs),
                new ExpectPackage(Quarter, Teller.Id($"works-package/{key}"), title, tell.Day(opens), tell.Day(starts))
            );
    }

    private static async Task DeliverAsync(Teller tell)
    {
        foreach (var (key, supplier) in new[] { ("fitting", Cast.Builders), ("planting", Cast.Gardeners) })
            await tell.AsAsync(
                Cast.ManagerOf(Cast.Repairs),
                new LetPackage(Quarter, Teller.Id($"works-package/{key}"), supplier.Id, tell.Day(-60))
            );
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
    }
}
