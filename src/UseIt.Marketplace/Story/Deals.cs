using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Story;

/// <summary>
/// What was bought: two contracts, one of them being delivered and one just begun, one award in its standstill, one tender closed, three
/// open, and the consortia around them.
/// </summary>
internal static class Deals
{
    private static readonly Asked Jobs = new("jobs", "Jobs for local people", "1a", "full-time equivalents");
    private static readonly Asked Apprentices = new("apprentices", "Apprenticeships", "1b", "apprentices");
    private static readonly Asked Volunteering = new("volunteering", "Time given to the neighbourhood", "7a", "hours");
    private static readonly Asked Carbon = new("carbon", "Carbon saved", "4a", "tonnes of CO2e");

    public static void Tell(Teller tell)
    {
        Delivering(tell);
        Begun(tell);
        Awarded(tell);
        Closed(tell);
        Open(tell);
    }

    private static void Delivering(Teller tell)
    {
        var grounds = new Procurement(
            tell,
            "grounds",
            Office.Hospital,
            "Hospital grounds and courtyards",
            "Keep the grounds of the new hospital and its winter garden, with people from the wards around it.",
            "77314000",
            46_000,
            RegimeCodes.PrivateVoluntary,
            Jobs,
            Apprentices,
            Volunteering,
            Carbon
        )
        {
            Said = [TheNetwork.OnGrounds],
        };
        grounds.Publish(-215, -190);
        grounds.Question(
            -205,
            Cast.Repairs,
            "May a consortium share the machines of the trust?",
            "Yes, by a written loan for each season."
        );
        grounds.Extend(-200, -186, "The site plan was published late");
        var green = new Offer(
            tell,
            grounds,
            "green",
            "Three teams, each led by someone who trained with us; electric machines throughout.",
            45_400,
            Promise(("jobs", 6), ("apprentices", 4), ("volunteering", 200), ("carbon", 10.5m)),
            Cast.Grounds,
            Cast.Gardeners,
            Cast.Recycle
        );
        var rivals = new Offer(
            tell,
            grounds,
            "rivals",
            "One team and seasonal help.",
            43_900,
            Promise(("jobs", 3), ("apprentices", 1), ("volunteering", 80), ("carbon", 4)),
            Cast.Cleaners,
            Cast.Repairs
        );
        var alone = new Offer(
            tell,
            grounds,
            "alone",
            "With our own crew.",
            44_700,
            Promise(("jobs", 2), ("apprentices", 2), ("volunteering", 40), ("carbon", 2)),
            Cast.Builders
        );
        green.Agree(-202, "Green Ladywood");
        rivals.Agree(-198, "Clean and Sound");
        alone.Submit(-191);
        rivals.Submit(-189);
        green.Submit(-188);
        grounds.Close(-186);
        grounds.Clarify(
            -184,
            "Your bid does not say who drives the machines in winter. Explain how you cover illness and holidays.",
            [
                (green, "Two of our members train drivers. Four people hold the certificate, and two more will by October."),
                (rivals, "Our depots lend each other drivers."),
                (alone, "Three drivers are employed all year, and an agency stands in within a day."),
            ]
        );
        grounds.Award(-185, [(green, 5, 5), (rivals, 4, 3), (alone, 3, 2)]);
        grounds.Sign(-155, Cast.ContractManager, green.Members);
        Delivery(tell, grounds, green);
    }

    private static void Delivery(Teller tell, Procurement deal, Offer offer)
    {
        Guid Evidence(string name) => Teller.Id($"evidence/{name}");
        Task Record(Company by, string commitment, string name, decimal quantity, int from, int to, string statement) =>
            tell.AsAsync(
                Cast.ManagerOf(by),
                new RecordEvidence(
                    deal.Contract,
                    deal.Commitment(commitment, offer),
                    Evidence(name),
                    quantity,
                    new Period(tell.Day(from), tell.Day(to)),
                    statement
                )
            );
        Task Verify(string commitment, string name, decimal quantity, string? remark = null) =>
            tell.AsAsync(
                Cast.ContractManager,
                new VerifyEvidence(deal.Contract, deal.Commitment(commitment, offer), Evidence(name), quantity, remark)
            );

        tell.Scene(
            "A first quarter of delivery",
            tell.At(-75, 10),
            async () =>
            {
                await Record(Cast.Grounds, "jobs", "jobs-1", 4, -150, -80, "Four people from Ladywood and Soho started work");
                await Verify("jobs", "jobs-1", 4);
                await Record(Cast.Gardeners, "volunteering", "hours-1", 120, -150, -80, "Planting days with two schools");
                await tell.AsAsync(
                    Cast.ContractManager,
                    new DisputeEvidence(
                        deal.Contract,
                        deal.Commitment("volunteering", offer),
                        Evidence("hours-1"),
                        "The attendance sheets show 90 hours"
                    )
                );
                await Record(Cast.Recycle, "carbon", "carbon-1", 6.2m, -150, -80, "Electric machines instead of petrol, by fuel records");
                await Verify("carbon", "carbon-1", 6.2m);
            }
        );
        tell.Scene(
            "What was disputed is corrected, and a promise lapses",
            tell.At(-60, 10),
            async () =>
            {
                await tell.AsAsync(
                    Cast.ManagerOf(Cast.Gardeners),
                    new CorrectEvidence(
                        deal.Contract,
                        deal.Commitment("volunteering", offer),
                        Evidence("hours-1"),
                        90,
                        "Travelling had been counted"
                    )
                );
                await Verify("volunteering", "hours-1", 90);
                await Record(Cast.Grounds, "apprentices", "apprentices-1", 1, -150, -62, "One apprentice began in the summer");
                await Verify("apprentices", "apprentices-1", 1);
                await tell.AsAsync(
                    Cast.ContractManager,
                    new LapseCommitment(
                        deal.Contract,
                        deal.Commitment("apprentices", offer),
                        "The college closed its course; three places cannot be filled"
                    )
                );
            }
        );
        tell.Scene(
            "A second quarter of delivery",
            tell.At(-12, 10),
            async () =>
            {
                await Record(Cast.Grounds, "jobs", "jobs-2", 1, -79, -15, "One more person started work");
                await Record(Cast.Gardeners, "volunteering", "hours-2", 60, -79, -15, "Autumn planting");
                await Verify("volunteering", "hours-2", 55, "Five hours are without a sheet");
            }
        );
    }

