using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>How the enterprises came to be ready: what they do, and what iSE did with them.</summary>
internal static class Growth
{
    private static readonly Place Birmingham = new("E08000025", "Birmingham");
    private static readonly Place Sandwell = new("E08000028", "Sandwell");

    private sealed record Trade(Company Company, string Mission, string Capability, string[] Cpv, decimal Before, decimal After);

    private static readonly IReadOnlyList<Trade> Trades =
    [
        new(
            Cast.Grounds,
            "Green jobs for people who have been out of work for long",
            "Grounds maintenance",
            ["77314000", "77310000"],
            84_000,
            171_500
        ),
        new(
            Cast.Repairs,
            "Repairs done by people who learn the trade",
            "Building repairs and redecoration",
            ["50700000", "45440000"],
            132_000,
            188_000
        ),
        new(Cast.Kitchen, "Good food cooked by and for Handsworth", "Catering", ["55520000", "55300000"], 61_000, 118_000),
        new(Cast.Cleaners, "Fair work in cleaning", "Cleaning of buildings", ["90911200", "90910000"], 97_000, 142_000),
        new(Cast.Wheels, "Transport for those whom buses leave behind", "Community and patient transport", ["60130000"], 154_000, 160_000),
        new(Cast.Threads, "Textile skills handed on", "Linen repair and uniforms", ["18110000"], 38_000, 52_000),
        new(Cast.Print, "Work experience in print", "Printing", ["79810000"], 47_000, 44_000),
        new(Cast.Recycle, "Nothing usable thrown away", "Furniture reuse and clearance", ["90500000", "39100000"], 72_000, 115_000),
        new(Cast.Digital, "Digital skills for all ages", "Digital skills training", ["80533100"], 55_000, 91_000),
        new(Cast.Interpreters, "Every patient understood", "Interpreting", ["79540000"], 103_000, 167_000),
        new(Cast.Gardeners, "Growing food together", "Planting and food growing", ["77300000"], 21_000, 33_000),
        new(Cast.Builders, "Apprenticeships on local sites", "Small building works", ["45210000"], 240_000, 310_000),
    ];

    // What every buyer asks for, as far as each has it.
    private static readonly (BidReadyKind Kind, string Title)[] AskedFor =
    [
        (BidReadyKind.Policy, "Health and safety policy"),
        (BidReadyKind.Accounts, "Accounts of the last year"),
        (BidReadyKind.Insurance, "Public liability insurance"),
        (BidReadyKind.Reference, "A buyer we have worked for"),
    ];

    private static readonly (Company Company, int Has)[] Files =
    [
        (Cast.Grounds, 4),
        (Cast.Kitchen, 4),
        (Cast.Recycle, 4),
        (Cast.Interpreters, 4),
        (Cast.Builders, 4),
        (Cast.Cleaners, 3),
        (Cast.Repairs, 3),
        (Cast.Threads, 2),
        (Cast.Digital, 1),
    ];

