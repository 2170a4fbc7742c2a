using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Story.FullSize;

namespace UseIt.Marketplace.Story;

/// <summary>
/// The Soho network, what its members do together, and two marketplaces: one led to the contract for the hospital's grounds, the other to
/// the one for its meals.
/// </summary>
internal static class TheNetwork
{
    // As many as the network had when it was full.
    private const int Forty = 40;

    private static readonly Guid Soho = Teller.Id("network/soho");
    private static readonly Guid BuiltDay = Teller.Id("gathering/built");
    private static readonly Guid FoodDay = Teller.Id("gathering/food");
    private static readonly Guid Thursday = Teller.Id("gathering/thursday");

    /// <summary>What the hospital said about its grounds and its meals before it bought.</summary>
    public static readonly Guid OnGrounds = Teller.Id("statement/grounds");

    /// <inheritdoc cref="OnGrounds"/>
    public static readonly Guid OnMeals = Teller.Id("statement/meals");

    private static readonly (Company Company, int Joined, string[] Sectors)[] Members =
    [
        (Cast.Grounds, -380, ["natural environment", "social inclusion"]),
        (Cast.Repairs, -380, ["built environment"]),
        (Cast.Kitchen, -380, ["food", "social inclusion"]),
        (Cast.Cleaners, -380, ["facilities", "ethnicities"]),
        (Cast.Wheels, -380, ["transport", "age diversity"]),
        (Cast.Threads, -380, ["art"]),
        (Cast.Print, -375, ["art", "criminal justice"]),
        (Cast.Recycle, -370, ["natural environment", "criminal justice"]),
        (Cast.Digital, -350, ["computer design"]),
        (Cast.Interpreters, -320, ["ethnicities"]),
        (Cast.Gardeners, -300, ["natural environment", "food"]),
        (Cast.Builders, -290, ["built environment", "criminal justice"]),
    ];

    private static readonly Meeting Built = new(
        BuiltDay,
        "Social enterprise in the built environment",
        "Grounds, repairs and what new homes need",
        -250,
        -263,
        [
            (Cast.Grounds, "Grounds kept with electric machines by people we trained"),
            (Cast.Gardeners, "Food gardens, orchards and planting days with schools"),
            (Cast.Recycle, "Reuse of what is taken out of buildings"),
            (Cast.Repairs, "Four trades, small works the same week"),
            (Cast.Builders, "Fitting out with young people coming home from prison"),
        ]
    );

    private static readonly Meeting Food = new(
        FoodDay,
        "Food for people who work and wait",
        "Meals near where they are cooked",
        -82,
        -95,
        [
            (Cast.Kitchen, "120 lunches a day, cooked the same morning"),
            (Cast.Wheels, "Electric vans on time, all over the west of the city"),
            (Cast.Gardeners, "Salad and herbs from half a mile away"),
            (Cast.Threads, "Aprons and linen, washed and mended"),
        ]
    );

    /// <summary>A marketplace of the story.</summary>
    private sealed record Meeting(
        Guid Id,
        string Title,
        string Theme,
        int Day,
        int Invited,
        IReadOnlyList<(Company Company, string Capability)> Enterprises
    );

    /// <summary>Who else of the programme belongs to it in the full story: those who were there by then.</summary>
    public static IReadOnlyList<SupportedEnterprise> Later { get; } =
    [.. Supported.Enterprises.Where(e => e.Quarter <= Quarters.Count / 2 && !e.FoundedMeanwhile).Take(Forty - Members.Length)];

    private static Guid Met(string key) => Teller.Id($"introduction/market/{key}");

