using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Story.FullSize;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>
/// The programme around all of it: four strands, fifteen partners that become forty, what they owe each other, the claims of each quarter,
/// and what others published of it.
/// </summary>
internal static class TheProgramme
{
    private const string Fund = "Story fund";

    /// <summary>An enterprise that the programme supports, as far as the programme has to know it.</summary>
    /// <param name="Key">What the story calls it.</param>
    /// <param name="Organisation">Its id.</param>
    /// <param name="Manager">Who speaks for it.</param>
    /// <param name="Adviser">Who works with it.</param>
    /// <param name="Registered">The day since which it is registered.</param>
    /// <param name="New">Whether it is registered within the year before, or during its support.</param>
    /// <param name="Ready">The day on which it has its hours.</param>
    internal sealed record Helped(string Key, Guid Organisation, Figure Manager, Figure Adviser, int Registered, bool New, int Ready);

    private sealed record Won(int Quarter, GrantKind Kind, string From, decimal Amount);

    public static readonly Guid Id = Teller.Id("programme");

    private static readonly (string Key, string Title, string Question, string Lead)[] Strands =
    [
        ("research", "Community research", "How is local knowledge unlocked?", "university"),
        ("skills", "Skills matching", "How do large institutions open up to people who qualified elsewhere?", "hospital"),
        ("enterprise", "Social enterprise", "How does local enterprise grow?", "ise"),
        ("assets", "Community assets", "How do neighbours shape what is built beside them?", "council"),
    ];

    // The first fifteen are there from the start.
    private static readonly (string Key, string Name, Company? Company, string Strand)[] Partners =
    [
        ("ise", "", Cast.Ise, "enterprise"),
        ("hospital", "", Cast.Hospital, "skills"),
        ("council", "", Cast.Council, "assets"),
        ("developer", "", Cast.Developer, "assets"),
        ("university", "Icknield University (invented)", null, "research"),
        ("city-university", "Canal Street University (invented)", null, "research"),
        ("co-operators", "Co-operators’ Futures (invented)", null, "enterprise"),
        ("smethwick", "Smethwick Neighbours (invented)", null, "assets"),
        ("referrals", "Brook House Referrals (invented)", null, "skills"),
        ("localisers", "Local Economy Midlands (invented)", null, "enterprise"),
        ("voluntary", "Voluntary Action Icknield (invented)", null, "research"),
        ("waterways", "The Waterway Trust (invented)", null, "assets"),
        ("accountants", "Marlow and Finch, accountants (invented)", null, "enterprise"),
        ("college", "Soho Vale College (invented)", null, "skills"),
        ("migrants", "New Neighbours Centre (invented)", null, "skills"),
        ("library", "Winson Library (invented)", null, "research"),
        ("church", "The church with a hall (invented)", null, "assets"),
        ("mosque", "Bright Street Mosque (invented)", null, "assets"),
        ("temple", "Soho Road Temple (invented)", null, "assets"),
        ("gp", "Rotton Park surgeries (invented)", null, "skills"),
        ("trust-two", "Sandwell Edge Hospitals (invented)", null, "skills"),
        ("language-school", "Open Door Language School (invented)", null, "skills"),
        ("refugee-doctors", "Doctors in Waiting (invented)", null, "skills"),
        ("housing", "Reservoir Homes (invented)", null, "assets"),
        ("food", "The Food Table (invented)", null, "enterprise"),
        ("market", "The Covered Market (invented)", null, "enterprise"),
        ("credit-union", "Icknield Credit Union (invented)", null, "enterprise"),
        ("chamber", "The small firms’ chamber (invented)", null, "enterprise"),
        ("school-one", "Ladywood Primary (invented)", null, "research"),
        ("school-two", "Soho Park School (invented)", null, "research"),
        ("youth", "The Youth Room (invented)", null, "research"),
        ("elders", "Elders’ Voices (invented)", null, "research"),
        ("rowing", "The rowing club (invented)", null, "assets"),
        ("reservoir-friends", "Friends of the reservoir (invented)", null, "assets"),
        ("sports", "Playing Field Users (invented)", null, "assets"),
        ("artists", "Factory Artists (invented)", null, "assets"),
        ("builders-one", "Harbour Construction (invented)", null, "enterprise"),
        ("builders-two", "Ashby Facilities (invented)", null, "enterprise"),
        ("games", "The Games’ neighbours’ office (invented)", null, "enterprise"),
        ("foundation", "The Ladywood Foundation (invented)", null, "research"),
    ];

