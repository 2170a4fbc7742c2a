using UseIt.Marketplace.Research;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>
/// What neighbours found out: seven trained researchers; a commission from its question to a tender that rests on the answer, the
/// researchers' own research, and a commission that waits for its ethics review.
/// </summary>
internal static class Neighbours
{
    /// <summary>The day on which the first researchers of these are found.</summary>
    public const int Begins = -396;
    public const int SessionsNeeded = 4;

    public static readonly Guid Course = Teller.Id("course/community-research");
    private static readonly Guid Voices = Teller.Id("research/voices");
    private static readonly Guid Reservoir = Teller.Id("research/reservoir");
    private static readonly Guid AfterSchool = Teller.Id("research/after-school");
    private static readonly Guid LanguageFinding = Teller.Id("finding/language");
    private static readonly Guid PathFinding = Teller.Id("finding/path");

    private static readonly (string Key, string Name, string Source)[] People =
    [
        ("zainab", "Zainab Malik", "A library drop-in"),
        ("owen", "Owen Price", "A partner’s job club"),
        ("adaeze", "Adaeze Obi", "A school gate coffee morning"),
        ("harjit", "Harjit Gill", "A temple’s lunch club"),
        ("marta", "Marta Nowak", "A language class"),
        ("leroy", "Leroy Bennett", "A residents’ association"),
        ("shirin", "Shirin Karimi", "A women’s group"),
    ];

    private static Guid Researcher(string key) => Teller.Id($"researcher/{key}");

    public static void Tell(Teller tell, int opens)
    {
        tell.Scene("iSE opens a desk for community research", tell.At(opens, 9, 45), () => OpenDeskAsync(tell));
        tell.Scene("Community researchers are found", tell.At(Begins, 10), () => RecruitAsync(tell));
        tell.Scene("They learn to ask", tell.At(-340, 18), () => TrainAsync(tell));
        tell.Scene("The hospital and the researchers have questions", tell.At(-290, 10), () => AskAsync(tell));
        tell.Scene("What is to be asked is reviewed, and fieldwork begins", tell.At(-280, 10), () => GoOutAsync(tell));
        tell.Scene("Findings are published", tell.At(-200, 10), () => FindAsync(tell));
        tell.Scene("Findings are used, and the council has a question", tell.At(-20, 10), () => UseAsync(tell));
    }

    private static async Task OpenDeskAsync(Teller tell)
    {
        await tell.AsAsync(Cast.ProgrammeManager, new NameResearchLead(Cast.Ise.Id, Cast.ProgrammeManager.Id, "0121 496 0150"));
        await tell.AsAsync(
            Cast.ProgrammeManager,
            new SetResearchGuardianRule(
                Cast.Ise.Id,
                "A parent or carer signs after talking with us, and a second researcher is always in the room"
            )
        );
        await tell.AsAsync(
            Cast.Adviser,
            new OfferResearchCourse(
                Cast.Ise.Id,
                Course,
                "Community research, level 2",
                "The story’s university (invented)",
                6,
                SessionsNeeded
            )
        );
    }

    private static async Task RecruitAsync(Teller tell)
    {
        var number = 0;
        foreach (var (key, name, source) in People)
        {
            await tell.AsAsync(Cast.Adviser, new RecruitResearcher(Cast.Ise.Id, Researcher(key), name, $"0121 496 016{number++}", source));
            await tell.AsAsync(Cast.Adviser, new AssignResearchMentor(Researcher(key), Cast.Adviser.Id));
        }
    }

    private static async Task TrainAsync(Teller tell)
    {
        var all = People.Select(p => Researcher(p.Key)).ToArray();
        for (var session = 1; session <= SessionsNeeded; session++)
            await tell.AsAsync(
                Cast.Adviser,
                new RecordResearchSession(Cast.Ise.Id, Course, session, tell.Day(-340 - 7 * (SessionsNeeded - session)), all)
            );
        foreach (var researcher in all)
        {
            await tell.AsAsync(Cast.Adviser, new CompleteResearchTraining(Cast.Ise.Id, researcher, Course, tell.Day(-340)));
            await tell.AsAsync(
                Cast.Adviser,
                new AnswerPayQuestion(
                    researcher,
                    researcher == Researcher("shirin") ? PayOutcome.ExpensesOnly : PayOutcome.MayBePaid,
                    tell.Day(-340)
                )
            );
        }
    }

