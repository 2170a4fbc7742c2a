using UseIt.Marketplace.Skills;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>What is missing next and by when follows from the pathway's rules and from what is recorded, to the day.</summary>
public sealed class StandingTests
{
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly PathwayRules Nurse = PathwayRules.Of("nurse")!;
    private static readonly PathwayRules Doctor = PathwayRules.Of("doctor")!;
    private static readonly PathwayRules CareLeaver = PathwayRules.Of("care-leaver")!;

    [Fact]
    public void every_rule_names_what_there_is_and_where_it_comes_from()
    {
        Assert.Equal(
            ["doctor", "nurse", "care-leaver", "homeless-person", "autistic-young-person", "prison-leaver"],
            PathwayRules.All.Select(p => p.Code)
        );
        foreach (var edition in PathwayRules.All.SelectMany(p => p.Editions))
        {
            Assert.NotEmpty(edition.Source);
            Assert.Distinct(edition.Needs.Select(n => n.Code));
            foreach (var need in edition.Needs)
            {
                Assert.NotEmpty(need.Source);
                Assert.True(need.StandsUntil is not { } step || edition.StepOf(step) is not null, need.Code);
                Assert.True(need.After is not { } before || edition.Needs.TakeWhile(n => n != need).Any(n => n.Code == before), need.Code);
                foreach (var option in need.Tests)
                {
                    var test = edition.Test(option.Test)!;
                    Assert.All(option.Least, l => Assert.True(test.Parts.Contains(l.Key) && test.Read(l.Value) == l.Value, l.Key));
                    Assert.All(option.Combine?.Floor ?? option.Least, l => Assert.Equal(l.Value, test.Read(l.Value)));
                }
            }
        }
        foreach (var pathway in PathwayRules.All)
        {
            // From one edition to the next there is no day without rules, and none with two.
            foreach (var (before, after) in pathway.Editions.Zip(pathway.Editions.Skip(1)))
                Assert.Equal(before.To!.Value.AddDays(1), after.From);
            Assert.Null(pathway.Editions[^1].To);
        }
    }

    [Fact]
    public void a_result_counts_on_its_last_day_and_not_on_the_day_after()
    {
        var held = Held(Oet(new DateOnly(2024, 6, 1), "B", "B", "C+", "B"));
        Assert.True(On(Nurse, held, Today).Has("english"));
        Assert.Equal(Today, Assert.Single(On(Nurse, held, Today).Expiring).Until);
        Assert.Equal(("cbt", Today), (On(Nurse, held, Today).Next!.Need.Code, On(Nurse, held, Today).By));

        var after = On(Nurse, held, Today.AddDays(1));
        Assert.False(after.Has("english"));
        Assert.Equal("english", after.Next!.Need.Code);
        Assert.Equal("OET Nursing: expired after Monday 1 June 2026", after.Next.Says);
        Assert.Empty(after.Expiring);
    }

    [Fact]
    public void a_score_that_is_too_low_is_told_with_what_it_needs()
    {
        var low = On(Nurse, Held(Oet(new DateOnly(2026, 1, 5), "B", "C+", "C", "A")), Today);
        Assert.Equal("OET Nursing is too low: reading C+, needs B; writing C, needs C+", low.Next!.Says);
        Assert.Null(low.Reached);
        // A doctor's rules ask more of the same scores.
        Assert.True(On(Nurse, Held(Oet(new DateOnly(2026, 1, 5), "B", "B", "C+", "B")), Today).Has("english"));
        Assert.Equal(
            "OET Medicine is too low: writing C+, needs B",
            On(Doctor, Held(Oet(new DateOnly(2026, 1, 5), "B", "B", "C+", "B")), Today).Next!.Says
        );
        // IELTS for doctors has a least overall as well.
        Assert.Equal(
            "IELTS Academic is too low: overall 7, needs 7.5",
            On(Doctor, Held(Ielts(new DateOnly(2026, 1, 5), "7", "7", "7", "7", "7")), Today).Next!.Says
        );
    }

    [Theory]
    [InlineData("2026-02-10", true)] // twelve months to the day
    [InlineData("2026-02-11", false)]
    public void two_sittings_count_together_while_they_are_near_enough(string second, bool met)
    {
        var held = Held(
            Oet(new DateOnly(2025, 2, 10), "B", "C+", "C+", "B"),
            Oet(DateOnly.Parse(second, System.Globalization.CultureInfo.InvariantCulture), "C+", "B", "C+", "C+")
        );
        Assert.Equal(met, On(Nurse, held, Today).Has("english"));
        // The older half decides how long both count.
        if (met)
            Assert.Equal(new DateOnly(2027, 2, 10), Assert.Single(On(Nurse, held, Today).Expiring).Until);
    }

    [Fact]
    public void two_sittings_do_not_count_together_when_a_part_fell_below_the_floor() =>
        Assert.False(
            On(Nurse, Held(Oet(new DateOnly(2025, 12, 1), "B", "C", "C+", "B"), Oet(new DateOnly(2026, 2, 1), "C+", "B", "C+", "B")), Today)
                .Has("english")
        );