    private const int AtTheStart = 15;

    // With the own shares of the contract for the hospital’s grounds these come to £240,000.
    private static readonly Won[] WonElsewhere =
    [
        new(5, GrantKind.FromOthers, "The Ladywood Foundation (invented)", 9_500m),
        new(5, GrantKind.FromOthers, "A lottery fund (invented)", 10_000m),
        new(6, GrantKind.ContractElsewhere, "Soho Park School (invented)", 18_400m),
        new(6, GrantKind.FromOthers, "A health charity (invented)", 14_250m),
        new(7, GrantKind.ContractElsewhere, "Reservoir Homes (invented)", 27_800m),
        new(8, GrantKind.FromOthers, "A food partnership (invented)", 7_350m),
        new(8, GrantKind.ContractElsewhere, "Harbour Construction (invented)", 31_600m),
        new(9, GrantKind.FromOthers, "A lottery fund (invented)", 9_900m),
        new(10, GrantKind.ContractElsewhere, "The Games’ neighbours’ office (invented)", 36_200m),
        new(11, GrantKind.FromOthers, "The Ladywood Foundation (invented)", 12_000m),
        new(11, GrantKind.ContractElsewhere, "Icknield University (invented)", 17_600m),
    ];

    private static readonly (
        string Measure,
        string Said,
        decimal Value,
        string Unit,
        FigureKind Kind,
        string Definition,
        DateOnly AsAt
    )[] Said =
    [
        ("Enterprises", "36 new and 39 established", 75, "enterprises", FigureKind.Actual, NoDefinition, End),
        ("Enterprises", "41 started and 39 grew", 80, "enterprises", FigureKind.Actual, NoDefinition, Autumn),
        ("Enterprises", "over 120 supported", 120, "enterprises", FigureKind.Actual, "What counts as supported is not said", Autumn),
        ("Community researchers", "over 60", 60, "people", FigureKind.Actual, NoDefinition, Midway),
        ("Community researchers", "over 80", 80, "people", FigureKind.Actual, NoDefinition, Autumn),
        ("Community researchers", "85", 85, "people", FigureKind.Actual, "Trained; with 24 projects", End),
        ("Money", "£240,000 through grants and contracts", 240_000, "GBP", FigureKind.Actual, NoDefinition, End),
        ("Money", "over £300,000 secured", 300_000, "GBP", FigureKind.Actual, "Secured for future work of community researchers", End),
        (
            "Money",
            "£25 million of benefit",
            25_000_000,
            "GBP",
            FigureKind.Forecast,
            "Expected by outside evaluators; not money that was paid",
            End
        ),
        ("People engaged", "3,000", 3_000, "contacts", FigureKind.Tally, "Counted without names; the same person may be in it often", End),
    ];

    private const string NoDefinition = "Not defined in the source";
    private const string Source =
        "Published documents of the programme USE-IT!; the day is that of the document, or the end of the programme";

    private static DateOnly Midway => new(2018, 12, 31);
    private static DateOnly Autumn => new(2019, 10, 31);
    private static DateOnly End => new(2019, 12, 31);

    /// <param name="tell">Who tells it.</param>
    /// <param name="first">The day on which the marketplace opens; the programme begins with it.</param>
    /// <param name="helped">The enterprises it supports.</param>
    public static void Tell(Teller tell, int first, IReadOnlyList<Helped> helped)
    {
        var quarters = Quarter.Of(tell.Day(first + 5)).Until(Quarter.Of(tell.Day(0)).Plus(-1));
        tell.Scene("A programme begins, with fifteen partners", tell.At(first + 2, 9), () => BeginAsync(tell, first, quarters));
        for (var n = 0; n < quarters; n++)
        {
            var (nth, quarter) = (n, Quarter.Of(tell.Day(first + 5)).Plus(n));
            var (before, day) = (
                nth == 0 ? first : Claimed(tell, quarter.Plus(-1), last: false),
                Claimed(tell, quarter, nth == quarters - 1)
            );
            tell.Scene(
                $"Claim {nth + 1} of the programme",
                tell.At(day, day == 0 ? 0 : 18, 5),
                () => ClaimAsync(tell, first, quarter, nth, quarters, before, day, helped)
            );
        }
        tell.Scene("What others published of the programme is kept", tell.At(first + 3, 10), () => PublishAsync(tell));
    }