    private static async Task AskAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.Author,
            new CommissionResearch(
                Voices,
                Cast.Ise.Id,
                Cast.Hospital.Id,
                "Why maternity appointments are missed",
                "Why do women in Soho and Ladywood miss appointments in the maternity unit?",
                "Interviews with 20 women in the languages they think in",
                new Money(6_400),
                tell.Day(-190),
                30
            )
        );
        await tell.AsAsync(Cast.Adviser, new TakeOnResearch(Voices));
        await tell.AsAsync(
            Cast.Adviser,
            new ProposeResearch(
                Reservoir,
                Cast.Ise.Id,
                "What the reservoir means to us",
                "Who uses the reservoir, and who stays away?",
                "Walks and talks with neighbours around the water",
                tell.Day(-190)
            )
        );
        foreach (var (project, keys) in new[] { (Voices, new[] { "zainab", "adaeze", "shirin" }), (Reservoir, ["owen", "leroy"]) })
        {
            foreach (var key in keys)
                await tell.AsAsync(Cast.Adviser, new AssignResearcher(project, Researcher(key)));
            await AskForReviewAsync(tell, project, tell.Day(-230));
        }
        await tell.AsAsync(Cast.Adviser, new OfferResearchPay(Voices, Researcher("zainab"), ResearchPay.Pay, new Money(840)));
        await tell.AsAsync(Cast.Adviser, new OfferResearchPay(Voices, Researcher("adaeze"), ResearchPay.Pay, new Money(840)));
        await tell.AsAsync(Cast.Adviser, new OfferResearchPay(Voices, Researcher("shirin"), ResearchPay.Expenses, new Money(96.40m)));
    }

    internal static Task AskForReviewAsync(Teller tell, Guid project, DateOnly withdrawUntil) =>
        tell.AsAsync(
            Cast.Adviser,
            new SubmitResearchEthics(
                project,
                "Talking may upset people: we stop when they say so, and hand over a card with helplines",
                "1.0",
                "What we ask and why, who reads it, that it is free to say no, and how to take it back",
                "Always in pairs, in public rooms, with a call to the coordinator before and after",
                "Notes without names on an encrypted disk at iSE, destroyed a year after the findings",
                withdrawUntil
            )
        );

    private static async Task GoOutAsync(Teller tell)
    {
        foreach (var (project, reference) in new[] { (Voices, "E/1"), (Reservoir, "E/2") })
        {
            await tell.AsAsync(
                Cast.ProgrammeManager,
                new DecideResearchEthics(project, 1, EthicsOutcome.Approved, "The sheet is clear, and nobody works alone", reference)
            );
            await tell.AsAsync(Cast.Adviser, new StartFieldwork(project, tell.Day(-280)));
        }
        for (var n = 1; n <= 6; n++)
            await tell.AsAsync(
                Cast.Adviser,
                new RecordParticipant(Teller.Id($"participant/{n}"), Voices, $"Participant {n} (invented)", "1.0", tell.Day(-280))
            );
        await tell.AsAsync(Cast.Adviser, new WithdrawParticipant(Teller.Id("participant/6")));
    }

    private static async Task FindAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.Adviser,
            new RecordFinding(
                LanguageFinding,
                Voices,
                "Nobody rings back in the language a woman speaks",
                "Most missed appointments follow a letter in English and a call that is not returned",
                "CC BY 4.0",
                "Offer interpreters on the phone, day and night, and send the date as a text message"
            )
        );
        await tell.AsAsync(Cast.Approver, new ClearFinding(LanguageFinding));
        await tell.AsAsync(
            Cast.Adviser,
            new RecordFinding(
                PathFinding,
                Reservoir,
                "The east path is dark, and families stay away from it",
                "Families use the west shore. The east path has no light from four o’clock in winter.",
                "CC BY 4.0",
                "Light the east path before the winter"
            )
        );
        foreach (var finding in new[] { LanguageFinding, PathFinding })
            await tell.AsAsync(Cast.Adviser, new PublishFinding(finding));
        foreach (var (key, amount) in new[] { ("zainab", 840m), ("adaeze", 840m), ("shirin", 96.40m) })
            await tell.AsAsync(
                Cast.Adviser,
                new RecordResearcherPaid(Voices, Researcher(key), Teller.Id($"researcher-paid/{key}"), new Money(amount), tell.Day(-200))
            );
        foreach (var project in new[] { Voices, Reservoir })
            await tell.AsAsync(Cast.Adviser, new CompleteResearch(project, tell.Day(-200)));
    }

    private static async Task UseAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.Author,
            new ReportFindingUse(
                LanguageFinding,
                Teller.Id("use/voices"),
                FindingUseKind.Tender,
                "Interpreters on call day and night are asked for because of it",
                Cast.Hospital.Id,
                Teller.Id("tender/voices")
            )
        );
        await tell.AsAsync(
            Cast.Adviser,
            new ReportFindingUse(
                PathFinding,
                Teller.Id("use/path"),
                FindingUseKind.Decision,
                "The budget for lighting was moved forward by a year",
                Cast.Council.Id
            )
        );
        await tell.AsAsync(Cast.CouncilAuthor, new ConfirmFindingUse(PathFinding, Teller.Id("use/path")));
        await tell.AsAsync(
            Cast.CouncilAuthor,
            new CommissionResearch(
                AfterSchool,
                Cast.Ise.Id,
                Cast.Council.Id,
                "Where young people feel safe after school",
                "Where do 11 to 16 year olds go after school, and where do they feel safe?",
                "Maps drawn together in youth clubs",
                new Money(4_800),
                tell.Day(120),
                60
            )
        );
        await tell.AsAsync(Cast.Adviser, new TakeOnResearch(AfterSchool));
        await tell.AsAsync(Cast.Adviser, new AssignResearcher(AfterSchool, Researcher("marta")));
        await AskForReviewAsync(tell, AfterSchool, tell.Day(90));
    }
}