    public static void Tell(Teller tell, StorySize size)
    {
        tell.Scene("The Soho network is formed", tell.At(-379, 18), () => FormAsync(tell));
        tell.Scene("The network has grown, and has clusters", tell.At(-285, 18), () => GrowAsync(tell, size));
        tell.Scene("A marketplace is prepared", tell.At(Built.Invited, 10), () => PrepareAsync(tell, Built));
        tell.Scene(
            "The built environment day",
            tell.At(Built.Day, 17),
            async () =>
            {
                await MeetAsync(tell, Built);
                await IntroduceAsync(tell, Built, "grounds", Cast.Grounds, "Grounds and courtyards of the new hospital");
                await IntroduceAsync(tell, Built, "gardeners", Cast.Gardeners, "A garden patients can eat from");
                await SayAsync(
                    tell,
                    Built,
                    OnGrounds,
                    "We will buy grounds maintenance for the new hospital within the year, in one lot, and want people from the wards around it to do it"
                );
                await PromiseAsync(tell, "grounds", Cast.Hospital, "The plan of the site, for everybody who was there", -240);
            }
        );
        tell.Scene(
            "What was promised at the built environment day is done",
            tell.At(-239, 10),
            () =>
                tell.AsAsync(
                    Cast.Adviser,
                    new RecordFollowUp(Cast.Hospital.Id, Met("grounds"), "The plan went to all who were there", tell.Day(-241))
                )
        );
        tell.Scene("The built environment day led to a tender", tell.At(-214, 10), () => LeadAsync(tell, "grounds", "gardeners"));
        tell.Scene("A second marketplace is prepared", tell.At(Food.Invited, 10), () => PrepareAsync(tell, Food));
        tell.Scene("The network has its Thursday", tell.At(-90, 18), () => ThursdayAsync(tell));
        tell.Scene(
            "The food day",
            tell.At(Food.Day, 17),
            async () =>
            {
                await MeetAsync(tell, Food);
                await IntroduceAsync(tell, Food, "kitchen", Cast.Kitchen, "Lunches for the day clinics");
                await IntroduceAsync(tell, Food, "wheels", Cast.Wheels, "Bringing meals before noon");
                await SayAsync(
                    tell,
                    Food,
                    OnMeals,
                    "Lunches for the day clinics will be bought this season; a kitchen and a carrier may bid together"
                );
                await PromiseAsync(tell, "kitchen", Cast.Kitchen, "A tasting for the dietitians", -70);
            }
        );
        tell.Scene(
            "The tasting",
            tell.At(-70, 14),
            () =>
                tell.AsAsync(
                    Cast.ManagerOf(Cast.Kitchen),
                    new RecordFollowUp(Cast.Hospital.Id, Met("kitchen"), "Five dishes were tasted in the hall", tell.Day(-70))
                )
        );
        tell.Scene("The food day led to a tender", tell.At(-64, 10), () => LeadAsync(tell, "kitchen", "wheels"));
    }