    /// <summary>Whom the full story sees through their hours: all that reach the threshold, and eleven of the twelve.</summary>
    public static IReadOnlyList<Helped> HelpedInFull() =>
        [
            .. Supported
                .Enterprises.Where(e => e.Reached == Reached.Threshold)
                .Select(e => new Helped(
                    e.Company.Key,
                    e.Company.Id,
                    e.Manager,
                    Advisers.Of(e.Company.Key),
                    e.Founded,
                    e.New,
                    Quarters.Closing(e.QuarterOf(e.Minutes.Count - 1))
                )),
            .. Cast
                .Enterprises.Where(c => c != Cast.Print)
                .Select(c => new Helped(c.Key, c.Id, Cast.ManagerOf(c), Cast.Adviser, -2200, New: false, Quarters.Closing(10))),
        ];

    // Three weeks after the quarter; the last when everything is in.
    private static int Claimed(Teller tell, Quarter quarter, bool last)
    {
        var end = quarter.Last.DayNumber - tell.Day(0).DayNumber;
        return end == -1 ? 0
            : last ? -1
            : Math.Min(end + 20, -1);
    }

    private static Guid Partner(string key) => Teller.Id($"programme/partner/{key}");

    private static Guid Strand(string key) => Teller.Id($"programme/strand/{key}");

    private static async Task BeginAsync(Teller tell, int first, int quarters)
    {
        await tell.AsAsync(
            Cast.ProgrammeManager,
            new OpenProgramme(
                Id,
                Cast.Ise.Id,
                "USE-IT! (as the story tells it)",
                "Ladywood, Soho, Handsworth and Smethwick",
                "ERDF",
                tell.Day(first - 60),
                tell.Day(first + 5),
                tell.Day(180),
                [Fund, BackToTheProfession.Programme]
            )
        );
        foreach (var (key, title, question, _) in Strands)
            await tell.AsAsync(Cast.ProgrammeManager, new SetProgrammeStrand(Id, Strand(key), title, question));
        foreach (var partner in Partners[..AtTheStart])
            await JoinAsync(tell, partner, first);
        foreach (var (key, title, question, lead) in Strands)
            await tell.AsAsync(Cast.ProgrammeManager, new SetProgrammeStrand(Id, Strand(key), title, question, Partner(lead)));
        foreach (
            var (partner, name, job) in new[]
            {
                ("hospital", "Dame Orla Finnegan (invented)", "chief nurse"),
                ("council", "Rukhsana Beg (invented)", "director of neighbourhoods"),
                ("developer", "Philip Hartnell (invented)", "development director"),
            }
        )
            await tell.AsAsync(
                Cast.ProgrammeManager,
                new NameProgrammeSponsor(Id, Partner(partner), Teller.Id($"programme/sponsor/{partner}"), name, job, tell.Day(first))
            );
        foreach (
            var (indicator, value) in new[]
            {
                ("C1", 75m),
                ("C5", 30m),
                ("new-enterprises", 30m),
                ("established-enterprises", 45m),
                ("consortia", 5m),
                ("networks", 1m),
                ("money-won", 200_000m),
                ("people-connected", 60m),
                ("researchers-trained", 60m),
                ("research-projects", 20m),
            }
        )
            await tell.AsAsync(Cast.ProgrammeManager, new SetProgrammeTarget(Id, indicator, value, tell.Day(180)));
        var (from, until) = (Quarter.Of(tell.Day(first + 5)), Quarter.Of(tell.Day(first + 5)).Plus(quarters - 1));
        foreach (
            var (line, title, amount) in new[]
            {
                ("1", "Training and language courses", 380_000m),
                ("2", "Research commissions", 140_000m),
                ("3", "Rooms and events", 42_000m),
            }
        )
            await tell.AsAsync(
                Cast.ProgrammeManager,
                new SetProgrammeBudget(Id, line, title, new Money(amount), from.ToString(), until.ToString())
            );
    }