    public static void Tell(Teller tell)
    {
        tell.Scene(
            "Nine begin their bid-ready files, and five have all that buyers ask for",
            tell.At(-75, 15),
            async () =>
            {
                foreach (var (company, has) in Files)
                foreach (var (kind, title) in AskedFor.Take(has))
                    await tell.AsAsync(
                        Cast.ManagerOf(company),
                        new AddBidReadyItem(
                            company.Id,
                            Teller.Id($"bid-ready/{company.Key}/{kind}"),
                            kind,
                            title,
                            Cover: kind == BidReadyKind.Insurance ? new Money(5_000_000) : null,
                            Until: kind == BidReadyKind.Insurance ? tell.Day(210) : null
                        )
                    );
            }
        );
        tell.Scene(
            "Twelve enterprises say what they do",
            tell.At(-390, 10),
            async () =>
            {
                foreach (var (manager, trade) in Cast.Managers.Zip(Trades))
                {
                    await tell.AsAsync(
                        manager,
                        new RegisterEnterprise(trade.Company.Id, "Community interest company", trade.Mission, tell.Day(-2200))
                    );
                    await tell.AsAsync(
                        manager,
                        new DeclareCapability(
                            trade.Company.Id,
                            Teller.Id($"capability/{trade.Company.Key}"),
                            trade.Capability,
                            trade.Cpv,
                            [Birmingham, Sandwell]
                        )
                    );
                    await tell.AsAsync(
                        manager,
                        new RecordStatusEvidence(
                            trade.Company.Id,
                            Teller.Id($"mission/{trade.Company.Key}"),
                            StatusCriterion.Mission,
                            "The mission stands in the articles of association",
                            tell.Day(-2200)
                        )
                    );
                    await tell.AsAsync(
                        Cast.Adviser,
                        new VerifyStatusEvidence(trade.Company.Id, Teller.Id($"mission/{trade.Company.Key}"), Accepted: true)
                    );
                }
            }
        );
        tell.Scene(
            "iSE takes stock with each of them",
            tell.At(-370, 11),
            async () =>
            {
                foreach (var (manager, trade) in Cast.Managers.Zip(Trades))
                {
                    var support = Case(trade);
                    await tell.AsAsync(
                        Cast.Adviser,
                        new ReceiveEnquiry(support, Cast.Ise.Id, trade.Company.Id, "Wants to win work from the big buyers nearby")
                    );
                    await tell.AsAsync(manager, new AcceptCase(support));
                    await tell.AsAsync(
                        Cast.Adviser,
                        new CheckEligibility(
                            support,
                            Eligibility.Eligible,
                            "Story rules 2025",
                            "Trades in Ladywood, Soho, Handsworth or Smethwick"
                        )
                    );
                    await tell.AsAsync(
                        Cast.Adviser,
                        new DiagnoseEnterprise(
                            support,
                            Teller.Id($"baseline/{trade.Company.Key}"),
                            "Readiness for tenders",
                            "1",
                            tell.Day(-370),
                            [
                                new("Policies", 1, null),
                                new("Insurances", 2, null),
                                new("Pricing", 1, "Prices a day, not a job"),
                                new("Consortium experience", 0, null),
                            ]
                        )
                    );
                    await tell.AsAsync(
                        Cast.Adviser,
                        new AgreeActionPlan(
                            support,
                            [new(Teller.Id($"action/{trade.Company.Key}"), "Write the policies every buyer asks for", tell.Day(-300))]
                        )
                    );
                    await tell.AsAsync(
                        Cast.Adviser,
                        new ObserveGrowth(
                            Teller.Id($"turnover-before/{trade.Company.Key}"),
                            support,
                            GrowthMeasure.Turnover,
                            trade.Before,
                            tell.Day(-380),
                            "Accounts of the last year",
                            Baseline: true
                        )
                    );
                }
            }
        );
        foreach (var (day, topic, minutes) in new[] { (-330, "pricing", 90), (-290, "policies", 120), (-240, "bidding together", 150) })
            tell.Scene(
                $"A session on {topic}",
                tell.At(day, 14),
                async () =>
                {
                    foreach (var (manager, trade) in Cast.Managers.Zip(Trades))
                    {
                        var session = Teller.Id($"session/{topic}/{trade.Company.Key}");
                        await tell.AsAsync(
                            Cast.Adviser,
                            new LogSession(Case(trade), session, tell.Day(day), SessionKind.OneToOne, minutes, [topic], "Story fund")
                        );
                        if (trade.Company != Cast.Print)
                            await tell.AsAsync(manager, new CountersignSession(session, "director"));
                    }
                }
            );
    }

