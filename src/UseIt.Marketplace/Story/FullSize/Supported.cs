using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Story.FullSize;

/// <summary>How far an enterprise came with the programme.</summary>
internal enum Reached
{
    /// <summary>Supported for as long as counts.</summary>
    Threshold,

    /// <summary>It stopped before.</summary>
    DroppedOut,

    /// <summary>It has had the hours, and has not confirmed all of them.</summary>
    Unconfirmed,

    /// <summary>It has not had the hours.</summary>
    TooFewHours,
}

/// <summary>One enterprise of the programme beyond the twelve that the story follows.</summary>
internal sealed record SupportedEnterprise(int N, Company Company, Trade Trade, bool New, Reached Reached, int Quarter)
{
    private static readonly int[][] Courses =
    [
        [180, 150, 240, 180],
        [120, 120, 180, 150, 180],
        [240, 240, 180, 120],
        [90, 180, 240, 240],
        [210, 150, 120, 240],
        [60, 240, 180, 240, 90],
    ];

    public Figure Manager { get; } =
        new(
            Company.Key,
            Invented.Neighbour(200 + N),
            Company,
            $"runs {Company.Name}",
            Roles.BidManager,
            Roles.Signatory,
            Roles.Member,
            Roles.OrganisationAdministrator
        );

    public Guid Case => Teller.Id($"case/{Company.Key}");

    /// <summary>The minutes of its sessions, in their order.</summary>
    public IReadOnlyList<int> Minutes =>
        Courses[Roll(Courses.Length, "course")] is var all && Reached is Reached.DroppedOut or Reached.TooFewHours ? all[..2] : all;

    /// <summary>So many of its sessions it has confirmed, the first ones.</summary>
    public int Confirmed => Minutes.Count - (Reached == Reached.Unconfirmed ? 2 : 0);

    /// <summary>The quarter of one of its sessions: they follow each other over a year, or what is left of the programme.</summary>
    public int QuarterOf(int session) => Quarter + session * Math.Min(4, Quarters.Count - Quarter) / Minutes.Count;

    /// <summary>Whether it came early enough to need no adviser any more.</summary>
    public bool StandsAlone => Reached == Reached.Threshold && Quarter <= 7;

    /// <summary>Whether it is founded while it is supported already.</summary>
    public bool FoundedMeanwhile => New && N % 9 == 4;

    /// <summary>The day since which it trades.</summary>
    public int Founded =>
        FoundedMeanwhile ? Quarters.Opening(Quarter) + 30 + Roll(30, "founded")
        : New ? Quarters.Opening(Quarter) - 20 - Roll(300, "founded")
        : Quarters.Opening(Quarter) - 500 - Roll(3_000, "founded");

    public int Roll(int below, string what) => Invented.Below(below, $"{Company.Key}/{what}");
}

/// <summary>
/// The enterprises that the programme supported beyond the twelve: with eleven of those, 36 new and 39 established ones that had twelve
/// hours; and five that show where the line is.
/// </summary>
internal static class Supported
{
    public const int HoursNeeded = 12;
    private const int New = 36;
    private const int Established = 28;
    private const int Short = 5;
    private const string Fund = "Story fund";

    // The last quarter in which an enterprise can come and still have its hours in time.
    private const int LastToCome = 10;

    private static readonly Place Birmingham = new("E08000025", "Birmingham");
    private static readonly Place Sandwell = new("E08000028", "Sandwell");

    private static readonly string[] Forms =
    [
        "Community interest company",
        "Community interest company",
        "Company limited by guarantee",
        "Co-operative society",
        "Community benefit society",
    ];

    private static readonly string[] Needs =
    [
        "Wants to turn volunteering into something that lasts",
        "Has a first order and no terms of business",
        "Lives from one grant and wants to trade",
        "Needs policies that the hospital’s buyers ask for",
        "Does not know what its work costs",
        "Wants to employ its first two people",
        "Looks for a place with a lower rent",
        "Wants to bid with others, and has never done it",
        "Has work enough, and is paid late",
        "Wants to be found by the builders of the new homes",
        "Its founder wants to hand over",
        "Has lost its largest customer",
    ];

    private static readonly string[] Topics =
    [
        "business plan",
        "pricing",
        "policies",
        "insurance",
        "legal form",
        "cash flow",
        "bidding together",
        "first employee",
        "marketing",
        "social value",
        "governance",
        "lease of a room",
        "data protection",
        "safeguarding",
    ];

    private static readonly string[] Plans =
    [
        "Write the policies every buyer asks for",
        "Open a bank account and keep accounts monthly",
        "Register for the right taxes",
        "Price three jobs by the hour and by the job",
        "Take out liability insurance",
        "Meet two possible partners for a bid",
        "Measure what changes for the people it works with",
        "Find two trustees with experience of finance",
    ];

    private static readonly string[] Changes =
    [
        "The policies are written, and two buyers have accepted them",
        "It has its first contract, of a school",
        "It employs two people, both from the neighbourhood",
        "Prices cover what the work costs",
        "It has found a partner for larger work",
        "It has moved to a room with a lower rent",
        "Its board meets every second month and keeps minutes",
        "Half of its income is earned now",
    ];

