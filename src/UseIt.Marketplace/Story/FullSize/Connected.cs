using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story.FullSize;

/// <summary>One candidate beyond the eight that the story follows; the so-manieth of those connected with an employer, if at all.</summary>
internal sealed record MedicalCandidate(int N, Origin Origin, string Profession, int Quarter, int? Connection)
{
    private const int MayWork = 220;
    private const int Works = 21;
    private const int For13Weeks = 17;
    private const int For26Weeks = 14;

    public string Key => $"candidate/{N + 1:000}";
    public Guid Id => Teller.Id(Key);
    public string Name => Invented.Name(Origin, N / Invented.Origins.Length);
    public string Contact => Invented.Telephone(200 + N);
    public string Pathway => Profession == "doctor" ? "doctor" : "nurse";

    /// <summary>The so-manieth in a job; whoever was connected late is not in one yet.</summary>
    private int? Job => Connection is { } c && c < MayWork && Invented.IsOneOf(Works, MayWork, c) ? c * Works / MayWork : null;
    public bool HasJob => Job is not null;
    public bool After13Weeks => Job < For13Weeks;
    public bool After26Weeks => Job < For26Weeks;

    public bool Placed => Connection is { } c && c % 4 == 1;
    public bool ComesToNothing => Connection is { } c && c % 9 == 4 && !Placed && !HasJob;

    public VacancyOffer Offer => new(Quarter, Profession, HasJob || Roll(2, "vacancy") == 0);

    public Guid Introduction => UuidV5.Of(Id, $"introduction/{Offer.Id}");

    public int Roll(int below, string what) => Invented.Below(below, $"{Key}/{what}");
}

/// <summary>What the hospital offers to one profession in one quarter: a post, or something to see the work by.</summary>
internal sealed record VacancyOffer(int Quarter, string Profession, bool Post)
{
    private static readonly string[] Departments =
    [
        "acute medicine",
        "care of older people",
        "children’s wards",
        "theatres",
        "the emergency department",
        "community clinics",
        "stroke care",
        "maternity",
        "outpatients",
        "heart care",
    ];

    public Guid Id => Teller.Id($"vacancy/{Quarter}/{Profession}/{Post}");

    private string Department => Profession == "midwife" ? "maternity" : Invented.One(Departments, $"{Id}");

    public PostVacancy Command(Teller tell) =>
        new(
            Id,
            Cast.Hospital.Id,
            (Profession, Post) switch
            {
                ("doctor", true) => $"Clinical fellow, {Department} (invented)",
                ("doctor", false) => $"Clinical attachment, {Department} (invented)",
                ("nurse", true) => $"Nurse, {Department} (invented)",
                ("nurse", false) => $"Two weeks on the ward, {Department} (invented)",
                (_, true) => "Midwife, delivery suite (invented)",
                _ => "A week beside a community midwife (invented)",
            },
            Profession,
            Post ? VacancyKind.Job
                : Profession == "midwife" ? VacancyKind.Shadowing
                : VacancyKind.Placement,
            "E05011168",
            tell.Day(Quarters.Opening(Quarter) + 30),
            2 + Invented.Below(7, $"{Id}/number")
        );
}

/// <summary>
/// The people with a medical qualification from abroad whom the programme connected with the hospital: with two of the eight, 250; 22 of
/// them in a job, and 15 still in it after half a year. A few are still on their way.
/// </summary>
internal static class Connected
{
    private const int All = 266;
    private const int With = 248;

    // Who comes in the last quarter is connected at its end.
    private static readonly VacancyOffer[] Offers =
    [
        .. from quarter in Enumerable.Range(0, Quarters.Count)
        from profession in new[] { "doctor", "nurse", "midwife" }
        from post in new[] { true, false }
        select new VacancyOffer(quarter, profession, post),
    ];

    public static IReadOnlyList<MedicalCandidate> Candidates { get; } = [.. Plan()];

    public static IEnumerable<(string Name, Func<Task> Acts)> Opening(Teller tell, int quarter) =>
        Candidates
            .Where(c => c.Quarter == quarter)
            .Select(c => (c.Key, (Func<Task>)(() => RegisterAsync(tell, c))))
            .Append(("vacancies", () => OfferAsync(tell, quarter)));

    public static IEnumerable<(string Name, Func<Task> Acts)> Closing(Teller tell, int quarter) =>
        Candidates
            .Where(c => c.Quarter <= quarter && c.Quarter >= quarter - 3)
            .Select(c => (c.Key, (Func<Task>)(() => GoOnAsync(tell, c, quarter))))
            .Append(("vacancies", () => CloseAsync(tell, quarter)));

    private static IEnumerable<MedicalCandidate> Plan()
    {
        var connected = 0;
        for (var n = 0; n < All; n++)
            yield return new MedicalCandidate(
                n,
                Invented.Origins[n % Invented.Origins.Length],
                Invented.Below(20, $"profession/{n}") switch
                {
                    < 9 => "doctor",
                    < 18 => "nurse",
                    _ => "midwife",
                },
                n * Quarters.Count / All,
                Invented.IsOneOf(With, All, n) ? connected++ : null
            );
    }