    // What has become of each after half a year and after a year. For some the second is still to come, and for one both are late.
    private static readonly (Company Company, string HalfAYear, string? Year)[] Reviewed =
    [
        (Cast.Grounds, "Its policies are written, and it bids with two others", "It leads a contract of the hospital with two others"),
        (Cast.Repairs, "It prices by the job now", "It builds at the reservoir, with three suppliers of its own"),
        (Cast.Kitchen, "A buyer has accepted its food safety policy", "It has an order for the day clinics, and needs a second oven"),
        (Cast.Cleaners, "It knows what an hour of its work costs", "It pays the real living wage to everybody"),
        (Cast.Wheels, "Insurances are those that hospitals ask for", null),
        (Cast.Threads, "It has a price list for the first time", null),
        (Cast.Recycle, "It has two references of clearances", "Half of its income is earned"),
        (Cast.Digital, "Its trainers are checked, and two schools have asked", "It teaches in four libraries"),
        (Cast.Interpreters, "Its terms of business are written", "It interprets in 14 languages, and is paid in 30 days"),
        (Cast.Gardeners, "It has a constitution and a treasurer", "Eleven people plant every Tuesday"),
        (Cast.Builders, "Three apprentices stayed after their first year", "It fits kitchens at the reservoir"),
    ];

    /// <summary>A year on.</summary>
    public static void TellLater(Teller tell)
    {
        tell.Scene(
            "iSE announces a workshop, and two enterprises sign up",
            tell.At(-8, 9),
            async () =>
            {
                var workshop = Teller.Id("workshop/contract-ready");
                await tell.AsAsync(
                    Cast.Adviser,
                    new AnnounceWorkshop(
                        workshop,
                        Cast.Ise.Id,
                        "From award to the first invoice",
                        tell.At(12, 10),
                        tell.At(12, 12),
                        "Avery House, Ladywood",
                        SessionMode.InPerson,
                        "Story fund"
                    )
                );
                foreach (
                    var (manager, trade) in Cast
                        .Managers.Zip(Trades)
                        .Where(m => m.Second.Company == Cast.Kitchen || m.Second.Company == Cast.Cleaners)
                )
                    await tell.AsAsync(manager, new SignUpForWorkshop(workshop, Case(trade)));
            }
        );
        tell.Scene(
            "Half a year on, iSE reviews what has changed",
            tell.At(-183, 16),
            async () =>
            {
                foreach (var (company, halfAYear, _) in Reviewed)
                    await tell.AsAsync(Cast.Adviser, new ReviewCase(Case(company), 6, $"{halfAYear}."));
            }
        );
        tell.Scene(
            "A year on, most are reviewed again, and three say that it is right",
            tell.At(-4, 11),
            async () =>
            {
                foreach (var (company, _, year) in Reviewed.Where(r => r.Year is not null))
                {
                    var session = Teller.Id($"session/review/{company.Key}");
                    await tell.AsAsync(
                        Cast.Adviser,
                        new LogSession(Case(company), session, tell.Day(-5), SessionKind.OneToOne, 45, ["what comes next"], "Story fund")
                    );
                    await tell.AsAsync(Cast.Adviser, new ReviewCase(Case(company), 12, $"{year}."));
                    // Two have yet to confirm theirs.
                    if (company != Cast.Digital && company != Cast.Gardeners)
                        await tell.AsAsync(Cast.ManagerOf(company), new CountersignSession(session, "director"));
                }
                foreach (var company in new[] { Cast.Grounds, Cast.Kitchen, Cast.Builders })
                    await tell.AsAsync(Cast.ManagerOf(company), new AnswerReview(Case(company), 12, Agreed: true));
            }
        );
        tell.Scene(
            "A year on, the figures are taken again",
            tell.At(-8, 10),
            async () =>
            {
                foreach (var trade in Trades)
                {
                    var observation = Teller.Id($"turnover-after/{trade.Company.Key}");
                    await tell.AsAsync(
                        Cast.Adviser,
                        new ObserveGrowth(
                            observation,
                            Case(trade),
                            GrowthMeasure.Turnover,
                            trade.After,
                            tell.Day(-15),
                            "Management accounts"
                        )
                    );
                    if (trade.After > trade.Before)
                        await tell.AsAsync(Cast.Adviser, new VerifyGrowthObservation(Case(trade), observation));
                }
            }
        );
    }

    private static Guid Case(Trade trade) => Case(trade.Company);

    private static Guid Case(Company company) => Teller.Id($"case/{company.Key}");
}
