using System.Net;
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

/// <summary>Workshops: who is asked, who comes, who was there, and that two colleagues are one enterprise's hours.</summary>
public sealed class WorkshopTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task from_announcing_to_countersigned_hours_on_pages()
    {
        var support = await app.SupportAsync();
        var (grounds, print) = (await app.EnterpriseAsync("Workshop Grounds CIC"), await app.EnterpriseAsync("Workshop Print CIC"));
        var (first, second) = (await app.CaseAsync(support, grounds), await app.CaseAsync(support, print));
        await app.SettledAsync();
        var day = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(3);
        using var browser = await Browsing.AsAsync(app, support.Adviser);
        const string announce = "/workshops/new";
        var empty = await browser.SendAsync(await browser.GetAsync(announce), announce);
        Assert.Equal(3, empty.Mistakes.Count);
        var form = await browser.GetAsync(announce);
        (string, string)[] typed =
        [
            ("Title", "Pricing a tender"),
            ("Date.Day", $"{day.Day}"),
            ("Date.Month", $"{day.Month}"),
            ("Date.Year", $"{day.Year}"),
            ("Start", "10am"),
            ("End", "12:30"),
            ("Mode", "InPerson"),
            ("Place", "Avery House"),
            ("FunderProject", "Growing places"),
        ];
        var announced = await browser.SendAsync(form, announce, typed);
        Assert.True(announced.Status == HttpStatusCode.Found, string.Join('\n', announced.Mistakes.Select(m => m.Sentence)));
        var page = announced.Header("Location")!;
        // The button pressed twice is one workshop.
        Assert.Equal(page, (await browser.SendAsync(form, announce, typed)).Header("Location"));
        var id = Guid.Parse(page[(page.LastIndexOf('/') + 1)..]);
        Assert.Single(await app.FactsAsync<WorkshopAnnounced>(id));

        var nobody = await browser.SendAsync(await browser.GetAsync(page), $"{page}?handler=Invite");
        Assert.Equal([InviteToWorkshopHandler.NobodyChosen.Sentence], nobody.Mistakes.Select(m => m.Sentence));
        await browser.SendAsync(await browser.GetAsync(page), $"{page}?handler=Invite", ("CaseIds", $"{first}"));
        await app.SettledAsync();
        using (var theirs = await Browsing.AsAsync(app, grounds.Manager))
        {
            Assert.Contains("invited to a workshop", (await theirs.GetAsync("/messages")).Html, StringComparison.Ordinal);
            Assert.Contains("Pricing a tender", (await theirs.GetAsync("/workshops")).Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Found, (await theirs.SendAsync(await theirs.GetAsync(page), $"{page}?handler=Come")).Status);
            Assert.Contains("You have a place", (await theirs.GetAsync(page)).Html, StringComparison.Ordinal);
            await theirs.SendAsync(await theirs.GetAsync(page), $"{page}?handler=StayAway");
            await theirs.SendAsync(await theirs.GetAsync(page), $"{page}?handler=Come");
        }
        // Who was not invited signs up by themselves, and sees nobody else.
        using (var uninvited = await Browsing.AsAsync(app, print.Manager))
        {
            var seen = await uninvited.GetAsync(page);
            Assert.DoesNotContain("Workshop Grounds CIC", seen.Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Found, (await uninvited.SendAsync(seen, $"{page}?handler=Come")).Status);
        }
        var attendance = $"{page}/attendance";
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(attendance)).Status);
        await app.ClockToAsync(SupportSteps.At(day, 13));
        await app.SettledAsync();
        var asked = await browser.GetAsync(attendance);
        Assert.Contains("1 person signed up", asked.Html, StringComparison.Ordinal);
        var unread = await browser.SendAsync(asked, attendance, ($"People[{first}]", "two"));
        Assert.Equal([RecordWorkshopAttendanceHandler.PeopleWrong.Sentence], unread.Mistakes.Select(m => m.Sentence));
        Assert.NotNull(Assert.Single(unread.Mistakes).Target);
        var none = await browser.SendAsync(asked, attendance);
        Assert.Equal([RecordWorkshopAttendanceHandler.NobodyThere.Sentence], none.Mistakes.Select(m => m.Sentence));
        var saved = await browser.SendAsync(asked, attendance, ($"People[{first}]", "2"), ($"People[{second}]", "1"));
        Assert.True(saved.Status == HttpStatusCode.Found, string.Join('\n', saved.Mistakes.Select(m => m.Sentence)));

        // Two colleagues are one session of two and a half hours.
        var session = (await app.FactsAsync<WorkshopAttended>(id)).Single(a => a.OrganisationId == grounds.Id).SessionId;
        Assert.Equal(150, Assert.Single(await app.FactsAsync<SessionLogged>(session)).Minutes);
        Assert.Equal(2, Assert.Single(await app.FactsAsync<SessionTimed>(session)).PeoplePresent);
        await app.SettledAsync();
        using (var theirs = await Browsing.AsAsync(app, grounds.Manager))
        {
            var sign = $"/line/{grounds.Id}/sessions/{session}";
            var done = await theirs.SendAsync(await theirs.GetAsync(sign), $"{sign}?handler=Sign", ("Capacity", "director"));
            Assert.Equal(HttpStatusCode.Found, done.Status);
        }
        await app.SettledAsync();
        var lines = app.Services.GetRequiredService<EnterpriseLines>();
        Assert.Equal(150, (await lines.FindAsync(app.Database, grounds.Id))!.CountedMinutes);
        // Each signs its own.
        Assert.Equal(0, (await lines.FindAsync(app.Database, print.Id))!.CountedMinutes);

        var (stranger, rival) = (await app.SupportAsync("Elsewhere"), await app.EnterpriseAsync("Rival CIC"));
        foreach (var person in new[] { stranger.Adviser, rival.Manager })
        {
            using var other = await Browsing.AsAsync(app, person);
            foreach (var at in new[] { page, attendance })
                Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(at)).Status);
            Assert.DoesNotContain("Pricing a tender", (await other.GetAsync("/workshops")).Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task too_early_too_late_at_once_and_by_others()
    {
        var (support, stranger) = (await app.SupportAsync(), await app.SupportAsync("Elsewhere"));
        var (grounds, rival) = (await app.EnterpriseAsync("Hours CIC"), await app.EnterpriseAsync("Rival CIC"));
        var (own, theirs) = (await app.CaseAsync(support, grounds), await app.CaseAsync(stranger, rival));
        var day = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(2);
        AnnounceWorkshop At(int from, int to) =>
            new(
                Guid.CreateVersion7(),
                support.Id,
                "Policies",
                SupportSteps.At(day, from),
                SupportSteps.At(day, to),
                "Avery House",
                SessionMode.InPerson,
                "Growing places"
            );
        var workshop = At(10, 12);
        var id = workshop.WorkshopId;
        await app.OnceAsync<WorkshopAnnounced>(support.Actor, id, workshop);
        Assert.Equal(
            ["start-past"],
            await app.RefusalsAsync(At(10, 12) with { Start = workshop.Start.AddDays(-9), End = workshop.End.AddDays(-9) }, support.Actor)
        );
        Assert.Equal(["workshop-too-long"], await app.RefusalsAsync(At(2, 15), support.Actor));
        Assert.Equal(["NotFound"], await app.RefusalsAsync(At(10, 12), stranger.Actor));
        Assert.Equal(["Forbidden"], await app.RefusalsAsync(At(10, 12), support.Adviser.As(Roles.ProgrammeManager)));

        var comer = grounds.Manager.As(Roles.Member);
        await app.OnceAsync<WorkshopInvited>(support.Actor, id, new InviteToWorkshop(id, [own]));
        await app.OnceAsync<WorkshopSignedUp>(comer, id, new SignUpForWorkshop(id, own));
        Assert.Equal(["case-not-of-workshop"], await app.RefusalsAsync(new InviteToWorkshop(id, [own, theirs]), support.Actor));
        Assert.Equal(["NotFound"], await app.RefusalsAsync(new InviteToWorkshop(id, [theirs]), stranger.Actor));
        // Neither with another's case, nor with one's own case at a workshop of others.
        Assert.Equal(["NotFound"], await app.RefusalsAsync(new SignUpForWorkshop(id, own), rival.Manager.As(Roles.Member)));
        Assert.Equal(["NotFound"], await app.RefusalsAsync(new SignUpForWorkshop(id, theirs), rival.Manager.As(Roles.Member)));
        Assert.Equal(["Forbidden"], await app.RefusalsAsync(new SignUpForWorkshop(id, own), grounds.Manager.As(Roles.Evaluator)));
        await app.OnceAsync<WorkshopPlaceGivenUp>(comer, id, new GiveUpWorkshopPlace(id, own));

        var record = new RecordWorkshopAttendance(id, [new WorkshopPresence(own, 3)]);
        Assert.Equal(["workshop-not-begun"], await app.RefusalsAsync(record, support.Actor));
        var cancelled = At(14, 15);
        await app.DoAsync(cancelled, support.Actor);
        await app.DoAsync(new InviteToWorkshop(cancelled.WorkshopId, [own]), support.Actor);
        Assert.Equal(["reason-missing"], await app.RefusalsAsync(new CancelWorkshop(cancelled.WorkshopId, " "), support.Actor));
        await app.OnceAsync<WorkshopCancelled>(
            support.Actor,
            cancelled.WorkshopId,
            new CancelWorkshop(cancelled.WorkshopId, "Nobody came")
        );
        Assert.Equal(["workshop-cancelled"], await app.RefusalsAsync(new SignUpForWorkshop(cancelled.WorkshopId, own), comer));

        await app.ClockToAsync(SupportSteps.At(day, 11));
        Assert.Equal(["workshop-begun"], await app.RefusalsAsync(new SignUpForWorkshop(id, own), comer));
        Assert.Equal(["workshop-begun"], await app.RefusalsAsync(new InviteToWorkshop(id, [own]), support.Actor));
        Assert.Equal(["workshop-took-place"], await app.RefusalsAsync(new CancelWorkshop(id, "Late"), support.Actor));
        Assert.Equal(["NotFound"], await app.RefusalsAsync(record, stranger.Actor));
        Assert.Equal(
            ["case-not-of-workshop"],
            await app.RefusalsAsync(record with { Present = [new WorkshopPresence(theirs, 1)] }, support.Actor)
        );
        Assert.Equal(["people-wrong"], await app.RefusalsAsync(record with { Present = [new WorkshopPresence(own, 51)] }, support.Actor));
        Assert.Equal(
            ["present-twice"],
            await app.RefusalsAsync(record with { Present = [new WorkshopPresence(own, 1), new WorkshopPresence(own, 2)] }, support.Actor)
        );
        await app.OnceAsync<WorkshopAttended>(support.Actor, id, record);
        var session = (await app.FactsAsync<WorkshopAttended>(id)).Single().SessionId;
        // While it lasts nobody can say how long it was.
        Assert.Equal(["session-not-over"], await app.RefusalsAsync(new CountersignSession(session, "director"), comer));

        // Its time is the adviser's and the enterprise's, as any session's.
        await app.ClockToAsync(SupportSteps.At(day, 16));
        var print = await app.EnterpriseAsync("Print CIC");
        var other = await app.CaseAsync(support, print);
        LogSession Then(Guid @case) =>
            new(
                @case,
                Guid.CreateVersion7(),
                day,
                SessionKind.OneToOne,
                60,
                ["x"],
                "Fund",
                null,
                SupportSteps.At(day, 11),
                SupportSteps.At(day, 12)
            );
        Assert.Equal(["session-overlaps-adviser"], await app.RefusalsAsync(Then(other), support.Actor));
        var elsewhere = await app.CaseAsync(stranger, grounds);
        Assert.Equal(["session-overlaps-enterprise"], await app.RefusalsAsync(Then(elsewhere), stranger.Actor));
        // And it is stopped by one that was logged before; somebody who comes to mind later is recorded later.
        await app.DoAsync(Then(await app.CaseAsync(stranger, print)), stranger.Actor);
        Assert.Equal(
            ["session-overlaps-enterprise"],
            await app.RefusalsAsync(record with { Present = [new WorkshopPresence(own, 3), new WorkshopPresence(other, 1)] }, support.Actor)
        );
        var third = await app.CaseAsync(support, await app.EnterpriseAsync("Third CIC"));
        await app.DoAsync(record with { Present = [new WorkshopPresence(own, 3), new WorkshopPresence(third, 1)] }, support.Actor);
        Assert.Equal(2, (await app.FactsAsync<WorkshopAttended>(id)).Count);
        Assert.Single(await app.FactsAsync<SupportTimeTaken>(SupportDay.IdOf(support.Adviser.Id, day)));
    }
}