    private static async Task OfferAsync(Teller tell, int quarter)
    {
        foreach (var offer in Offers.Where(o => o.Quarter == quarter))
            await tell.AsAsync(Cast.Author, offer.Command(tell));
    }

    private static async Task CloseAsync(Teller tell, int quarter)
    {
        foreach (var offer in Offers.Where(o => o.Quarter == quarter - 2))
            await tell.AsAsync(
                Cast.Author,
                new CloseVacancy(offer.Id, Invented.One([VacancyEnd.Filled, VacancyEnd.Filled, VacancyEnd.NotNeeded], $"{offer.Id}/end"))
            );
    }

    private static async Task RegisterAsync(Teller tell, MedicalCandidate c)
    {
        var (adviser, today) = (Advisers.Of(c.Key), Quarters.Opening(c.Quarter));
        await tell.AsAsync(
            adviser,
            new RegisterCandidate(
                c.Id,
                Cast.Ise.Id,
                c.Pathway,
                c.Profession,
                c.Name,
                c.Contact,
                c.Origin.Language,
                tell.Day(today - c.Roll(6, "notice")),
                Invented.One(Enum.GetValues<ReferralSource>(), $"{c.Key}/from"),
                DecidesAlone: true,
                Qualified(c),
                PlaceCode: Invented.One(Invented.Wards, $"{c.Key}/ward").Code,
                Programme: BackToTheProfession.Programme
            )
        );
        if (c.N % 3 == 0)
            await TestAsync(tell, c, adviser, today - 10 - c.Roll(200, "test"));
        if (c.N % 10 == 6)
            await tell.AsAsync(
                adviser,
                new RecordBarriers(c.Id, [Invented.One(Enum.GetValues<BarrierKind>(), $"{c.Key}/barrier")], tell.Day(today))
            );
    }

    private static async Task GoOnAsync(Teller tell, MedicalCandidate c, int quarter)
    {
        if (c.Connection is null)
            return;
        var (adviser, today, since) = (Advisers.Of(c.Key), Quarters.Closing(quarter), quarter - c.Quarter);
        // The first day of a placement or a job, a little before the quarter's end.
        var day = Quarters.Closing(c.Quarter + 1) - 5;
        switch (since)
        {
            case 0:
                await tell.AsAsync(adviser, new AgreeToPassOn(c.Id, c.Offer.Id, tell.Day(today - 1 - c.Roll(20, "yes"))));
                await tell.AsAsync(
                    adviser,
                    new IntroduceCandidate(
                        c.Id,
                        c.Offer.Id,
                        $"{c.Name}, {c.Contact}. A {c.Profession} who qualified abroad and lives nearby; {Wish(c)}."
                    )
                );
                break;
            case 1 when c.ComesToNothing:
                await tell.AsAsync(adviser, new EndIntroduction(c.Introduction, IntroductionEnd.NotChosen));
                break;
            case 1 when c.HasJob:
                await tell.AsAsync(adviser, new StartJob(c.Introduction, tell.Day(day), c.N % 3 != 0, EvidenceSource.ContractOrLetterSeen));
                break;
            case 1 when c.Placed:
                await tell.AsAsync(
                    adviser,
                    new StartPlacement(c.Introduction, tell.Day(day - c.Roll(60, "placed")), EvidenceSource.ConfirmedByEmployer)
                );
                break;
            case 2 when c.Placed && !c.HasJob:
                await tell.AsAsync(
                    adviser,
                    new EndPlacement(
                        c.Introduction,
                        tell.Day(today - c.Roll(40, "ended")),
                        c.N % 7 != 0,
                        EvidenceSource.ConfirmedByEmployer
                    )
                );
                break;
            case 2 when c.After13Weeks:
                await tell.AsAsync(adviser, new ConfirmRetention(c.Introduction, 13, tell.Day(day + 7 * 13), EvidenceSource.PayslipSeen));
                break;
            case 3 when c.After26Weeks:
                await tell.AsAsync(
                    adviser,
                    new ConfirmRetention(c.Introduction, 26, tell.Day(day + 7 * 26), EvidenceSource.ConfirmedByEmployer)
                );
                break;
        }
    }

    private static Task TestAsync(Teller tell, MedicalCandidate c, Figure adviser, int day) =>
        tell.AsAsync(
            adviser,
            new RecordTest(
                c.Id,
                Teller.Id($"test/{c.Key}"),
                "oet",
                tell.Day(day),
                [
                    .. new[] { "listening", "reading", "writing", "speaking" }.Select(part => new PartScore(
                        part,
                        Invented.One(["A", "B", "B", "B", "C+", "C"], $"{c.Key}/{part}")
                    )),
                ]
            )
        );

    private static string Qualified(MedicalCandidate c) => $"{c.Origin.Country}, {2001 + c.Roll(20, "qualified")}";

    private static string Wish(MedicalCandidate c) =>
        Invented.One(
            [
                "wants to work with older people",
                "has worked on children’s wards for years",
                "looks for a team to learn its ways from",
                "speaks the languages of half the ward",
                "can begin at once, in any shift",
                "worked in an emergency department before",
                "wants to go on in surgery",
            ],
            $"{c.Key}/wish"
        );
}
