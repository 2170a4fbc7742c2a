using Marten;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Support;

/// <summary>An hour is given once and received once, whoever gives it and whoever pays for it.</summary>
public sealed class SessionTimesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void what_touches_is_no_overlap_and_the_same_thing_is_none_with_itself()
    {
        var (what, other, who) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var date = new DateOnly(2026, 3, 2);
        var taken = new SupportTimeTaken(SupportDay.IdOf(who, date), who, date, what, Ten, Ten.AddHours(1));
        var day = SupportDay.Empty.Evolve(taken);
        Assert.True(day.IsTaken(other, Ten.AddMinutes(59), Ten.AddHours(2)));
        Assert.True(day.IsTaken(other, Ten.AddMinutes(10), Ten.AddMinutes(20)));
        Assert.False(day.IsTaken(other, Ten.AddHours(1), Ten.AddHours(2)));
        Assert.False(day.IsTaken(other, Ten.AddHours(-1), Ten));
        Assert.False(day.IsTaken(what, Ten, Ten.AddHours(1)));
        Assert.False(day.Evolve(new SupportTimeFreed(taken.DayId, who, date, what)).IsTaken(other, Ten, Ten.AddHours(1)));
    }

    [Fact]
    public async Task times_that_cannot_be_are_refused_by_their_field()
    {
        var support = await app.SupportAsync();
        var @case = await app.CaseAsync(support, await app.EnterpriseAsync("Timed CIC"));
        var session = await app.YesterdayAsync(@case, 10, 12);
        async Task RefusedAsync(string code, LogSession wrong) => Assert.Equal([code], await app.RefusalsAsync(wrong, support.Actor));
        await RefusedAsync("end-missing", session with { End = null });
        await RefusedAsync("end-before-start", session with { End = session.Start });
        await RefusedAsync("end-before-start", session with { End = session.Start!.Value.AddHours(15) });
        await RefusedAsync("start-other-day", session with { Date = session.Date.AddDays(-1) });
        await RefusedAsync("minutes-over-times", session with { Minutes = 121 });
        await RefusedAsync("people-wrong", session with { PeoplePresent = 0 });
        // Too early: it is not over yet.
        var now = await app.Store.ClockAsync();
        var today = UkTime.DayOf(now);
        await RefusedAsync(
            "session-in-future",
            session with
            {
                Date = today,
                Start = UkTime.StartOf(today),
                End = UkTime.StartOf(today.AddDays(1)).AddSeconds(-1),
                Minutes = 60,
            }
        );
        await app.DoAsync(session, support.Actor);
        Assert.Equal(2, (await app.FactsAsync<SessionTimed>(session.SessionId)).Single() is var t ? (t.End - t.Start).TotalHours : 0);
    }

    [Fact]
    public async Task overlaps_of_an_adviser_or_of_an_enterprise_are_stopped_across_organisations_and_at_once()
    {
        var (ise, other) = (await app.SupportAsync(), await app.SupportAsync("Citizen Coaching"));
        var (grounds, print) = (await app.EnterpriseAsync("Ladywood Grounds CIC"), await app.EnterpriseAsync("Print Works CIC"));
        var (first, second) = (await app.CaseAsync(ise, grounds), await app.CaseAsync(ise, print));
        var elsewhere = await app.CaseAsync(other, grounds);
        var session = await app.YesterdayAsync(first, 10, 12);
        await app.DoAsync(session, ise.Actor);
        Assert.Equal(["session-overlaps-adviser"], await app.RefusalsAsync(await app.YesterdayAsync(second, 11, 13), ise.Actor));
        Assert.Equal(["session-overlaps-enterprise"], await app.RefusalsAsync(await app.YesterdayAsync(elsewhere, 9, 11), other.Actor));
        await app.DoAsync(await app.YesterdayAsync(second, 12, 13), ise.Actor);

        // Many at once that overlap: one is logged.
        var raced = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.YesterdayAsync(second, 15, 16)));
        await app.OneOfAsync<SupportTimeTaken>(ise.Actor, SupportDay.IdOf(ise.Adviser.Id, session.Date), raced);

        // Nothing at all takes no time; said to be something again, it takes it if nobody else has.
        await app.DoAsync(new CorrectSession(first, session.SessionId, 0, "It did not take place"), ise.Actor);
        await app.DoAsync(await app.YesterdayAsync(elsewhere, 10, 11), other.Actor);
        Assert.Equal(
            ["session-overlaps-enterprise"],
            await app.RefusalsAsync(new CorrectSession(first, session.SessionId, 60, "It did"), ise.Actor)
        );
        Assert.Equal(
            ["minutes-over-times"],
            await app.RefusalsAsync(new CorrectSession(first, session.SessionId, 121, "It was longer"), ise.Actor)
        );
    }

    [Fact]
    public async Task late_logging_and_hours_before_eligibility_are_marked_on_the_case()
    {
        var support = await app.SupportAsync();
        var enterprise = await app.EnterpriseAsync("Late CIC");
        var @case = Guid.CreateVersion7();
        await app.DoAsync(new ReceiveEnquiry(@case, support.Id, enterprise.Id, "To bid", "Somebody"));
        await app.DoAsync(new AcceptCase(@case));
        var today = UkTime.DayOf(await app.Store.ClockAsync());
        LogSession On(DateOnly day) => new(@case, Guid.CreateVersion7(), day, SessionKind.OneToOne, 30, ["pricing"], "Fund");
        var before = On(today);
        await app.DoAsync(before, support.Actor);
        await app.DoAsync(new CheckEligibility(@case, Eligibility.Eligible, "2026-1", "Trades here"), support.Actor);
        var (late, old, fine) = (On(today.AddDays(-15)), On(today.AddDays(-14)), On(today));
        foreach (var session in new[] { late, old, fine })
            await app.DoAsync(session, support.Actor);
        await app.SettledAsync();
        var row = (await app.Services.GetRequiredService<Caseload>().FindAsync(app.Database, @case))!;
        Assert.Equal([late.SessionId], row.LoggedLate);
        Assert.Equal([before.SessionId, late.SessionId, old.SessionId], row.BeforeEligible);
        using var browser = await Browsing.AsAsync(app, support.Adviser);
        var page = (await browser.GetAsync($"/cases/{@case}")).Html;
        Assert.Contains("Logged late", page, StringComparison.Ordinal);
        Assert.Contains("Before eligibility was checked", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task nobody_of_those_who_gave_support_countersigns_it()
    {
        var support = await app.SupportAsync();
        var enterprise = await app.EnterpriseAsync("Two Hats CIC");
        var @case = await app.CaseAsync(support, enterprise);
        var session = await app.YesterdayAsync(@case, 9, 10);
        await app.DoAsync(session, support.Actor);
        var both = enterprise.Manager.As(Roles.Signatory);
        await app.DoAsync(new GrantMembership(support.Id, enterprise.Manager.Id, [Roles.ProgrammeManager]));
        Assert.Equal(
            ["signer-of-support-organisation"],
            await app.RefusalsAsync(new CountersignSession(session.SessionId, "director"), both)
        );
        await app.DoAsync(new EndMembership(support.Id, enterprise.Manager.Id, "Moved on"));
        await app.OnceAsync<SessionCountersigned>(both, session.SessionId, new CountersignSession(session.SessionId, "director"));
    }
}
