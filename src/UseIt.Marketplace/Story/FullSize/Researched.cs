using UseIt.Marketplace.Research;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story.FullSize;

/// <summary>
/// One piece of research beyond the three that the story follows: who asked and what, what was found, and who did what about it.
/// </summary>
internal sealed record Enquiry(
    string Key,
    Figure? By,
    string Title,
    string Question,
    string Method,
    string Finding,
    string Summary,
    string Recommendation,
    string? Used = null
)
{
    public Guid Id => Teller.Id($"research/{Key}");
    public Guid FindingId => Teller.Id($"finding/{Key}");
}

/// <summary>The research that was carried out: with two that the story follows, 24 pieces.</summary>
internal static class Researched
{
    // Nobody is trained before the first quarter's end.
    private const int First = 1;

    private static readonly Figure Hospital = Cast.Author;
    private static readonly Figure Council = Cast.CouncilAuthor;
    private static readonly Figure Developer = Cast.DeveloperAuthor;

    public static IReadOnlyList<Enquiry> Enquiries { get; } =
    [
        new(
            "buses",
            Hospital,
            "Getting to the new hospital",
            "How will people without a car get to the new hospital?",
            "Travelling along with 25 people",
            "Two changes of bus keep people away",
            "From Cape Hill and Lozells it takes two buses and more than an hour",
            "Ask for one direct route before the opening",
            "The hospital’s travel plan asks for a direct bus"
        ),
        new(
            "food",
            null,
            "Where we buy what we eat",
            "Where do people in Rotton Park buy fresh food, and what keeps them from it?",
            "Shopping diaries of 18 families",
            "Fresh food is far and the market is on a working day",
            "Who works on Thursdays never sees the market",
            "Open the market on Saturdays"
        ),
        new(
            "gp",
            Hospital,
            "Why people come to the emergency department first",
            "Why do people come here with what their doctor could treat?",
            "Talks in the waiting room on six evenings",
            "They have no doctor who answers",
            "Most had called at eight and been told to call again",
            "Show where appointments can be had the same day",
            "A desk in the waiting room now books appointments"
        ),
        new(
            "parks",
            Council,
            "Who uses Black Patch Park",
            "Who uses the park, who does not, and why?",
            "Counts at the gates and talks on benches",
            "Women come in the morning only",
            "After four nobody feels that anybody else is there",
            "Let a café stay open until dusk",
            "The lease of the lodge asks for opening until dusk"
        ),
        new(
            "homes",
            Developer,
            "What neighbours want from the new homes",
            "What would make the new homes good for those who live here already?",
            "Three evenings with models and string",
            "A shop and a path matter more than a tower",
            "Neighbours do not mind homes, they mind a wall",
            "Leave a way through to the water",
            "The plan of the second phase has a path"
        ),
        new(
            "carers",
            null,
            "Who cares for carers",
            "What do people who care for a parent at home need?",
            "Talks with 15 carers at their kitchen tables",
            "A night off, and somebody who speaks the language",
            "Respite care is known and not trusted",
            "Ask carers who come from the same street"
        ),
        new(
            "jobs",
            Hospital,
            "Why neighbours do not apply",
            "Why do so few people from here apply for jobs in the hospital?",
            "Reading advertisements together with 30 people",
            "Nobody understands the grades",
            "The words of an advertisement say that it is for others",
            "Write what somebody does all day",
            "Advertisements for support posts are written anew"
        ),
        new(
            "litter",
            Council,
            "Rubbish in back alleys",
            "Why is rubbish left in alleys, and what would change it?",
            "Walks with residents and collectors",
            "Nobody was told on which day",
            "Each landlord tells another day, and many tell none",
            "Paint the day on the alley’s gate",
            "Days are painted on forty gates"
        ),
        new(
            "youth",
            null,
            "A place that is ours",
            "What do 14 to 18 year olds want from a youth centre?",
            "Young researchers ask 60 others",
            "Late, warm and without a register",
            "Whoever has to sign in stays away",
            "Open a room without a register twice a week"
        ),
        new(
            "dementia",
            Hospital,
            "Dementia in our languages",
            "How is dementia spoken of in Punjabi, Bengali and Somali families?",
            "Group talks in three languages",
            "There is no word, and so nobody asks",
            "Families come when they can do no more",
            "Show a film in each language before the clinic",
            "Three films are shown in the clinic"
        ),
        new(
            "heating",
            null,
            "Cold homes",
            "What do people do when they cannot heat?",
            "Temperatures in 22 homes over five weeks",
            "One room is kept warm, and children do homework in bed",
            "Prepayment meters decide when it is warm",
            "Bring advice to where meters are topped up"
        ),
        new(
            "shops",
            Council,
            "What happens to Dudley Road’s shops",
            "What do shopkeepers need while the road is rebuilt?",
            "Visits to 41 shops",
            "Customers think that they are closed",
            "Fences hide doors that are open",
            "Signs with names of shops at each end",
            "Signs stand at both ends of the works"
        ),
        new(
            "sleep",
            Hospital,
            "Nights on the ward",
            "What keeps patients awake, and what helps?",
            "Talks with 24 people a week after they went home",
            "It is lights and bins, not other patients",
            "Bins are emptied at three",
            "Empty bins before ten",
            "Bins are emptied before ten on six wards"
        ),
        new(
            "faith",
            null,
            "What faith groups do in a crisis",
            "What do small faith groups do that nobody counts?",
            "Visits to 16 groups",
            "They feed 900 people a week",
            "Most have no kitchen licence and are afraid to say so",
            "Help with the licence before asking for numbers"
        ),
        new(
            "play",
            Developer,
            "Play between the blocks",
            "Where do children play now, and where would they?",
            "Walks led by 20 children",
            "They play where somebody can see them from a window",
            "The planned ground lies behind a garage",
            "Turn the ground towards the kitchens",
            "The play ground of phase two faces the homes"
        ),
        new(
            "interpreters",
            Council,
            "Being understood at the housing office",
            "What happens when somebody has no English at the housing office?",
            "Accompanied visits in five languages",
            "Children interpret for their parents",
            "In eleven of twenty visits a child did it",
            "Offer a telephone interpreter at the desk"
        ),
        new(
            "diabetes",
            Hospital,
            "Living with diabetes in Handsworth",
            "What do people do after the diagnosis?",
            "Diaries of 14 people over two months",
            "The diet sheet is about food nobody here eats",
            "Roti and rice are not on it",
            "Write the sheet with cooks from here",
            "A sheet written with cooks is handed out"
        ),
        new(
            "cycling",
            null,
            "Why women here do not cycle",
            "What keeps women in Smethwick from cycling?",
            "Rides and talks with 26 women",
            "Nobody had shown them, and nobody goes first",
            "Groups of women who ride together changed it within weeks",
            "Lend bicycles to groups, not to persons"
        ),
        new(
            "debt",
            Council,
            "Letters nobody opens",
            "Why do people not answer letters about council tax?",
            "Reading letters together with 19 people",
            "The first page is a threat, the help is on the fourth",
            "People close it at the first page",
            "Put the help on the first page",
            "The first letter was written anew"
        ),
        new(
            "births",
            Hospital,
            "Choosing where to give birth",
            "How do women choose, and what did they know?",
            "Talks with 21 mothers",
            "They go where a sister went",
            "Nobody had seen the midwife-led unit",
            "Open the unit for a Saturday each month",
            "The unit opens on first Saturdays"
        ),
        new(
            "elders",
            null,
            "Old and new neighbours",
            "What would bring old and new residents together?",
            "Tea in twelve front rooms",
            "Both think that the others do not want to",
            "A bench was the only place where they had spoken",
            "Put benches at three corners"
        ),
        new(
            "apprentices",
            Developer,
            "Why apprentices leave",
            "Why do apprentices from here leave the building site?",
            "Talks with 17 who left",
            "It is the bus at five, not the work",
            "The first bus arrives after the shift begins",
            "Begin half an hour later, or share a van"
        ),
    ];

