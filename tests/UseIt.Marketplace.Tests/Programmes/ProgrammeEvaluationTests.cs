using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;
using static UseIt.Marketplace.Tests.Programmes.ToldProgramme;

namespace UseIt.Marketplace.Tests.Programmes;

/// <summary>What counts, at its boundaries: from facts alone.</summary>
public sealed class ProgrammeEvaluationTests
{
    [Theory]
    [InlineData(719, 0)]
    [InlineData(720, 1)]
    public void twelve_hours_make_a_supported_enterprise_and_a_minute_less_does_not(int minutes, int counts)
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Ladywood Grounds CIC");
        told.Session(grounds, 300);
        told.Session(grounds, minutes - 300);
        var c1 = told.Counted("C1");
        Assert.Equal(counts, c1.Total);
        if (counts == 0)
            Assert.Equal("11.98 of 12 hours", Assert.Single(c1.LeftOut).Why);
        else
            Assert.Equal(12m, Assert.Single(c1.Outputs).Hours);
    }

    [Fact]
    public void it_counts_from_the_day_on_which_the_hours_are_full_and_once_however_many_follow()
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Ladywood Grounds CIC");
        told.Session(grounds, 700, new(2024, 2, 1));
        told.Session(grounds, 20, new(2024, 3, 15));
        told.Session(grounds, 720, new(2024, 5, 1));
        var output = Assert.Single(told.Counted("C1").Outputs);
        Assert.Equal((new DateOnly(2024, 3, 15), 1m, 24m), (output.On, output.Quantity, output.Hours));
        Assert.Empty(told.Counted("C1", new(2024, 3, 14)).Outputs);
        Assert.Single(told.Counted("C1", new(2024, 3, 15)).Outputs);
    }

    [Fact]
    public void an_hour_counts_once_confirmed_and_not_while_it_is_disputed_or_corrected()
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Ladywood Grounds CIC");
        told.Session(grounds, 600);
        var open = told.Session(grounds, 120, confirmed: false);
        Assert.Empty(told.Counted("C1").Outputs);
        told.Confirm(open, grounds);
        Assert.Single(told.Counted("C1").Outputs);
        told.Add(open, new SessionDisputed(open, Named("case"), grounds, "It was shorter"));
        Assert.Empty(told.Counted("C1").Outputs);
        told.Confirm(open, grounds);
        told.Add(open, new SessionCorrected(open, Named("case"), grounds, 121, "Began a minute earlier"));
        Assert.Empty(told.Counted("C1").Outputs);
        told.Confirm(open, grounds);
        Assert.Equal(721 / 60m, Assert.Single(told.Counted("C1").Outputs).Hours);
    }

    [Fact]
    public void hours_of_another_programme_are_not_of_this_one()
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Ladywood Grounds CIC");
        told.Session(grounds, 600);
        told.Session(grounds, 600, code: "Another fund");
        Assert.Empty(told.Counted("C1").Outputs);
        // What an advisers writes otherwise is the same code.
        told.Session(grounds, 120, code: " use-it! HOURS ");
        Assert.Single(told.Counted("C1").Outputs);
    }

    [Fact]
    public void an_hour_charged_to_two_funders_belongs_to_the_first()
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Ladywood Grounds CIC");
        told.Session(grounds, 600);
        told.Session(grounds, 120, new(2024, 4, 1), "Another fund");
        var twice = told.Session(grounds, 120, new(2024, 4, 1));
        Assert.Equal("10 of 12 hours", Assert.Single(told.Counted("C1").LeftOut).Why);
        // By another adviser it is another hour.
        told.Session(grounds, 120, new(2024, 4, 1), adviser: "olu");
        Assert.Equal(12m, Assert.Single(told.Counted("C1").Outputs).Hours);
        Assert.NotEqual(Guid.Empty, twice);
    }

    [Fact]
    public void hours_before_the_baseline_do_not_count()
    {
        var told = new ToldProgramme();
        var without = told.Enterprise("No baseline", DateOnly.MinValue);
        told.Session(without, 720);
        var late = told.Enterprise("Late baseline", new(2024, 3, 1));
        told.Session(late, 60, new(2024, 2, 29));
        told.Session(late, 719, new(2024, 3, 1));
        Assert.All(told.Counted("C1").LeftOut, l => Assert.Equal(l.SubjectId == without ? NoBaseline : "11.98 of 12 hours", l.Why));
        told.Session(late, 1, new(2024, 3, 2));
        Assert.Equal(late, Assert.Single(told.Counted("C1").Outputs).SubjectId);
        // The other fund asks for no baseline.
        var other = new ToldProgramme("UKSPF");
        other.Session(other.Enterprise("No baseline", DateOnly.MinValue), 15);
        Assert.Single(other.Counted("E-NF").Outputs);
    }

    [Fact]
    public void sessions_before_and_after_the_programme_are_not_of_it()
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Ladywood Grounds CIC", new(2023, 1, 1));
        told.Session(grounds, 720, From.AddDays(-1));
        told.Session(grounds, 720, new(2028, 1, 1));
        Assert.Empty(told.Counted("C1").Outputs);
        told.Session(grounds, 720, From);
        Assert.Single(told.Counted("C1").Outputs);
    }

    [Theory]
    [InlineData("2023-02-01", false)]
    [InlineData("2023-02-02", true)]
    [InlineData("2024-02-01", true)]
    [InlineData("2024-02-20", true)]
    public void an_enterprise_is_new_where_it_was_registered_less_than_twelve_months_before_or_during_the_support(string on, bool isNew)
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Ladywood Grounds CIC");
        told.Session(grounds, 600, new(2024, 2, 1));
        told.Session(grounds, 120, new(2024, 2, 20));
        told.Registered(grounds, DateOnly.Parse(on, null));
        foreach (var indicator in new[] { "C5", "new-enterprises" })
            Assert.Equal(isNew ? 1 : 0, told.Counted(indicator).Total);
        Assert.Equal(isNew ? 0 : 1, told.Counted("established-enterprises").Total);
        // C1 is enterprises, whatever they are beside.
        Assert.Equal(1, told.Counted("C1").Total);
    }

    [Fact]
    public void a_predecessor_makes_it_established_and_what_nobody_asked_is_neither()
    {
        var told = new ToldProgramme();
        var (kitchen, grounds, late) = (told.Supported("Kitchen"), told.Supported("Grounds"), told.Supported("Late"));
        told.Registered(kitchen, new(2023, 12, 1), "Marcia’s Kitchen, a sole trader");
        told.Registered(late, new(2026, 1, 1));
        Assert.Equal(kitchen, Assert.Single(told.Counted("established-enterprises").Outputs).SubjectId);
        var c5 = told.Counted("C5");
        Assert.Empty(c5.Outputs);
        Assert.Equal("Nobody has recorded yet since when it is registered", c5.LeftOut.Single(l => l.SubjectId == grounds).Why);
        Assert.Equal("It was registered only after its support had ended", c5.LeftOut.Single(l => l.SubjectId == late).Why);
        Assert.Equal(3, told.Counted("C1").Total);
    }

    [Fact]
    public void it_stays_what_it_was_at_its_first_support()
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Grounds");
        told.Session(grounds, 720, new(2024, 2, 1));
        told.Registered(grounds, new(2023, 6, 1));
        told.Session(grounds, 720, new(2026, 9, 1));
        Assert.Equal(1, told.Counted("C5").Total);
    }

    [Fact]
    public void one_that_merged_into_another_counts_once()
    {
        var told = new ToldProgramme();
        var (old, grounds) = (told.Supported("Old name"), told.Supported("Grounds"));
        told.Add(old, new OrganisationMerged(old, grounds));
        var output = Assert.Single(told.Counted("C1").Outputs);
        Assert.Equal((grounds, 24m), (output.SubjectId, output.Hours));
    }

    [Fact]
    public void grants_count_by_the_day_they_were_awarded_and_where_a_baseline_is_asked_for_from_it_on()
    {
        var told = new ToldProgramme();
        var (late, without) = (told.Enterprise("Recorded late"), told.Enterprise("Without", DateOnly.MinValue));
        told.Grant(late, 600m, GrantKind.FromTheProgramme, new(2024, 7, 1));
        told.Grant(late, 600m, GrantKind.FromTheProgramme, new(2024, 3, 1));
        told.Grant(without, 5_000m, GrantKind.FromTheProgramme);
        var output = Assert.Single(told.Counted("C1").Outputs);
        Assert.Equal((late, new DateOnly(2024, 7, 1)), (output.SubjectId, output.On));
        Assert.Equal("There is no baseline from before the support", Assert.Single(told.Counted("C1").LeftOut).Why);
        Assert.Equal(2, told.Counted("C2").Total);
    }

    [Fact]
    public void what_an_import_took_back_is_not_even_left_out()
    {
        var told = new ToldProgramme();
        var enterprise = told.Enterprise("Mistyped");
        var session = told.Session(enterprise, 60, confirmed: false);
        Assert.Single(told.Counted("C1").LeftOut);
        told.Add(session, new SessionWithdrawn(session, ToldProgramme.Named("case"), enterprise, "The spreadsheet was taken back"));
        Assert.Empty(told.Counted("C1").LeftOut);
    }

    [Fact]
    public void a_title_that_was_told_twice_stops_nothing()
    {
        var told = new ToldProgramme();
        var soho = ToldProgramme.Named("soho");
        foreach (var name in new[] { "Soho", "Soho again" })
            told.Add(soho, new NetworkFormed(soho, ToldProgramme.Ise, name, "Work", [], ToldProgramme.From, soho));
        Assert.Equal("Soho", Assert.Single(told.Counted("networks").Outputs).Name);
    }

    [Fact]
    public void whoever_was_linked_by_mistake_is_linked_to_the_last_named()
    {
        var told = new ToldProgramme("UKSPF");
        var (person, counted, other) = (ToldProgramme.Named("person"), told.Supported("Counted"), told.Enterprise("Other"));
        told.Add(person, new EntrepreneurAssisted(person, ToldProgramme.Id, person, ToldProgramme.From, 60, "Log", person));
        told.Add(person, new EntrepreneurRegistered(person, ToldProgramme.Id, counted, person));
        Assert.Equal(0, told.Counted("E-PE").Total);
        told.Add(person, new EntrepreneurRegistered(person, ToldProgramme.Id, other, person));
        Assert.Equal(1, told.Counted("E-PE").Total);
    }

    [Fact]
    public void a_thousand_pounds_of_the_programme_count_too_and_a_penny_less_does_not()
    {
        var told = new ToldProgramme();
        var (enough, little) = (told.Enterprise("Enough"), told.Enterprise("Little"));
        told.Grant(enough, 600m, GrantKind.FromTheProgramme);
        told.Grant(enough, 400m, GrantKind.FromTheProgramme, new(2024, 7, 1));
        told.Grant(little, 999.99m, GrantKind.FromTheProgramme);
        told.Grant(little, 50_000m);
        foreach (var indicator in new[] { "C1", "C2" })
            Assert.Equal(
                (enough, new DateOnly(2024, 7, 1)),
                Assert.Single(told.Counted(indicator).Outputs) is var o ? (o.SubjectId, o.On) : default
            );
        Assert.Equal(0, told.Counted("C4").Total);
        // Who had both counts once.
        told.Session(enough, 720);
        Assert.Equal((1m, 1m, 1m), (told.Counted("C1").Total, told.Counted("C2").Total, told.Counted("C4").Total));
    }

    [Theory]
    [InlineData(179, 0)]
    [InlineData(180, 1)]
    [InlineData(720, 0)]
    public void three_hours_are_information_where_they_are_not_support(int minutes, int counts)
    {
        var told = new ToldProgramme();
        told.Session(told.Enterprise("Grounds"), minutes);
        Assert.Equal(counts, told.Counted("P13").Total);
    }

    [Fact]
    public void posts_are_new_above_the_baseline_from_before_the_support_once_somebody_verified_them()
    {
        var told = new ToldProgramme();
        var grounds = told.Enterprise("Grounds");
        told.Session(grounds, 720, new(2024, 3, 1));
        Staff("before", 2.5m, new(2024, 3, 1), baseline: true);
        var after = Staff("after", 4.25m, new(2025, 3, 1));
        Assert.Equal("No later figure of staff has been verified", Assert.Single(told.Counted("C8").LeftOut).Why);
        told.Add(after, new GrowthObservationVerified(after, grounds, Named("david")));
        Assert.Equal(1.75m, told.Counted("C8").Total);
        told.Add(after, new GrowthObservationCorrected(after, grounds, 3m, "One left"));
        Assert.Equal(0m, told.Counted("C8").Total);
        told.Add(after, new GrowthObservationVerified(after, grounds, Named("david")));
        Assert.Equal(0.5m, told.Counted("C8").Total);

        var late = told.Supported("Late");
        told.Add(
            Named("late staff"),
            new GrowthObserved(
                Named("late staff"),
                late,
                null,
                GrowthMeasure.FullTimeEquivalents,
                1,
                "FTE",
                new(2026, 1, 1),
                "Payroll",
                null,
                true
            )
        );
        Assert.Equal(
            "There is no baseline of staff from before the support",
            told.Counted("C8").LeftOut.Single(l => l.SubjectId == late).Why
        );

        Guid Staff(string name, decimal value, DateOnly on, bool baseline = false)
        {
            var id = Named(name);
            told.Add(
                id,
                new GrowthObserved(id, grounds, null, GrowthMeasure.FullTimeEquivalents, value, "FTE", on, "Payroll", null, baseline)
            );
            return id;
        }
    }

    [Fact]
    public void of_a_consortiums_award_each_member_has_its_own_share_once_and_only_where_it_says_it_was_helped()
    {
        var told = new ToldProgramme();
        var (lead, partner, stranger) = (told.Supported("Lead"), told.Supported("Partner"), told.Enterprise("Stranger"));
        var consortium = told.Consortium("Green", (lead, 33.33m), (partner, 33.33m), (stranger, 33.34m));
        var award = told.Award(100_000.01m, consortium, lead, partner, stranger);
        Assert.Equal(0m, told.Counted("money-won").Total);
        Assert.All(
            told.Counted("money-won").LeftOut,
            l => Assert.Equal("The enterprise has not confirmed that the programme helped", l.Why)
        );
        told.Confirmed(lead, award);
        told.Confirmed(stranger, award);
        Assert.Equal(33_330m, told.Counted("money-won").Total);
        told.Confirmed(partner, award);
        Assert.Equal(66_660m, told.Counted("money-won").Total);
        told.Add(award, new AwardCancelled(award, Named("tender"), Named("lot"), "Challenged"));
        Assert.Equal(0m, told.Counted("money-won").Total);
    }

    [Fact]
    public void the_share_of_a_member_who_left_the_bid_is_that_of_who_took_its_part_on()
    {
        var told = new ToldProgramme();
        var (lead, partner, instead) = (told.Supported("Lead"), told.Supported("Partner"), told.Supported("Instead"));
        var stranger = told.Enterprise("Stranger");
        var consortium = told.Consortium("Green", (lead, 33.33m), (partner, 33.33m), (stranger, 33.34m));
        foreach (var (left, takenBy) in new[] { (partner, instead), (stranger, lead) })
            told.Add(
                Named("team"),
                new PartPassedOn(
                    Named("team"),
                    Named("bid"),
                    Named("tender"),
                    Named("trust"),
                    lead,
                    consortium,
                    left,
                    takenBy,
                    takenBy == instead
                )
            );
        var award = told.Award(100_000m, consortium, lead, instead);
        foreach (var enterprise in new[] { lead, partner, instead })
            told.Confirmed(enterprise, award);
        Assert.Equal(100_000m, told.Counted("money-won").Total);
        Assert.Equal(
            [((string?)"Instead", 33_330m), ("Lead", 66_670m)],
            told.Counted("money-won").Outputs.Select(o => (o.Name, o.Quantity)).OrderBy(o => o.Name)
        );
    }

    [Fact]
    public void money_is_by_the_day_of_the_award_and_what_the_programme_gave_is_not_won()
    {
        var told = new ToldProgramme();
        var grounds = told.Supported("Grounds");
        var (grant, own, before) = (
            told.Grant(grounds, 12_000.50m, on: new(2024, 6, 30)),
            told.Grant(grounds, 2_000m, GrantKind.FromTheProgramme),
            told.Grant(grounds, 9_000m, on: From.AddDays(-1))
        );
        var contract = told.Award(44_000m, null, grounds);
        foreach (var award in new[] { grant, own, before, contract })
            told.Confirmed(grounds, award);
        told.Confirmed(grounds, grant);
        Assert.Equal(56_000.50m, told.Counted("money-won").Total);
        Assert.Equal(44_000m, told.Counted("money-won", new(2024, 6, 29)).Total);
    }

    [Fact]
    public void a_consortium_counts_with_two_supported_members_once_however_often_it_agrees()
    {
        var told = new ToldProgramme();
        var (lead, partner, stranger) = (told.Supported("Lead"), told.Supported("Partner"), told.Enterprise("Stranger"));
        told.Consortium("Green", (lead, 50m), (partner, 50m));
        told.Consortium("Green", (lead, 40m), (partner, 60m));
        told.Consortium("Thin", (lead, 50m), (stranger, 50m));
        Assert.Equal("Green", Assert.Single(told.Counted("consortia").Outputs).Name);
        Assert.Equal("Thin", Assert.Single(told.Counted("consortia").LeftOut).Name);
    }

    [Fact]
    public void people_count_once_by_their_first_step_and_a_mistaken_one_is_none()
    {
        var told = new ToldProgramme();
        var (salma, karim, other) = (told.Person("salma"), told.Person("karim"), told.Person("other", "Another fund"));
        var first = told.Introduced(salma, 40);
        told.Introduced(salma, 50);
        var wrong = told.Introduced(karim);
        told.Introduced(other);
        Assert.Equal(2, told.Counted("people-connected").Total);
        told.Add(wrong, new IntroductionEnded(wrong, karim, Named("vacancy"), IntroductionEnd.MadeByMistake, Named("yvonne")));
        Assert.Equal(From.AddDays(40), Assert.Single(told.Counted("people-connected").Outputs).On);
        told.Add(
            first,
            new JobStarted(first, salma, Named("vacancy"), From.AddDays(60), true, EvidenceSource.ConfirmedByEmployer, Named("yvonne"))
        );
        Retained(13);
        Assert.Equal((1m, 0m), (told.Counted("people-in-a-job").Total, told.Counted("people-after-26-weeks").Total));
        Retained(26);
        told.Add(salma, new CandidateErased(salma, Ise, "asked"));
        Assert.Equal(1m, told.Counted("people-after-26-weeks").Total);

        void Retained(int weeks) =>
            told.Add(
                first,
                new RetentionConfirmed(
                    first,
                    salma,
                    Named("vacancy"),
                    weeks,
                    From.AddDays(60 + 7 * weeks),
                    EvidenceSource.PayslipSeen,
                    Named("yvonne")
                )
            );
    }

    [Fact]
    public void research_counts_of_partners_while_they_are_partners()
    {
        var told = new ToldProgramme();
        var (partner, elsewhere) = (Named("university"), Named("elsewhere"));
        told.Add(Id, new ProgrammePartnerJoined(Id, Named("partner"), "University", partner, new(2024, 2, 1), []));
        told.Add(Id, new ProgrammePartnerLeft(Id, Named("partner"), new(2025, 2, 1), "It ended"));
        Trained("zainab", Ise, new(2024, 1, 15));
        Trained("zainab", Ise, new(2024, 5, 15));
        Trained("ada", partner, new(2024, 1, 31));
        Trained("ben", partner, new(2024, 2, 1));
        Trained("cy", partner, new(2025, 2, 1));
        Trained("dee", elsewhere, new(2024, 5, 1));
        Assert.Equal(new[] { Named("zainab"), Named("ben") }.Order(), told.Counted("researchers-trained").Outputs.Select(o => o.SubjectId));
        told.Add(Named("project"), new ResearchCompleted(Named("project"), partner, new(2024, 6, 1)));
        Assert.Equal(1, told.Counted("research-projects").Total);

        void Trained(string who, Guid at, DateOnly on) =>
            told.Add(Named(who), new ResearchTrainingCompleted(Named(who), at, Named($"course {on}"), on));
    }

    [Fact]
    public void who_starts_an_enterprise_may_be_claimed_in_both_by_one_fund_and_not_by_the_other()
    {
        foreach (var (fund, indicator, both) in new[] { ("ERDF", "P11", 1), ("UKSPF", "E-PE", 0) })
        {
            var told = new ToldProgramme(fund);
            var enterprise = told.Supported("Started");
            var person = Named("starter");
            foreach (var minutes in new[] { 700, 20 })
                told.Add(
                    person,
                    new EntrepreneurAssisted(
                        person,
                        Id,
                        Named($"log {minutes}"),
                        From.AddDays(minutes / 20),
                        minutes,
                        "Folder 3",
                        Named("yvonne")
                    )
                );
            Assert.Equal(1, told.Counted(indicator).Total);
            told.Add(person, new EntrepreneurRegistered(person, Id, enterprise, Named("yvonne")));
            Assert.Equal(both, told.Counted(indicator).Total);
        }
    }

    private const string NoBaseline = "There is no baseline from before the support";
}