    private static readonly string[] Domains = ["Policies", "Insurances", "Pricing", "Consortium experience", "Governance", "Finance"];

    // The hours that the twelve still lack after the sessions of their own year.
    private static readonly (int Quarter, int Minutes, string Topic)[] More =
    [
        (9, 210, "references and case studies"),
        (10, 180, "measuring social value"),
    ];

    public static IReadOnlyList<SupportedEnterprise> Enterprises { get; } = [.. Plan()];

    public static IEnumerable<(string Name, Func<Task> Acts)> Opening(Teller tell, int quarter) =>
        Enterprises.Where(e => e.Quarter == quarter).Select(e => (e.Company.Key, (Func<Task>)(() => BeginAsync(tell, e))));

    public static IEnumerable<(string Name, Func<Task> Acts)> Closing(Teller tell, int quarter) =>
        Enterprises
            .Where(e => e.Quarter <= quarter)
            .Select(e => (e.Company.Key, (Func<Task>)(() => GoOnAsync(tell, e, quarter))))
            .Concat(
                More.Where(m => m.Quarter == quarter)
                    .SelectMany(m =>
                        Cast.Managers.Select(who => (who.Key, (Func<Task>)(() => MoreAsync(tell, who, m.Quarter, m.Minutes, m.Topic))))
                    )
            );

    private static IEnumerable<SupportedEnterprise> Plan()
    {
        const int All = New + Established + Short;
        var (others, shorts) = (0, 0);
        for (var n = 0; n < All; n++)
        {
            var isNew = Invented.IsOneOf(New, All, n);
            var reached = Reached.Threshold;
            if (!isNew && Invented.IsOneOf(Short, Established + Short, others++))
                reached = (Reached)(1 + shorts++ % 3);
            // In another order than the names, so that a trade has both and in different years.
            var (trade, name) = Trade.Named(n * 31 % All);
            var company = new Company($"supported-{n + 1:00}", name, OrganisationKind.Enterprise, $"9930{n + 1:0000}");
            yield return new SupportedEnterprise(n, company, trade, isNew, reached, n % (LastToCome + 1));
        }
    }

    private static async Task BeginAsync(Teller tell, SupportedEnterprise e)
    {
        var (adviser, today) = (Advisers.Of(e.Company.Key), Quarters.Opening(e.Quarter));
        var (_, town, postcode) = Ward(e);
        await tell.DoAsync(
            new RegisterOrganisation(
                e.Company.Id,
                e.Company.Name,
                [e.Company.Kind],
                [new Identifier("GB-COH", e.Company.CompanyNumber!)],
                new Address(null, town, "West Midlands", postcode)
            )
        );
        await tell.DoAsync(new CheckOrganisationIdentity(e.Company.Id, IdentityCheck.ByAdministrator));
        await UseItStory.JoinAsync(tell, e.Manager);
        if (!e.FoundedMeanwhile)
            await RegisterAsync(tell, e, adviser);
        await tell.AsAsync(
            adviser,
            new ReceiveEnquiry(e.Case, Cast.Ise.Id, e.Company.Id, Invented.One(Needs, $"{e.Company.Key}/need"), "Met at a network evening")
        );
        await tell.AsAsync(e.Manager, new AcceptCase(e.Case));
        await tell.AsAsync(
            adviser,
            new CheckEligibility(
                e.Case,
                Eligibility.Eligible,
                "Story rules 2025",
                $"Trades in {town} {postcode}, within the programme’s area"
            )
        );
        await tell.AsAsync(
            adviser,
            new DiagnoseEnterprise(
                e.Case,
                Teller.Id($"baseline/{e.Company.Key}"),
                "Readiness for tenders",
                "1",
                tell.Day(today),
                [.. Domains.Select(d => new DiagnosticScore(d, e.Roll(e.New ? 2 : 3, d), null))]
            )
        );
        await tell.AsAsync(
            adviser,
            new AgreeActionPlan(
                e.Case,
                [
                    .. new[] { 0, 1 }.Select(i => new PlannedAction(
                        Teller.Id($"action/{e.Company.Key}/{i}"),
                        Plans[(e.Roll(Plans.Length, "plan") + 3 * i) % Plans.Length],
                        tell.Day(today + 60 + 40 * i)
                    )),
                ]
            )
        );
        if (e.N % 2 == 0)
            await ObserveAsync(tell, e, adviser, "before", Turnover(e), today, baseline: true);
    }