    public static IEnumerable<(string Name, Func<Task> Acts)> Opening(Teller tell, int quarter) =>
        Of(quarter).Select(e => ($"research/{e.Key}", (Func<Task>)(() => AskAsync(tell, e, quarter))));

    public static IEnumerable<(string Name, Func<Task> Acts)> Closing(Teller tell, int quarter) =>
        Of(quarter).Select(e => ($"research/{e.Key}", (Func<Task>)(() => FindAsync(tell, e, quarter))));

    private static IEnumerable<Enquiry> Of(int quarter) => quarter < First ? [] : Enquiries.Skip(2 * (quarter - First)).Take(2);

    private static IEnumerable<TrainedResearcher> Team(Enquiry e, int quarter)
    {
        TrainedResearcher[] trained = [.. Trained.Researchers.Where(r => r.Completes && r.Quarter < quarter)];
        var first = Invented.Below(trained.Length, $"{e.Key}/first");
        return Enumerable.Range(0, Math.Min(trained.Length, 2 + first % 2)).Select(i => trained[(first + 3 * i) % trained.Length]);
    }

    private static async Task AskAsync(Teller tell, Enquiry e, int quarter)
    {
        var today = Quarters.Opening(quarter);
        var coordinator = Advisers.Of(e.Key);
        if (e.By is { } by)
        {
            await tell.AsAsync(
                by,
                new CommissionResearch(
                    e.Id,
                    Cast.Ise.Id,
                    by.For.Id,
                    e.Title,
                    e.Question,
                    e.Method,
                    new Money(2_800 + 50 * Invented.Below(140, e.Key)),
                    tell.Day(today + 100),
                    30
                )
            );
            await tell.AsAsync(coordinator, new TakeOnResearch(e.Id));
        }
        else
            await tell.AsAsync(coordinator, new ProposeResearch(e.Id, Cast.Ise.Id, e.Title, e.Question, e.Method, tell.Day(today + 100)));
        foreach (var researcher in Team(e, quarter))
            await tell.AsAsync(coordinator, new AssignResearcher(e.Id, researcher.Id));
        await Neighbours.AskForReviewAsync(tell, e.Id, tell.Day(today + 60));
        await tell.AsAsync(
            Cast.ProgrammeManager,
            new DecideResearchEthics(e.Id, 1, EthicsOutcome.Approved, "The sheet is clear, and nobody works alone", $"E/{quarter}/{e.Key}")
        );
        await tell.AsAsync(coordinator, new StartFieldwork(e.Id, tell.Day(today)));
    }

