using UseIt.Marketplace.Funding;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>
/// iSE’s small grants, and three who asked: a kitchen paid in parts as it spends, a printer told why not, and a sewing room that waits for
/// the rest of the panel.
/// </summary>
internal static class TheFund
{
    private static readonly Guid Oven = Teller.Id("grant/oven");
    private static readonly Guid Folding = Teller.Id("grant/folding");
    private static readonly Guid Bench = Teller.Id("grant/bench");

    public static void Tell(Teller tell)
    {
        tell.Scene("Two enterprises apply to iSE’s small grants", tell.At(-128, 10), () => ApplyAsync(tell));
        tell.Scene("A panel recommends, and its programme manager decides", tell.At(-112, 14), () => DecideAsync(tell));
        tell.Scene("The kitchen accepts its grant and spends the first of it", tell.At(-96, 11), () => AcceptAsync(tell));
        tell.Scene("The kitchen is paid a part and asks for the next; a third applies", tell.At(-16, 11), () => GoOnAsync(tell));
    }

    private static async Task ApplyAsync(Teller tell)
    {
        await AskAsync(
            tell,
            Cast.Kitchen,
            Oven,
            "A second oven and a cold store for the community kitchen",
            "A combination oven and a walk-in cold store, so that one kitchen can cook for day clinics at noon and for neighbours in the "
                + "evening. Six paid shifts a week depend on it.",
            7_500,
            -95,
            180
        );
        await AskAsync(
            tell,
            Cast.Print,
            Folding,
            "A folding machine for the print works",
            "A second-hand folding machine for leaflets and programmes, which are sent out to be folded today.",
            9_000,
            -90,
            90
        );
    }

    private static async Task DecideAsync(Teller tell)
    {
        await SayAsync(tell, Cast.Adviser, Oven, true, "Meals for the day clinics are ordered already, and one oven cannot cook them");
        await SayAsync(tell, Cast.GrantsManager, Oven, true, "The quotes are sound. A smaller cold store does as well for £1,500 less");
        // Who is a friend of the applicant says so, and others decide.
        await tell.AsAsync(Cast.ProgrammeManager, new DeclareGrantInterest(Oven, GrantInterest.FamilyOrFriends));
        await tell.AsAsync(
            Cast.GrantsManager,
            new DecideGrant(
                Oven,
                Offer: true,
                "Both who may recommend do: the work is there, and so are the people",
                new Money(6_000),
                ["The landlord agrees in writing to the cold store", "The kitchen’s insurance covers the new equipment"],
                tell.Day(-90)
            )
        );
        await SayAsync(tell, Cast.Adviser, Folding, false, "Too little is folded to keep the machine busy for more than a day a month");
        await SayAsync(tell, Cast.ProgrammeManager, Folding, false, "No customer has said that it would order more");
        await tell.AsAsync(
            Cast.GrantsManager,
            new DecideGrant(
                Folding,
                Offer: false,
                "The panel sees no orders yet that need the machine. Come again with letters of two customers"
            )
        );
    }

    private static async Task AcceptAsync(Teller tell)
    {
        var offered = await tell.FactAsync<GrantOffered>(Oven);
        await tell.AsAsync(Cast.ManagerOf(Cast.Kitchen), new AcceptGrant(Oven, offered.TermsSha256, "director", AcceptGrantPage.Statement));
        foreach (
            var (condition, reference) in offered
                .Terms.Conditions.Select(c => c.ConditionId)
                .Zip(["The landlord’s letter, in the grant’s folder", "The insurer’s schedule, page 2"])
        )
            await tell.AsAsync(Cast.GrantsManager, new MeetGrantCondition(Oven, condition, reference));
        await tell.AsAsync(
            Cast.ManagerOf(Cast.Kitchen),
            new AskForDrawdown(
                Oven,
                Teller.Id("drawdown/oven"),
                new Money(3_450),
                "The oven, delivered and connected: invoice 2207 (invented)"
            )
        );
    }

    private static async Task GoOnAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.GrantsManager,
            new SettleDrawdown(Oven, Teller.Id("drawdown/oven"), Paid: true, tell.Day(-82), "SG-014-1 (invented)")
        );
        await tell.AsAsync(
            Cast.ManagerOf(Cast.Kitchen),
            new AskForDrawdown(
                Oven,
                Teller.Id("drawdown/cold-store"),
                new Money(1_800),
                "First half of the cold store: invoice 318 of its builder (invented)"
            )
        );
        await AskAsync(
            tell,
            Cast.Threads,
            Bench,
            "An overlocker and a bench for two learners",
            "An industrial overlocker and a second bench, so that two people can learn linen repair beside those who know it.",
            4_800,
            30,
            210
        );
        // One of the panel has said yes; the other two have yet to say what binds them to the applicant.
        await SayAsync(tell, Cast.GrantsManager, Bench, true, "The hospital’s linen is work for two more, and both places are asked for");
    }

    private static Task AskAsync(
        Teller tell,
        Company applicant,
        Guid grant,
        string title,
        string description,
        decimal amount,
        int from,
        int until
    ) =>
        tell.AsAsync(
            Cast.ManagerOf(applicant),
            new ApplyForGrant(grant, applicant.Id, Cast.Ise.Id, title, description, new Money(amount), tell.Day(from), tell.Day(until))
        );

    /// <summary>Somebody of the panel whom nothing binds to the applicant recommends.</summary>
    private static async Task SayAsync(Teller tell, Figure panellist, Guid grant, bool yes, string why)
    {
        await tell.AsAsync(panellist, new DeclareGrantInterest(grant, GrantInterest.None));
        await tell.AsAsync(panellist, new RecommendGrant(grant, yes, why));
    }
}