    private static async Task JoinAsync(Teller tell, (string Key, string Name, Company? Company, string Strand) partner, int day)
    {
        await tell.AsAsync(
            Cast.ProgrammeManager,
            new AddProgrammePartner(
                Id,
                Partner(partner.Key),
                tell.Day(day),
                [Strand(partner.Strand)],
                partner.Company?.Id,
                partner.Company is null ? partner.Name : null
            )
        );
        await tell.AsAsync(
            Cast.ProgrammeManager,
            new NamePartnerOwner(
                Id,
                Partner(partner.Key),
                partner.Strand is "enterprise" or "skills" ? Cast.Adviser.Id : Cast.ProgrammeManager.Id
            )
        );
    }

    private static async Task PublishAsync(Teller tell)
    {
        foreach (var (said, n) in Said.Select((s, n) => (s, n)))
            await tell.AsAsync(
                Cast.ProgrammeManager,
                new RecordPublishedFigure(
                    Id,
                    Teller.Id($"programme/figure/{n}"),
                    said.Measure,
                    said.Said,
                    said.Value,
                    said.Unit,
                    said.Kind,
                    said.Definition,
                    said.AsAt,
                    Source
                )
            );
    }

    private static async Task ClaimAsync(
        Teller tell,
        int first,
        Quarter quarter,
        int nth,
        int quarters,
        int before,
        int day,
        IReadOnlyList<Helped> helped
    )
    {
        var later = Partners[AtTheStart..];
        foreach (var partner in later[(nth * later.Length / quarters)..((nth + 1) * later.Length / quarters)])
            await JoinAsync(tell, partner, before + 20);
        await KeepInTouchAsync(tell, nth, day);
        foreach (
            var (who, partner, line, paid) in new[]
            {
                (Cast.Author, "hospital", "1", 30_000m + 250m * nth),
                (Cast.CouncilAuthor, "council", "2", 11_000m + 90m * nth),
                (Cast.DeveloperAuthor, "developer", "3", 3_400m + 20m * nth),
            }
        )
            await ReturnAsync(tell, quarter, tell.Day(first + 5), who, partner, line, paid);
        foreach (var one in helped.Where(h => h.Ready >= before && h.Ready < day))
            await ShowAsync(tell, one);
        foreach (var (won, n) in WonElsewhere.Select((w, n) => (w, n)).Where(w => w.w.Quarter == Math.Min(nth + 12 - quarters, 11)))
            await WinAsync(tell, won, n, day, [.. helped.Where(h => h.Ready < day)]);
        if (nth == quarters - 1)
            foreach (var member in new[] { Cast.Grounds, Cast.Gardeners, Cast.Recycle })
                await tell.AsAsync(Cast.ManagerOf(member), new ConfirmHelp(Id, member.Id, Grounds, "director"));
        await tell.AsAsync(Cast.ProgrammeManager, new MakeClaim(Id, quarter.ToString(), "programme manager"));
    }

    private static Guid Grounds => Award.IdOf(EvaluationRow.IdOf(Teller.Id("tender/grounds"), Teller.Id("lot/grounds")));