    private static async Task RegisterAsync(Teller tell, SupportedEnterprise e, Figure adviser)
    {
        var evidence = Teller.Id($"mission/{e.Company.Key}");
        await tell.AsAsync(
            e.Manager,
            new RegisterEnterprise(e.Company.Id, Forms[e.Roll(Forms.Length, "form")], e.Trade.Mission, tell.Day(e.Founded))
        );
        await tell.AsAsync(
            e.Manager,
            new DeclareCapability(
                e.Company.Id,
                Teller.Id($"capability/{e.Company.Key}"),
                e.Trade.Capability,
                e.Trade.Cpv,
                Ward(e).Town == "Smethwick" ? [Sandwell, Birmingham] : [Birmingham]
            )
        );
        await tell.AsAsync(
            e.Manager,
            new RecordStatusEvidence(
                e.Company.Id,
                evidence,
                StatusCriterion.Mission,
                "The mission stands in the articles of association",
                tell.Day(e.Founded)
            )
        );
        // Some still wait for somebody to look at it.
        if (e.N % 12 != 7)
            await tell.AsAsync(adviser, new VerifyStatusEvidence(e.Company.Id, evidence, Accepted: true));
    }

    private static async Task GoOnAsync(Teller tell, SupportedEnterprise e, int quarter)
    {
        var adviser = Advisers.Of(e.Company.Key);
        if (e.FoundedMeanwhile && quarter == e.Quarter)
            await RegisterAsync(tell, e, adviser);
        for (var n = 0; n < e.Minutes.Count; n++)
            if (e.QuarterOf(n) == quarter)
                await MeetAsync(
                    tell,
                    adviser,
                    e.Manager,
                    e.Case,
                    $"{e.Company.Key}/{n}",
                    Quarters.Opening(quarter) + 3 + (20 * n + e.Roll(20, $"day/{n}")) % 70,
                    e.Minutes[n],
                    Invented.One(Topics, $"{e.Company.Key}/topic/{n}"),
                    signs: n < e.Confirmed
                );
        if (e.Reached == Reached.DroppedOut && quarter == e.QuarterOf(e.Minutes.Count - 1))
            await tell.AsAsync(adviser, new ExitCase(e.Case, "It stopped answering; its founder has taken a job"));
        if (e.N % 2 == 0 && e.Reached == Reached.Threshold && quarter == Math.Min(e.Quarter + 4, Quarters.Last))
        {
            var today = Quarters.Closing(quarter);
            var after = Turnover(e) * (90 + e.Roll(120, "growth")) / 100;
            var observed = await ObserveAsync(tell, e, adviser, "after", Math.Round(after, 0), today, baseline: false);
            if (e.N % 4 == 0)
                await tell.AsAsync(adviser, new VerifyGrowthObservation(e.Case, observed));
        }
        if (e.Reached == Reached.Threshold && quarter == e.Quarter + 2)
            await tell.AsAsync(adviser, new ReviewCase(e.Case, 6, $"{Invented.One(Changes, $"{e.Company.Key}/6")}."));
        if (!e.StandsAlone || quarter != Math.Min(e.Quarter + 5, Quarters.Last))
            return;
        await tell.AsAsync(adviser, new ReviewCase(e.Case, 12, $"{Invented.One(Changes, $"{e.Company.Key}/12")}."));
        await tell.AsAsync(adviser, new ExitCase(e.Case, "It stands on its own, and knows whom to ask"));
    }

    private static Task MoreAsync(Teller tell, Figure manager, int quarter, int minutes, string topic) =>
        MeetAsync(
            tell,
            Cast.Adviser,
            manager,
            Teller.Id($"case/{manager.For.Key}"),
            $"{topic}/{manager.For.Key}",
            Quarters.Closing(quarter) - Invented.Below(60, $"{topic}/{manager.For.Key}"),
            minutes,
            topic,
            // What it was sent it has not looked at for a year.
            signs: manager.For != Cast.Print
        );

    private static async Task MeetAsync(
        Teller tell,
        Figure adviser,
        Figure manager,
        Guid @case,
        string name,
        int day,
        int minutes,
        string topic,
        bool signs
    )
    {
        var session = Teller.Id($"session/{name}");
        var kind = Invented.One([SessionKind.OneToOne, SessionKind.OneToOne, SessionKind.Workshop, SessionKind.PeerLearning], name);
        await tell.AsAsync(adviser, new LogSession(@case, session, tell.Day(day), kind, minutes, [topic], Fund));
        if (signs)
            await tell.AsAsync(manager, new CountersignSession(session, "director"));
    }

    private static async Task<Guid> ObserveAsync(
        Teller tell,
        SupportedEnterprise e,
        Figure adviser,
        string when,
        decimal value,
        int day,
        bool baseline
    )
    {
        var observation = Teller.Id($"turnover-{when}/{e.Company.Key}");
        await tell.AsAsync(
            adviser,
            new ObserveGrowth(
                observation,
                e.Case,
                GrowthMeasure.Turnover,
                value,
                tell.Day(day),
                baseline ? "Accounts of the last year" : "Management accounts",
                Baseline: baseline
            )
        );
        return observation;
    }

    private static decimal Turnover(SupportedEnterprise e) =>
        e.New ? 500m * e.Roll(40, "turnover") : 12_000m + 500m * e.Roll(400, "turnover");

    private static (string Code, string Town, string Postcode) Ward(SupportedEnterprise e) =>
        Invented.One(Invented.Wards, $"{e.Company.Key}/ward");
}