    [Fact]
    public void the_rules_of_the_day_decide_how_far_apart_two_sittings_may_be()
    {
        var held = Held(Oet(new DateOnly(2022, 3, 1), "B", "C+", "C+", "B"), Oet(new DateOnly(2022, 12, 1), "B", "B", "C+", "C+"));
        Assert.False(On(Nurse, held, new DateOnly(2023, 2, 7)).Has("english"));
        Assert.True(On(Nurse, held, new DateOnly(2023, 2, 8)).Has("english"));
    }

    [Fact]
    public void what_was_needed_for_a_step_may_expire_once_the_step_is_taken()
    {
        var held = Held(
            Oet(new DateOnly(2023, 6, 1), "B", "B", "B", "B"),
            Passed("cbt", new DateOnly(2024, 1, 10)),
            Step("identity", new DateOnly(2024, 2, 1)),
            Step("applied", new DateOnly(2024, 2, 1))
        );
        var standing = On(Nurse, held, Today);
        Assert.Equal("applied", standing.Reached!.Code);
        Assert.Equal(("osce", (DateOnly?)null), (standing.Next!.Need.Code, standing.By));
        Assert.Empty(standing.Expiring);
    }

    [Fact]
    public void the_next_is_due_before_anything_held_is_lost()
    {
        var held = Held(Oet(new DateOnly(2025, 1, 15), "B", "B", "B", "B"), Passed("cbt", new DateOnly(2024, 9, 1)));
        var standing = On(Nurse, held, Today);
        Assert.Equal("identity", standing.Next!.Need.Code);
        Assert.Equal(new DateOnly(2026, 9, 1), standing.By);
        Assert.Equal([new DateOnly(2026, 9, 1), new DateOnly(2027, 1, 15)], standing.Expiring.Select(e => e.Until!.Value));
        // What comes after the step for which they must stand is not bound by them.
        Assert.Null(standing.Stages.Single(s => s.Stage.Code == "osce").Needs[0].By);
    }

    [Fact]
    public void plab_2_comes_after_plab_1_and_within_two_years_of_it()
    {
        var before = Held([English(), .. Qualified(), Passed("plab1", new DateOnly(2024, 7, 1))]);
        var due = On(Doctor, before, Today);
        Assert.Equal("plab2", due.Next!.Need.Code);
        Assert.Equal(new DateOnly(2026, 7, 1), due.By);

        Assert.True(On(Doctor, With(before, Passed("plab2", new DateOnly(2026, 5, 1))), Today).Has("plab2"));
        Assert.Contains(
            "before PLAB 1",
            On(Doctor, With(before, Passed("plab2", new DateOnly(2024, 6, 30))), Today).Next!.Says,
            StringComparison.Ordinal
        );
        Assert.True(On(Doctor, With(before, Passed("plab2", new DateOnly(2026, 7, 1))), new DateOnly(2026, 8, 1)).Has("plab2"));
        Assert.Contains(
            "later than Wednesday 1 July 2026",
            On(Doctor, With(before, Passed("plab2", new DateOnly(2026, 7, 2))), new DateOnly(2026, 8, 1)).Next!.Says,
            StringComparison.Ordinal
        );
        // Without PLAB 1 a PLAB 2 is nothing.
        Assert.Equal(
            "Comes after PLAB 1",
            On(Doctor, Held([English(), .. Qualified(), Passed("plab2", new DateOnly(2026, 5, 1))]), Today)
                .Stages.Single(s => s.Stage.Code == "plab2")
                .Needs[0]
                .Says
        );
    }

    [Fact]
    public void a_stage_is_reached_with_all_before_it_only()
    {
        var held = Held(Passed("plab1", new DateOnly(2026, 1, 1)));
        var standing = On(Doctor, held, Today);
        Assert.Null(standing.Reached);
        Assert.Equal("english", standing.Next!.Need.Code);
        Assert.True(standing.Stages.Single(s => s.Stage.Code == "plab1").Needs[0].Met);
    }

    [Fact]
    public void a_failed_test_does_not_take_a_pass_away_and_the_later_pass_counts_longest()
    {
        var held = Held(
            Oet(new DateOnly(2025, 1, 1), "B", "B", "B", "B"),
            Oet(new DateOnly(2026, 1, 1), "B", "B", "B", "B"),
            Oet(new DateOnly(2026, 3, 1), "C", "C", "C", "C")
        );
        Assert.Equal(new DateOnly(2028, 1, 1), Assert.Single(On(Nurse, held, Today).Expiring).Until);
    }

    [Fact]
    public void another_group_has_a_pathway_of_its_own_and_no_other_code()
    {
        var held = Held(Step("plan", new DateOnly(2026, 1, 1)), Step("right-to-work", new DateOnly(2026, 1, 2), new DateOnly(2026, 6, 10)));
        var standing = On(CareLeaver, held, Today);
        Assert.Equal("start", standing.Reached!.Code);
        Assert.Equal("induction", standing.Next!.Need.Code);
        // The day on the paper decides, and the plan counts for six months.
        Assert.Equal(new DateOnly(2026, 6, 10), standing.By);
        Assert.Null(On(CareLeaver, held, new DateOnly(2026, 6, 11)).Reached);
    }

