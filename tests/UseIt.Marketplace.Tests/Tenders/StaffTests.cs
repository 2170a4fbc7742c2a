using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class StaffRules
{
    private static readonly Guid Author = Guid.CreateVersion7(),
        Approver = Guid.CreateVersion7(),
        First = Guid.CreateVersion7(),
        Second = Guid.CreateVersion7(),
        Third = Guid.CreateVersion7();

    // A Saturday: the bids are opened on Monday.
    private static readonly DateTimeOffset Deadline = new(2026, 6, 27, 11, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 6, 29);
    private static readonly Tender Tender = Marketplace.Tenders.Tender.Empty with
    {
        Deadline = Deadline,
        Openers = [First, Second],
        OpenersNeeded = 2,
    };
    private static readonly Staff Everybody = new(
        new Dictionary<Guid, IReadOnlySet<string>>
        {
            [Author] = new HashSet<string> { Roles.Author },
            [Approver] = new HashSet<string> { Roles.Approver },
            [First] = new HashSet<string> { Roles.Opener },
            [Second] = new HashSet<string> { Roles.Opener },
            [Third] = new HashSet<string> { Roles.Opener },
        },
        Deputies.Empty,
        Away.Empty,
        new HashSet<Guid> { Author },
        new HashSet<Guid>()
    );

    private static Staff Without(Guid person, DateOnly from, DateOnly until) =>
        Everybody with
        {
            Away = Away.Empty.Evolve(new AbsenceNoted(Guid.Empty, Guid.Empty, Guid.NewGuid(), person, from, until)),
        };

    private static IEnumerable<string> Missing(Staff staff, Tender? tender = null) => staff.Missing(tender ?? Tender).Select(r => r.Code);

    [Fact]
    public void a_role_of_ones_own_is_no_loan()
    {
        var membership = OwnRoles.IdOf(Author, First);
        var own = OwnRoles
            .Empty.Evolve(new MembershipGranted(membership, First, Author, [Roles.Opener], Author))
            .Evolve(new MembershipRolesChanged(membership, First, Author, [Roles.Opener, Roles.Member], Author));
        Assert.Equal([Roles.Opener, Roles.Member], own.All);
        Assert.Empty(own.Evolve(new MembershipEnded(membership, First, Author, "Left")).All);
    }

    [Fact]
    public void with_everybody_there_nothing_is_missing()
    {
        Assert.Equal(Monday, Staff.OpeningDay(Deadline));
        Assert.Empty(Missing(Everybody));
    }

    [Fact]
    public void a_named_opener_who_is_away_that_day_or_wrote_the_tender_does_not_count()
    {
        Assert.Empty(Missing(Without(First, Monday.AddDays(-3), Monday.AddDays(-1))));
        Assert.Equal(["openers-left-too-few"], Missing(Without(First, Monday, Monday)));
        Assert.Empty(Missing(Without(First, Monday, Monday), Tender with { Openers = [First, Second, Third] }));
        Assert.Equal(
            ["openers-left-too-few"],
            Missing(
                Everybody with
                {
                    Authors = new HashSet<Guid> { Author, Second },
                }
            )
        );
        Assert.Contains(
            "1 of those named is there",
            Without(First, Monday, Monday).Missing(Tender).Single().Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void somebody_must_be_there_to_approve_within_four_weeks_who_owes_the_authors_nothing()
    {
        Assert.Empty(Missing(Without(Approver, Monday, Monday.AddDays(27))));
        Assert.Equal(["approvers-left-too-few"], Missing(Without(Approver, Monday, Monday.AddDays(28))));
        Assert.Equal(["approvers-left-too-few"], Missing(Everybody with { Owing = new HashSet<Guid> { Approver } }));
    }

    [Fact]
    public void a_deputy_counts_until_the_day_the_duty_goes_back()
    {
        var away = Without(Approver, Monday, Monday.AddDays(28));
        Staff Standing(DateTimeOffset until) =>
            away with
            {
                Members = new Dictionary<Guid, IReadOnlySet<string>>(away.Members) { [Third] = new HashSet<string> { Roles.Approver } },
                Deputies = new Deputies([
                    new DelegationGiven(Guid.NewGuid(), Guid.Empty, Approver, Third, Roles.Approver, null, null, until),
                ]),
            };
        Assert.Empty(Missing(Standing(Deadline.AddDays(10))));
        Assert.Equal(["approvers-left-too-few"], Missing(Standing(Deadline.AddDays(-1))));
    }
}

public sealed class StaffPages(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task publishing_names_who_does_what_and_is_refused_while_an_opener_is_away()
    {
        var tender = await app.DraftAsync();
        var (approver, opener) = (tender.Buyer.Approver, tender.Buyer.FirstOpener);
        var day = Staff.OpeningDay(tender.Deadline);
        using var away = await Browsing.AsAsync(app, opener);
        var page = await away.GetAsync("/account/absences");
        var noted = await away.SendAsync(
            page,
            "/account/absences?handler=Note",
            ("From.Day", $"{day.Day}"),
            ("From.Month", $"{day.Month}"),
            ("From.Year", $"{day.Year}"),
            ("Until.Day", $"{day.Day}"),
            ("Until.Month", $"{day.Month}"),
            ("Until.Year", $"{day.Year}")
        );
        Assert.True(noted.Status == HttpStatusCode.Found, string.Join("; ", noted.Mistakes));

        using var browser = await Browsing.AsAsync(app, approver);
        var publish = await browser.GetAsync($"/buyer/tenders/{tender.Id}/publish");
        Assert.Contains("Ellen Opener", publish.Html, StringComparison.Ordinal);
        Assert.Contains("Dev Opener (away)", publish.Html, StringComparison.Ordinal);
        Assert.Contains("Carol Approver", publish.Html, StringComparison.Ordinal);
        await approver.Http.RefusedAsync($"/api/v1/tenders/{tender.Id}/publication", new { }, "openers-left-too-few");
        Assert.Empty(await app.FactsAsync<TenderPublished>(tender.Id));

        // Nobody takes back another's absence; who is there after all counts again.
        var absence = Assert.Single(await app.FactsAsync<AbsenceNoted>(UuidV5.Of(tender.Buyer.Id, "absences"))).AbsenceId;
        using (
            var others = await approver.Http.SendCommandAsync(
                HttpMethod.Delete,
                $"/api/v1/organisations/{tender.Buyer.Id}/absences/{absence}",
                new { }
            )
        )
            Assert.Contains("absence-unknown", await others.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var stranger = await app.BuyerAsync("Another Trust");
        using (
            var outside = await stranger.Author.Http.SendCommandAsync(
                HttpMethod.Delete,
                $"/api/v1/organisations/{tender.Buyer.Id}/absences/{absence}",
                new { }
            )
        )
            Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        var back = await away.SendAsync(
            await away.GetAsync("/account/absences"),
            "/account/absences?handler=Cancel",
            ("AbsenceId", $"{absence}")
        );
        Assert.Equal(HttpStatusCode.Found, back.Status);
        await approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
    }

    [Fact]
    public async Task a_colleague_who_stands_in_for_a_duty_of_their_own_has_it_when_the_loan_is_over()
    {
        var buyer = await app.BuyerAsync();
        var now = await app.NowAsync();
        var (first, second) = (buyer.FirstOpener, buyer.SecondOpener);
        await app.DoAsync(
            new GiveDelegation(buyer.Id, Guid.CreateVersion7(), first.Id, Roles.Opener, now.AddDays(2)),
            second.As(Roles.Opener)
        );
        var staff = await Staff.LoadAsync(
            Guid.CreateVersion7(),
            buyer.Id,
            app.Store,
            app.Services.GetRequiredService<Memberships>(),
            default
        );
        var later = staff.On(UkTime.DayOf(now).AddDays(30), Roles.Opener);
        Assert.Contains(later, s => s.Person == first.Id && !s.IsDeputy);
    }
}