    private static async Task KeepInTouchAsync(Teller tell, int nth, int day)
    {
        foreach (var (partner, _, _, _) in Partners[..AtTheStart].Where((_, n) => n % 3 == nth % 3))
            await tell.AsAsync(Cast.Adviser, new RecordPartnerContact(Id, Partner(partner), tell.Day(day - 8)));
        var (owing, what, byPartner) = (nth % 3) switch
        {
            0 => ("hospital", "Two clinical attachments for people who qualified abroad", true),
            1 => ("council", "A list of empty rooms that neighbours may use", true),
            _ => ("college", "Twelve learners for the language course", false),
        };
        var promise = Teller.Id($"programme/promise/{nth}");
        await tell.AsAsync(Cast.Adviser, new MakePartnerPromise(Id, Partner(owing), promise, byPartner, what, tell.Day(day + 60)));
        if (nth >= 3)
            await tell.AsAsync(
                Cast.Adviser,
                new SettlePartnerPromise(
                    Id,
                    Partner(
                        ((nth - 3) % 3) switch
                        {
                            0 => "hospital",
                            1 => "council",
                            _ => "college",
                        }
                    ),
                    Teller.Id($"programme/promise/{nth - 3}"),
                    nth % 5 != 0,
                    tell.Day(day - 2)
                )
            );
        if (nth is 1 or 9)
        {
            await tell.AsAsync(
                Cast.Author,
                new AssessAnchorReadiness(
                    Id,
                    Partner("hospital"),
                    tell.Day(day - 1),
                    [
                        .. IndicatorRules
                            .ReadinessOn(tell.Day(day))!
                            .Questions.Select((q, n) => new ReadinessAnswer(q.Code, nth == 1 ? n % 2 : 2 + n % 3, null)),
                    ]
                )
            );
            await tell.AsAsync(
                Cast.Author,
                new RecordAnchorProcedure(
                    Id,
                    Partner("hospital"),
                    Teller.Id($"programme/procedure/{nth}"),
                    nth == 1 ? "Contracts under £50,000 are told to local enterprises first" : "Small suppliers are paid within 20 days",
                    tell.Day(day - 1)
                )
            );
        }
    }

    private static async Task ReturnAsync(
        Teller tell,
        Quarter quarter,
        DateOnly begins,
        Figure who,
        string partner,
        string line,
        decimal paid
    )
    {
        var day = quarter.First.AddDays(40);
        await tell.AsAsync(
            who,
            new SubmitPartnerReturn(
                Id,
                Partner(partner),
                quarter.ToString(),
                [],
                [
                    new DefrayedSpend(
                        line,
                        day < begins ? begins : day,
                        new Money(paid),
                        new Money(paid / 10),
                        $"Ledger of {quarter} (invented)"
                    ),
                ],
                "finance lead"
            )
        );
        await tell.AsAsync(Cast.ProgrammeManager, new DecidePartnerReturn(Id, Partner(partner), quarter.ToString(), Accepted: true));
    }

    private static async Task ShowAsync(Teller tell, Helped one)
    {
        await tell.AsAsync(
            one.Adviser,
            new RecordEnterpriseStanding(
                Id,
                one.Organisation,
                BusinessRegister.CompaniesHouse,
                tell.Day(one.Registered),
                Predecessor: false
            )
        );
        foreach (var indicator in one.New ? new[] { "C1", "C4", "C5" } : ["C1", "C4"])
        {
            string[] pieces = [.. IndicatorRules.Find("esif-gn-1-002-v6")!.Find(indicator)!.Evidence.Select(p => p.Code)];
            await tell.AsAsync(
                one.Adviser,
                new RecordOutputEvidence(
                    Id,
                    indicator,
                    one.Organisation,
                    [.. pieces.Select(p => new PieceGiven(p, $"Case folder {one.Key}"))]
                )
            );
            await tell.AsAsync(Cast.ProgrammeManager, new DecideOutputEvidence(Id, indicator, one.Organisation, pieces, Accepted: true));
        }
    }

    private static async Task WinAsync(Teller tell, Won won, int n, int day, IReadOnlyList<Helped> ready)
    {
        if (ready.Count == 0)
            return;
        var (winner, award) = (ready[7 * n % ready.Count], Teller.Id($"programme/award/{n}"));
        await tell.AsAsync(
            winner.Adviser,
            new RecordGrantAwarded(
                Id,
                winner.Organisation,
                award,
                won.Kind,
                won.From,
                new Money(won.Amount),
                tell.Day(day - 30),
                $"Letter {n + 1} (invented)"
            )
        );
        await tell.AsAsync(winner.Manager, new ConfirmHelp(Id, winner.Organisation, award, "director"));
    }
}