    private static async Task FormAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.Adviser,
            new FormNetwork(
                Soho,
                Cast.Ise.Id,
                "Soho Social Enterprise Network (invented)",
                "New markets first, then growing and working together",
                tell.Day(-380),
                ["age diversity", "ethnicities", "criminal justice", "social inclusion", "art", "computer design", "natural environment"]
            )
        );
        await AdmitAsync(tell, joined => joined <= -379);
    }

    private static async Task GrowAsync(Teller tell, StorySize size)
    {
        await AdmitAsync(tell, joined => joined > -379);
        if (size == StorySize.Full)
            foreach (var e in Later)
                await tell.AsAsync(Cast.Adviser, new AdmitNetworkMember(Soho, e.Company.Id, tell.Day(-286), [e.Trade.Capability]));
        foreach (
            var (key, name, purpose, members) in new (string, string, string, Company[])[]
            {
                ("food", "Food from here", "One order book for growing, cooking and carrying", [Cast.Kitchen, Cast.Gardeners, Cast.Wheels]),
                ("places", "Places", "Larger works than one can do alone", [Cast.Grounds, Cast.Repairs, Cast.Builders, Cast.Recycle]),
            }
        )
            await tell.AsAsync(
                Cast.Adviser,
                new FormCluster(Soho, Teller.Id($"cluster/{key}"), name, purpose, [.. members.Select(m => m.Id)])
            );
    }

    private static async Task AdmitAsync(Teller tell, Func<int, bool> when)
    {
        foreach (var (company, joined, sectors) in Members.Where(m => when(m.Joined)))
            await tell.AsAsync(Cast.Adviser, new AdmitNetworkMember(Soho, company.Id, tell.Day(joined), sectors));
    }

    private static async Task PrepareAsync(Teller tell, Meeting day)
    {
        await tell.AsAsync(
            Cast.Adviser,
            new PlanGathering(
                day.Id,
                Cast.Ise.Id,
                GatheringKind.Marketplace,
                day.Title,
                day.Theme,
                Cast.Hospital.Id,
                "The church hall",
                tell.Day(day.Day),
                Soho
            )
        );
        await tell.AsAsync(
            Cast.Adviser,
            new InviteToGathering(day.Id, [Cast.Hospital.Id, Cast.Council.Id, .. day.Enterprises.Select(e => e.Company.Id)])
        );
        await tell.AsAsync(Cast.ContractManager, new AnswerGatheringInvitation(day.Id, Coming: true));
        await tell.AsAsync(Cast.CouncilAuthor, new AnswerGatheringInvitation(day.Id, Coming: day == Built));
        foreach (var (company, capability) in day.Enterprises)
            await tell.AsAsync(Cast.ManagerOf(company), new AnswerGatheringInvitation(day.Id, Coming: true, capability));
    }

    private static Task MeetAsync(Teller tell, Meeting day) =>
        tell.AsAsync(
            Cast.Adviser,
            new RecordAttendance(
                day.Id,
                [Cast.Hospital.Id, .. day == Built ? [Cast.Council.Id] : Array.Empty<Guid>(), .. day.Enterprises.Select(e => e.Company.Id)]
            )
        );

    private static Task IntroduceAsync(Teller tell, Meeting day, string key, Company enterprise, string about) =>
        tell.AsAsync(Cast.Adviser, new MakeIntroduction(Cast.Hospital.Id, day.Id, Met(key), enterprise.Id, about));

    private static Task SayAsync(Teller tell, Meeting day, Guid statement, string words) =>
        tell.AsAsync(Cast.Adviser, new RecordMarketStatement(Cast.Hospital.Id, day.Id, statement, words));

    private static Task PromiseAsync(Teller tell, string key, Company by, string what, int due) =>
        tell.AsAsync(Cast.Adviser, new PromiseFollowUp(Cast.Hospital.Id, Met(key), by.Id, what, tell.Day(due)));

    private static async Task LeadAsync(Teller tell, string tender, string also)
    {
        var bought = Teller.Id($"tender/{(tender == "kitchen" ? "meals" : tender)}");
        foreach (var key in new[] { tender, also })
            await tell.AsAsync(Cast.Adviser, new LinkIntroductionToTender(Cast.Hospital.Id, Met(key), bought));
    }

    private static async Task ThursdayAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.Adviser,
            new PlanGathering(
                Thursday,
                Cast.Ise.Id,
                GatheringKind.Meeting,
                "First Thursday: what is a fair price?",
                "Pricing together",
                Cast.Ise.Id,
                "The community kitchen",
                tell.Day(-90),
                Soho
            )
        );
        await tell.AsAsync(Cast.Adviser, new InviteToGathering(Thursday, [.. Members.Select(m => m.Company.Id)]));
        foreach (var (company, _, _) in Members.Take(8))
            await tell.AsAsync(Cast.ManagerOf(company), new AnswerGatheringInvitation(Thursday, Coming: true));
        await tell.AsAsync(Cast.Adviser, new RecordAttendance(Thursday, [.. Members.Take(8).Select(m => m.Company.Id)]));
    }
}