    private static async Task FindAsync(Teller tell, Enquiry e, int quarter)
    {
        var today = Quarters.Closing(quarter);
        var coordinator = Advisers.Of(e.Key);
        await tell.AsAsync(coordinator, new RecordFinding(e.FindingId, e.Id, e.Finding, e.Summary, "CC BY 4.0", e.Recommendation));
        if (e.By is { } by)
            await tell.AsAsync(by, new ClearFinding(e.FindingId));
        await tell.AsAsync(coordinator, new PublishFinding(e.FindingId));
        foreach (var researcher in e.By is null ? [] : Team(e, quarter))
        {
            var pay = researcher.Pay == PayOutcome.MayBePaid;
            var amount = new Money(pay ? 420 + 20 * Invented.Below(30, $"{e.Key}/{researcher.Key}") : 38.50m);
            await tell.AsAsync(
                coordinator,
                new OfferResearchPay(e.Id, researcher.Id, pay ? ResearchPay.Pay : ResearchPay.Expenses, amount)
            );
            await tell.AsAsync(
                coordinator,
                new RecordResearcherPaid(
                    e.Id,
                    researcher.Id,
                    Teller.Id($"researcher-paid/{e.Key}/{researcher.Key}"),
                    amount,
                    tell.Day(today)
                )
            );
        }
        await tell.AsAsync(coordinator, new CompleteResearch(e.Id, tell.Day(today)));
        if (e is { Used: { } used, By: { } user })
            await tell.AsAsync(
                user,
                new ReportFindingUse(e.FindingId, Teller.Id($"use/{e.Key}"), FindingUseKind.Decision, used, user.For.Id)
            );
    }
}
