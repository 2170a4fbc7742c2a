using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;
using static UseIt.Marketplace.Tests.Programmes.ToldProgramme;

namespace UseIt.Marketplace.Tests.Programmes;

/// <summary>What goes into a claim, what comes out again in the next, what is told of people, and what an auditor draws.</summary>
public sealed class ClaimTests
{
    private static readonly Quarter First = new(2024, 1);

    [Fact]
    public void an_output_is_claimed_once_its_evidence_is_complete_and_then_never_again()
    {
        var told = new ToldProgramme();
        var grounds = told.Supported("Grounds");
        var draft = told.Draft(First);
        Assert.DoesNotContain(draft.Lines, l => l.Indicator == "C1");
        Assert.Equal(
            ["eligibility", "sme-declaration", "hours-log", "action-plan", "baseline"],
            draft.Held.Single(h => h.Indicator == "C1").Missing
        );
        told.Evidence("C1", grounds, accepted: false);
        Assert.Single(told.Draft(First).Held, h => h.Indicator == "C1");
        told.Evidence("C1", grounds);
        var line = Assert.Single(told.Claim(First).Lines);
        Assert.Equal(("C1", grounds, 1m, 12m, null), (line.Indicator, line.SubjectId, line.Quantity, line.Hours, line.Reason));
        Assert.Empty(told.Draft(First.Plus(1)).Lines);
    }

    [Fact]
    public void one_that_falls_below_the_threshold_goes_out_in_the_next_claim_with_the_reason_and_no_other_does()
    {
        var told = new ToldProgramme();
        var (grounds, kitchen) = (told.Supported("Grounds"), told.Enterprise("Kitchen"));
        var session = told.Session(kitchen, 720);
        foreach (var enterprise in new[] { grounds, kitchen })
            told.Evidence("C1", enterprise);
        Assert.Equal(2, told.Claim(First).Lines.Count);
        told.Add(session, new SessionDisputed(session, Named("case"), kitchen, "An hour less"));
        var gone = Assert.Single(told.Claim(First.Plus(1)).Lines);
        Assert.Equal((kitchen, -1m, "0 of 12 hours"), (gone.SubjectId, gone.Quantity, gone.Reason));
        told.Add(session, new SessionCorrected(session, Named("case"), kitchen, 660, "An hour less"));
        told.Confirm(session, kitchen);
        Assert.Empty(told.Draft(First.Plus(2)).Lines);
        told.Session(kitchen, 60);
        var back = Assert.Single(told.Claim(First.Plus(2)).Lines);
        Assert.Equal((kitchen, 1m, "It counts again"), (back.SubjectId, back.Quantity, back.Reason));
        told.Add(session, new SessionCorrected(session, Named("case"), kitchen, 600, "Two hours less"));
        told.Confirm(session, kitchen);
        var out2 = Assert.Single(told.Claim(First.Plus(3)).Lines);
        Assert.Equal("11 of 12 hours", out2.Reason);
    }

    [Fact]
    public void what_is_not_accepted_any_more_goes_out_and_a_figure_that_changed_is_adjusted()
    {
        var told = new ToldProgramme();
        var grounds = told.Supported("Grounds");
        told.Evidence("C1", grounds);
        told.Evidence("C8", grounds);
        Staff("before", 1m, From, baseline: true);
        var after = Staff("after", 3.5m, new(2024, 3, 1));
        told.Add(after, new GrowthObservationVerified(after, grounds, Named("david")));
        Assert.Equal(2.5m, told.Claim(First).Lines.Single(l => l.Indicator == "C8").Quantity);
        told.Add(after, new GrowthObservationCorrected(after, grounds, 3m, "Half a post less"));
        told.Add(after, new GrowthObservationVerified(after, grounds, Named("david")));
        var id = OutputEvidence.IdOf(Id, "C1", grounds);
        told.Add(id, new OutputEvidenceRejected(id, Id, "C1", grounds, "hours-log", "Not signed", Named("david")));
        var lines = told.Claim(First.Plus(1)).Lines;
        Assert.Equal(
            (-0.5m, "Changed from 2.5 to 2"),
            lines.Single(l => l.Indicator == "C8") is var c8 ? (c8.Quantity, c8.Reason) : default
        );
        Assert.Equal(
            (-1m, "Its evidence is no longer accepted: hours-log"),
            lines.Single(l => l.Indicator == "C1") is var c1 ? (c1.Quantity, c1.Reason) : default
        );

        Guid Staff(string name, decimal value, DateOnly on, bool baseline = false)
        {
            told.Add(
                Named(name),
                new GrowthObserved(
                    Named(name),
                    grounds,
                    null,
                    GrowthMeasure.FullTimeEquivalents,
                    value,
                    "FTE",
                    on,
                    "Payroll",
                    null,
                    baseline
                )
            );
            return Named(name);
        }
    }

