using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Programmes;

/// <summary>What a programme does not take, and what of it is not told.</summary>
public sealed class ProgrammeBoundsTests
{
    private static readonly Guid Partner = ToldProgramme.Named("partner");
    private static readonly Guid Trust = ToldProgramme.Named("trust");
    private static readonly DateTimeOffset Now = new(2029, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DefrayedSpend Paid = new("1", new(2024, 2, 1), new Money(10m), Money.Zero, "INV 1");
    private static readonly Actor Paula = new(ToldProgramme.Named("paula"), Trust, new HashSet<string>(), "membership");

    [Fact]
    public void a_return_is_of_a_partner_of_the_time_and_says_nothing_twice()
    {
        Return("2024-Q1", [Paid]).Refused();
        Return("2024-Q1", [Paid, Paid with { Document = "INV 2" }]).Refused();
        Return("2024-Q1", [Paid, Paid]).Refused("spend-twice");
        Return("2024-Q1", [], new ReturnedOutput("C1", 1), new ReturnedOutput("C1", 2)).Refused("indicator-twice");
        Return("2028-Q1", [Paid with { PaidOn = new(2028, 1, 1) }]).Refused("paid-wrong");
        Return("2023-Q4", []).Refused("not-a-partner-then");
        Return("2025-Q2", [], left: new(2025, 4, 1)).Refused("not-a-partner-then");
        Return("2025-Q1", [], left: new(2025, 4, 1)).Refused();
    }

    [Fact]
    public void the_same_return_again_is_no_second_one()
    {
        var first = Return("2024-Q1", [Paid]).Decision.Events.Single();
        Return("2024-Q1", [Paid], given: first).Nothing();
        Assert.Single(Return("2024-Q1", [Paid with { Document = "INV 2" }], given: first).Decision.Events);
    }

    [Fact]
    public void one_that_left_does_not_take_its_past_with_it_when_it_comes_back_under_its_number()
    {
        var joined = new ProgrammePartnerJoined(ToldProgramme.Id, Partner, "Trust", Trust, ToldProgramme.From, []);
        var left = new ProgrammePartnerLeft(ToldProgramme.Id, Partner, new(2025, 4, 1), "Moved");
        Spec.Given<Programme>(joined, left)
            .When(
                (Programme p) =>
                    AddProgrammePartnerHandler.Handle(
                        new AddProgrammePartner(ToldProgramme.Id, Partner, new(2026, 1, 1), [], null, "Trust"),
                        p,
                        new AddProgrammePartnerHandler.Found(null)
                    )
            )
            .Nothing();
    }

    [Fact]
    public void whoever_has_left_neither_keeps_its_evidence_nor_speaks_for_it()
    {
        var told = WithPartner(null);
        Assert.Equal(Access.Granted, ProgrammeAccess.ForCarer(Adviser, told.Programme));
        Assert.Equal(Access.NotFound, ProgrammeAccess.ForCarer(Adviser, WithPartner(new(2025, 4, 1)).Programme));
        var speaks = Paula with { Roles = new HashSet<string> { Marketplace.Organisations.Roles.ProgrammeManager } };
        Assert.Equal(Access.Granted, ProgrammeAccess.ForPartner(speaks, told.Programme, Partner));
        Assert.Equal(Access.NotFound, ProgrammeAccess.ForPartner(speaks, WithPartner(new(2025, 4, 1)).Programme, Partner));
    }

    [Theory]
    [InlineData("1999-12-31", "2026-12-31", "from-out-of-time")]
    [InlineData("2024-01-01", "2200-01-01", "ends-before")]
    public void a_programme_lies_in_years_that_have_quarters(string from, string until, string code) =>
        Assert.Contains(
            OpenProgrammeHandler.Wrong(
                "x",
                "x",
                new(2024, 1, 1),
                DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
                DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture),
                OrganisationInProgramme.Empty,
                Now
            ),
            r => r.Code == code
        );

    [Fact]
    public void behind_a_figure_of_a_claim_nobody_counts_people()
    {
        var told = ToldProgramme.OfEverything();
        var report = ReportOfProgramme.From(told.All, "cut", demonstration: false);
        var person = ToldProgramme.Named("somebody");
        var claimed = (ProgrammeClaimed)told.Facts.Last(e => e.Data is ProgrammeClaimed).Data;
        var line = new ClaimLine($"P11:{person}", "P11", person, ToldProgramme.From, 1, "people", 12, null);
        var shown = (ProgrammeClaimed)report.Shown(claimed with { Lines = [.. claimed.Lines, line], Held = [new("P11", person, [])] });
        Assert.Equal(claimed.Lines, shown.Lines);
        Assert.Empty(shown.Held);
        var diagnosed = (Marketplace.Support.EnterpriseDiagnosed)
            told.Facts.First(e => e.Data is Marketplace.Support.EnterpriseDiagnosed).Data;
        Assert.Empty(
            ((Marketplace.Support.EnterpriseDiagnosed)report.Shown(diagnosed with { Scores = [new("Policies", 1, null)] })).Scores
        );
    }

    [Fact]
    public void a_report_is_as_at_what_it_says_and_not_as_at_what_was_looked_through()
    {
        var told = ToldProgramme.OfEverything();
        var before = ReportOfProgramme.From(told.All, "cut", demonstration: false).AsAt;
        told.Enterprise("Somebody else", DateOnly.MinValue);
        Assert.Equal(before, ReportOfProgramme.From(told.All, "cut", demonstration: false).AsAt);
    }

    private static Actor Adviser =>
        new(ToldProgramme.Named("yvonne"), Trust, new HashSet<string> { Marketplace.Organisations.Roles.Adviser }, "membership");

    private static ToldProgramme WithPartner(DateOnly? left)
    {
        var told = new ToldProgramme();
        told.Add(ToldProgramme.Id, new ProgrammeBudgetSet(ToldProgramme.Id, "1", "Advisers", new Money(1_000m), "2024-Q1", "2027-Q4"));
        told.Add(ToldProgramme.Id, new ProgrammePartnerJoined(ToldProgramme.Id, Partner, "Trust", Trust, ToldProgramme.From, []));
        if (left is { } day)
            told.Add(ToldProgramme.Id, new ProgrammePartnerLeft(ToldProgramme.Id, Partner, day, "Moved"));
        return told;
    }

    private static Then Return(string quarter, DefrayedSpend[] spend, params ReturnedOutput[] outputs) =>
        Return(quarter, spend, null, null, outputs);

    private static Then Return(string quarter, DefrayedSpend[] spend, object given) => Return(quarter, spend, null, given);

    private static Then Return(string quarter, DefrayedSpend[] spend, DateOnly left) => Return(quarter, spend, left, null);

    private static Then Return(string quarter, DefrayedSpend[] spend, DateOnly? left, object? given, params ReturnedOutput[] outputs) =>
        Spec.Given<PartnerReturn>(given is null ? [] : [given])
            .When(
                (PartnerReturn r) =>
                    SubmitPartnerReturnHandler.Handle(
                        new SubmitPartnerReturn(ToldProgramme.Id, Partner, quarter, outputs, spend, "Director"),
                        WithPartner(left).Programme,
                        r,
                        Paula,
                        Now
                    )
            );
}