    [Fact]
    public void a_check_of_the_right_to_work_meets_the_step_while_it_lasts_and_the_last_one_counts()
    {
        RightToWorkChecked Check(RightToWork outcome, DateOnly on, DateOnly? until = null) =>
            new(Guid.Empty, outcome, on, until, Guid.Empty);
        var plan = Step("plan", new DateOnly(2026, 5, 1));
        var shown = Held(plan, Check(RightToWork.Shown, new DateOnly(2026, 5, 2), new DateOnly(2026, 6, 10)));
        Assert.Equal(("start", new DateOnly(2026, 6, 10)), (On(CareLeaver, shown, Today).Reached!.Code, On(CareLeaver, shown, Today).By));
        Assert.Null(On(CareLeaver, shown, new DateOnly(2026, 6, 11)).Reached);
        // Before the day of the check there was none, and a later no takes the place of a yes, also of one recorded as a step.
        Assert.Null(On(CareLeaver, shown, new DateOnly(2026, 5, 1)).Reached);
        Assert.Null(On(CareLeaver, shown.After(Check(RightToWork.NotShown, Today)), Today).Reached);
        var stepped = Held(plan, Step("right-to-work", new DateOnly(2026, 5, 2)), Check(RightToWork.NotShown, Today));
        Assert.Null(On(CareLeaver, stepped, Today).Reached);
    }

    [Theory]
    [InlineData("homeless-person")]
    [InlineData("autistic-young-person")]
    public void a_vacancy_asks_for_the_same_stages_whatever_pathway_somebody_comes_by(string pathway)
    {
        var rules = PathwayRules.Of(pathway)!;
        Assert.Equal(16, rules.Guardian!.LeastAge);
        Assert.Equal(CareLeaver.Professions, rules.Professions);
        Assert.Equal(CareLeaver.On(Today)!.Stages.Select(s => s.Code), rules.On(Today)!.Stages.Select(s => s.Code));
    }

    [Fact]
    public void whoever_is_measured_by_the_day_of_registration_keeps_its_rules()
    {
        var first = CareLeaver.Editions[0];
        var pathway = CareLeaver with
        {
            Editions = [first with { To = new DateOnly(2026, 3, 31) }, first with { From = new DateOnly(2026, 4, 1), Source = "new" }],
        };
        Assert.NotEqual("new", pathway.For(new DateOnly(2026, 3, 31), Today)!.Source);
        Assert.Equal("new", pathway.For(new DateOnly(2026, 4, 1), Today)!.Source);
        Assert.Equal(
            "new",
            (pathway with { Editions = [.. pathway.Editions.Select(e => e with { RulesOf = RulesOf.Today })] })
                .For(new DateOnly(2026, 3, 31), Today)!
                .Source
        );
    }

    [Theory]
    [InlineData("7.5", "7.5")]
    [InlineData(" 7.0 ", "7")]
    [InlineData("7.25", null)]
    [InlineData("9.5", null)]
    [InlineData("-1", null)]
    [InlineData("B", null)]
    [InlineData("", null)]
    public void a_score_is_one_that_the_test_has(string typed, string? read) =>
        Assert.Equal(read, Doctor.On(Today)!.Test("ielts")!.Read(typed));

    private static Standing On(PathwayRules rules, Attainment held, DateOnly day) => Standing.Of(rules.For(day, day)!, held, day);

    private static Attainment Held(params IReadOnlyList<object> facts) => facts.Aggregate(Attainment.None, (a, f) => a.After(f));

    private static Attainment With(Attainment held, object fact) => held.After(fact);

    internal static TestRecorded Oet(DateOnly on, string listening, string reading, string writing, string speaking) =>
        new(
            Guid.Empty,
            Guid.NewGuid(),
            "oet",
            on,
            [new("listening", listening), new("reading", reading), new("writing", writing), new("speaking", speaking)],
            Guid.Empty
        );

    private static TestRecorded Ielts(DateOnly on, string overall, string listening, string reading, string writing, string speaking) =>
        new(
            Guid.Empty,
            Guid.NewGuid(),
            "ielts",
            on,
            [
                new("overall", overall),
                new("listening", listening),
                new("reading", reading),
                new("writing", writing),
                new("speaking", speaking),
            ],
            Guid.Empty
        );

    internal static TestRecorded Passed(string test, DateOnly on) =>
        new(Guid.Empty, Guid.NewGuid(), test, on, [new("result", "Pass")], Guid.Empty);

    internal static StepRecorded Step(string step, DateOnly on, DateOnly? until = null) =>
        new(Guid.Empty, Guid.NewGuid(), step, on, until, Guid.Empty);

    private static TestRecorded English() => Oet(new DateOnly(2026, 2, 1), "A", "B", "B", "A");

    private static object[] Qualified() =>
        [Step("pmq-accepted", new DateOnly(2023, 1, 1)), Step("epic-verified", new DateOnly(2023, 1, 1))];
}