    [Fact]
    public void only_what_was_reached_by_the_end_of_the_quarter_is_claimed_for_it()
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Grounds");
        told.Session(grounds, 720, First.Last.AddDays(1));
        told.Evidence("C1", grounds);
        Assert.Empty(told.Claim(First).Lines);
        Assert.Single(told.Claim(First.Plus(1)).Lines);
    }

    [Fact]
    public void money_is_claimed_against_its_profile_with_match_apart()
    {
        var told = new ToldProgramme();
        told.Add(Id, new ProgrammeBudgetSet(Id, "1", "Advisers", new Money(100m), "2024-Q1", "2024-Q3"));
        var partner = Named("partner");
        var returned = PartnerReturn.IdOf(Id, partner, "2024-Q1");
        told.Add(
            returned,
            new PartnerReturnSubmitted(
                returned,
                Id,
                partner,
                Ise,
                "2024-Q1",
                [],
                [
                    new DefrayedSpend("1", new(2024, 2, 1), new Money(30m), new Money(5m), "Invoice 7"),
                    new DefrayedSpend("1", new(2024, 3, 1), new Money(3.10m), Money.Zero, "Invoice 9"),
                ],
                ToldProgramme.Signature()
            )
        );
        MakeClaimHandler.Draft(Id, First, told.All, out var waiting, out _);
        Assert.True(waiting);
        told.Add(returned, new PartnerReturnAccepted(returned, Id, partner, "2024-Q1", Named("david")));
        var spend = Assert.Single(MakeClaimHandler.Draft(Id, First, told.All, out waiting, out var returns).Spend);
        Assert.Equal((33.34m, 33.10m, 5m), (spend.Profile.Amount, spend.Defrayed.Amount, spend.Match.Amount));
        Assert.Equal((false, returned), (waiting, Assert.Single(returns)));
        var line = told.Programme.Budget[0];
        Assert.Equal([33.34m, 66.67m, 100m, 100m], Enumerable.Range(0, 4).Select(n => line.ProfileBy(First.Plus(n)).Amount));
        Assert.Equal(0m, line.ProfileBy(First.Plus(-1)).Amount);
    }

    [Fact]
    public void people_are_told_once_a_year_and_only_where_nobody_is_found_by_the_number_or_a_difference()
    {
        var told = new ToldProgramme();
        People(0, 4);
        Assert.Null(Told(First).Value);
        People(4, 1);
        Assert.Equal((5m, "2024-Q1"), Said(Told(First)));
        told.Claim(First);
        People(5, 6);
        // Within the year what was told stands.
        Assert.Equal((5m, "2024-Q1"), Said(Told(First.Plus(1))));
        told.Claim(First.Plus(1));
        told.Claim(First.Plus(3));
        Assert.Equal((11m, "2024-Q4"), Said(told.All.Claims.Last().Totals.Single(t => t.Indicator == "people-connected")));
        People(11, 4);
        Assert.Equal((11m, "2024-Q4"), Said(Told(First.Plus(7))));
        People(15, 1);
        Assert.Equal((16m, "2025-Q4"), Said(Told(First.Plus(7))));
        // Of these, a job each for all but one would tell of that one.
        foreach (var n in Enumerable.Range(0, 15))
            Job(n);
        Assert.Equal((0m, "2024-Q4"), Said(Told(First.Plus(7), "people-in-a-job")));
        // Enterprises, consortia, networks are never held back.
        told.Supported("Grounds");
        Assert.Equal(1m, Told(First.Plus(7), "C1").Value);

        ProgrammeTotal Told(Quarter quarter, string indicator = "people-connected") =>
            told.Draft(quarter).Totals.Single(t => t.Indicator == indicator);

        static (decimal?, string) Said(ProgrammeTotal total) => (total.Value, total.AsOf);

        void People(int from, int count)
        {
            for (var n = from; n < from + count; n++)
                told.Introduced(told.Person($"person {n}"));
        }

        void Job(int n)
        {
            var introduction = Named($"job {n}");
            told.Add(
                introduction,
                new JobStarted(
                    introduction,
                    Named($"person {n}"),
                    Named("vacancy"),
                    From.AddDays(60),
                    true,
                    EvidenceSource.PayslipSeen,
                    Named("yvonne")
                )
            );
        }
    }

    [Fact]
    public void a_sample_is_drawn_again_by_its_seed_and_another_seed_draws_another()
    {
        var claim = Named("claim");
        ClaimLine[] lines =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(n => new ClaimLine($"C1:{Named($"e{n}")}", "C1", Named($"e{n}"), From, 1, "enterprises", 12, null)),
        ];
        var drawn = SampleDraw.Of(claim, lines, "Oak", 8);
        Assert.Equal(8, drawn.Distinct().Count());
        Assert.Equal(drawn, SampleDraw.Of(claim, lines.Reverse(), "Oak", 8));
        Assert.Equal(drawn, SampleDraw.Of(claim, lines, "Oak", 12).Take(8));
        Assert.NotEqual(drawn, SampleDraw.Of(claim, lines, "Elm", 8));
        Assert.Equal(40, SampleDraw.Of(claim, lines, "Oak", 1000).Count);
    }

    [Fact]
    public void the_version_of_the_rules_is_that_of_the_day_of_the_agreement()
    {
        Assert.Null(IndicatorRules.InForce("ERDF", new(2018, 6, 26)));
        Assert.Equal("esif-gn-1-002-v6", IndicatorRules.InForce("ERDF", new(2018, 6, 27))!.Code);
        var later = IndicatorRules.Find("esif-gn-1-002-v6")! with { Code = "v7", From = new(2025, 1, 1) };
        IndicatorRuleSet[] both = [.. IndicatorRules.All, later];
        Assert.Equal("esif-gn-1-002-v6", IndicatorRules.InForce("ERDF", new(2024, 12, 31), both)!.Code);
        Assert.Equal("v7", IndicatorRules.InForce("ERDF", new(2025, 1, 1), both)!.Code);
        Assert.All(
            IndicatorRules.All.SelectMany(s => s.Indicators),
            i => Assert.True(i.Source.Contains("[V]", StringComparison.Ordinal) || i.Source.Contains("[K]", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("2026-Q1", "2026-01-01", "2026-03-31")]
    [InlineData("2026-Q4", "2026-10-01", "2026-12-31")]
    public void a_quarter_has_its_days(string text, string first, string last)
    {
        var quarter = Quarter.Read(text)!.Value;
        Assert.Equal((DateOnly.Parse(first, null), DateOnly.Parse(last, null)), (quarter.First, quarter.Last));
        Assert.Equal(quarter, Quarter.Of(quarter.Last));
        Assert.Equal(text, quarter.ToString());
        Assert.Equal(5, quarter.Until(quarter.Plus(4)));
    }

    [Theory]
    [InlineData("2026-Q0")]
    [InlineData("2026-Q5")]
    [InlineData("26-Q1")]
    [InlineData("2026Q1")]
    [InlineData("")]
    public void what_is_no_quarter_is_not_read_as_one(string text) => Assert.Null(Quarter.Read(text));
}