    private static void Begun(Teller tell)
    {
        var meals = new Procurement(
            tell,
            "meals",
            Office.Hospital,
            "Fresh meals for the day clinics",
            "Lunches cooked nearby for patients and staff of the day clinics.",
            "55520000",
            39_000,
            RegimeCodes.PrivateVoluntary,
            Jobs,
            Volunteering
        )
        {
            Said = [TheNetwork.OnMeals],
        };
        meals.Publish(-66, -38);
        var table = new Offer(
            tell,
            meals,
            "table",
            "Cooked in Handsworth each morning, brought by electric van before noon.",
            37_800,
            Promise(("jobs", 3), ("volunteering", 60)),
            Cast.Kitchen,
            Cast.Wheels
        );
        var single = new Offer(
            tell,
            meals,
            "single",
            "Cooked and frozen weekly.",
            36_900,
            Promise(("jobs", 1), ("volunteering", 10)),
            Cast.Threads
        );
        table.Agree(-55, "Good Table");
        table.Submit(-40);
        single.Submit(-39);
        meals.Close(-38);
        meals.Award(-36, [(table, 5, 4), (single, 3, 1)]);
        meals.Sign(-8, Cast.ContractManager, table.Members);
    }

    private static void Awarded(Teller tell)
    {
        var signs = new Procurement(
            tell,
            "signs",
            Office.Hospital,
            "Signs and leaflets for the day clinics",
            "Printed nearby, in the languages that are read there.",
            "79810000",
            12_000,
            RegimeCodes.PrivateVoluntary,
            Jobs
        );
        signs.Publish(-48, -16);
        var printed = new Offer(
            tell,
            signs,
            "printed",
            "Two people more at the press, and proofs read by neighbours.",
            11_600,
            Promise(("jobs", 2)),
            Cast.Print
        );
        printed.Submit(-18);
        signs.Close(-16);
        signs.Award(-14, [(printed, 4, 4)]);
    }

    private static void Closed(Teller tell)
    {
        var voices = new Procurement(
            tell,
            "voices",
            Office.Hospital,
            "Interpreting in the maternity unit",
            "Interpreters in eleven languages, on call day and night.",
            "79540000",
            28_000,
            RegimeCodes.PrivateVoluntary,
            Jobs
        );
        voices.Publish(-30, -1);
        var tongues = new Offer(
            tell,
            voices,
            "tongues",
            "A rota of interpreters who live within two miles.",
            27_100,
            Promise(("jobs", 2)),
            Cast.Interpreters,
            Cast.Digital
        );
        tongues.Agree(-20, "Many Voices");
        tongues.Submit(-3);
        voices.Close(-1);
    }

    private static void Open(Teller tell)
    {
        var repairs = new Procurement(
            tell,
            "repairs",
            Office.Council,
            "Small repairs in council homes",
            "Day-to-day repairs in 400 homes in Ladywood and Soho.",
            "50700000",
            96_000,
            RegimeCodes.BelowNotifiable,
            Jobs,
            Apprentices
        );
        repairs.Publish(-11, 23);
        repairs.Question(-6, Cast.Builders, "Will materials be paid at cost?", "Yes, at cost with receipts, without a mark-up.");
        var sound = new Offer(
            tell,
            repairs,
            "sound",
            "Two vans, four trades, one telephone number.",
            94_000,
            Promise(("jobs", 4), ("apprentices", 3)),
            Cast.Repairs,
            Cast.Builders
        );
        sound.Agree(-4, "Sound Homes", waiting: true);

        var cleaning = new Procurement(
            tell,
            "cleaning",
            Office.Hospital,
            "Cleaning of the education centre",
            "Evening cleaning of seminar rooms and offices.",
            "90911200",
            33_000,
            RegimeCodes.PrivateVoluntary,
            Jobs,
            Volunteering
        );
        cleaning.Publish(-7, 18);
        new Offer(
            tell,
            cleaning,
            "corners",
            "The same two people every evening, paid the real living wage.",
            32_200,
            Promise(("jobs", 2), ("volunteering", 30)),
            Cast.Cleaners
        ).Begin(-2);

        var packs = new Procurement(
            tell,
            "packs",
            Office.Developer,
            "Welcome packs for 120 new homes",
            "Printed guides, seeds and reused furniture vouchers for people moving in.",
            "79810000",
            14_000,
            RegimeCodes.PrivateVoluntary,
            Jobs
        );
        packs.Publish(-3, 11);
    }

    private static Dictionary<string, decimal> Promise(params (string Name, decimal Quantity)[] promises) =>
        promises.ToDictionary(p => p.Name, p => p.Quantity);
}
