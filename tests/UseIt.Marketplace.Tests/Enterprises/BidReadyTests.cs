using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Enterprises;

public sealed class BidReadyDecisions
{
    private static readonly Guid Organisation = Guid.CreateVersion7();
    private static readonly Guid Enterprise = SocialEnterprise.IdOf(Organisation);
    private static readonly Guid Item = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly EnterpriseRegistered Registered = new(Enterprise, Organisation, "CIC", null, "Green jobs");
    private static readonly Protected Sealed = new(Guid.CreateVersion7(), "bm9uY2U=", "Y2lwaGVy");

    private static AddBidReadyItem Insurance(BidReadyState state, Money? cover = null, DateOnly? until = null, string? reason = null) =>
        new(Organisation, Item, BidReadyKind.Insurance, "Public liability", null, cover, until, state, reason);

    private static BidReadyItemAdded Added(Guid item, Protected? contact = null) =>
        new(Enterprise, Organisation, item, BidReadyKind.Reference, "Clinic", null, null, null, BidReadyState.Have, null, null, contact);

    private static Then When(AddBidReadyItem command, Protected? contact = null, params object[] before) =>
        Spec.Given<SocialEnterprise>([Registered, .. before])
            .When((Stream<SocialEnterprise> e) => AddBidReadyItemHandler.Handle(command, e, new(contact), Now));

    [Fact]
    public void an_insurance_one_has_says_how_much_it_covers_and_one_that_comes_with_an_award_says_nothing_yet()
    {
        When(Insurance(BidReadyState.Have)).Refused("bid-ready-cover-missing");
        When(Insurance(BidReadyState.IfAwarded))
            .Facts(
                new BidReadyItemAdded(
                    Enterprise,
                    Organisation,
                    Item,
                    BidReadyKind.Insurance,
                    "Public liability",
                    null,
                    null,
                    null,
                    BidReadyState.IfAwarded
                )
            );
        When(Insurance(BidReadyState.NotForUs)).Refused("bid-ready-reason-missing");
        Assert.Single(When(Insurance(BidReadyState.NotForUs, reason: " We employ nobody ")).Decision.Events);
    }

    [Fact]
    public void everything_wrong_is_said_at_once() =>
        When(
                new AddBidReadyItem(
                    Organisation,
                    Item,
                    BidReadyKind.Insurance,
                    " ",
                    Cover: new Money(0),
                    Until: new DateOnly(2026, 11, 29),
                    Replaces: Guid.CreateVersion7(),
                    Referee: new Referee("Jo", "")
                )
            )
            .Refused(
                "bid-ready-title-missing",
                "bid-ready-item-unknown",
                "bid-ready-cover-not-an-amount",
                "bid-ready-expired",
                "referee-incomplete",
                "referee-not-asked"
            );

    [Fact]
    public void what_expires_today_is_still_valid() =>
        Assert.Single(When(Insurance(BidReadyState.Have, new Money(5_000_000), new DateOnly(2026, 11, 30))).Decision.Events);

    [Fact]
    public void twice_is_once_and_a_removed_id_is_not_used_again()
    {
        When(Insurance(BidReadyState.IfAwarded), null, Added(Item)).Nothing();
        When(Insurance(BidReadyState.IfAwarded), null, Added(Item), new BidReadyItemRemoved(Enterprise, Organisation, Item))
            .Refused("id-in-use");
    }

    [Fact]
    public void a_newer_one_takes_the_place_of_the_old_and_the_old_referee_is_forgotten()
    {
        var old = Guid.CreateVersion7();
        var then = When(Insurance(BidReadyState.IfAwarded) with { Replaces = old }, null, Added(old, Sealed));
        Assert.Equal(new ForgetReferee(Sealed.Subject), Assert.Single(then.Decision.Messages).Message);
        var state = then.Decision.Events.Aggregate(
            SocialEnterprise.Empty.Evolve(Registered).Evolve(Added(old, Sealed)),
            (s, f) => s.Evolve(f)
        );
        Assert.Equal([Item], state.BidReadyItems.Keys);
        Assert.True(state.Knew(old));
    }

    [Fact]
    public void a_fact_of_before_there_were_states_is_read_as_had()
    {
        var fact = (BidReadyItemAdded)
            MarketplaceHost
                .FactTypes(MarketplaceHost.Modules())
                .Read(
                    "bid_ready_item_added",
                    System.Text.Encoding.UTF8.GetBytes(
                        $$"""{"enterpriseId":"{{Enterprise}}","organisationId":"{{Organisation}}","itemId":"{{Item}}","kind":"Policy","title":"Safeguarding"}"""
                    )
                );
        Assert.Null(fact.State);
        Assert.Equal("Have it", BidReadyFilePage.StateOf(fact));
    }

    [Fact]
    public void reminders_come_30_and_7_days_before_as_far_as_these_are_ahead()
    {
        Assert.Equal(
            [(30, "2027-01-30"), (7, "2027-02-22")],
            Reminders(new DateOnly(2027, 3, 1)).Select(r => (r.Days, $"{r.Due:yyyy-MM-dd}"))
        );
        Assert.Equal([7], Reminders(new DateOnly(2026, 12, 20)).Select(r => r.Days));
        Assert.Empty(Reminders(null));
        Assert.All(WarnOfExpiry.DaysBefore, d => Assert.True(Sentences.Has($"item-expires-in-{d}-days")));
    }

    private static IEnumerable<(int Days, DateTimeOffset? Due)> Reminders(DateOnly? until) =>
        new WarnOfExpiry()
            .React(new JasperFx.Events.Event<BidReadyItemAdded>(Added(Item) with { Until = until }) { Timestamp = Now })
            .Select(m => (((RemindOfExpiry)m.Message).Days, m.Due));
}

public sealed class BidReadyOnPostgres(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_referee_is_kept_apart_and_forgotten_with_the_reference()
    {
        var enterprise = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var path = $"/api/v1/enterprises/{enterprise.Id}";
        await enterprise.Http.DoAsync(path, new { legalForm = "CIC", mission = "Green jobs" });
        await enterprise.Http.RefusedAsync(
            $"{path}/bid-ready-items",
            new
            {
                kind = "Reference",
                title = "Clinic",
                referee = new { name = "Pat Referee", contact = "pat@clinic.example" },
            },
            "referee-not-asked"
        );
        var item = Guid.Parse(
            (
                await enterprise.Http.DoAsync(
                    $"{path}/bid-ready-items",
                    new
                    {
                        kind = "Reference",
                        title = "Clinic",
                        referee = new { name = "Pat Referee", contact = "pat@clinic.example" },
                        refereeAgreed = true,
                    }
                )
            )["id"]!.GetValue<string>()
        );
        var stored = await app.FactsAsync<BidReadyItemAdded>(SocialEnterprise.IdOf(enterprise.Id));
        var contact = Assert.Single(stored).Contact!;
        Assert.NotEqual(item, contact.Subject);
        var vault = app.Services.GetRequiredService<Vault>();
        Assert.Contains("pat@clinic.example", await vault.RevealAsync(contact), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("select count(*) from events.mt_events where data::text like '%pat@clinic%'"));

        var removed = await enterprise.Http.SendCommandAsync(HttpMethod.Delete, $"{path}/bid-ready-items/{item}", new { });
        Assert.True(removed.IsSuccessStatusCode);
        await app.UntilAsync(async () => await vault.RevealAsync(contact) == Protected.Erased);
        // Who else has it, what is not there: nothing happens, and no sign that it was.
        Assert.True(
            (await enterprise.Http.SendCommandAsync(HttpMethod.Delete, $"{path}/bid-ready-items/{item}", new { })).IsSuccessStatusCode
        );
    }

    [Fact]
    public async Task nobody_else_adds_to_it_or_takes_from_it()
    {
        var (enterprise, other) = (await app.EnterpriseAsync("Ladywood Grounds CIC"), await app.EnterpriseAsync("Another CIC"));
        var member = await app.PersonAsync("Mel Member", enterprise.Id, Roles.Member);
        await enterprise.Http.DoAsync($"/api/v1/enterprises/{enterprise.Id}", new { legalForm = "CIC", mission = "Green jobs" });
        foreach (var (http, status) in new[] { (other.Http, 404), (member.Http, 403), (await app.ClientAsync(), 401) })
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Post, "bid-ready-items"),
                (HttpMethod.Delete, $"bid-ready-items/{Guid.CreateVersion7()}"),
                (HttpMethod.Delete, $"status-evidence/{Guid.CreateVersion7()}"),
            }
        )
            Assert.Equal(
                status,
                (int)
                    (
                        await http.SendCommandAsync(
                            method,
                            $"/api/v1/enterprises/{enterprise.Id}/{path}",
                            method == HttpMethod.Post ? new { kind = "Policy", title = "Safeguarding" } : new object()
                        )
                    ).StatusCode
            );
    }

    [Fact]
    public async Task whoever_keeps_the_file_is_reminded_once_of_what_is_still_in_it()
    {
        var enterprise = await app.EnterpriseAsync("Ladywood Grounds CIC");
        await app.PersonAsync("Mel Member", enterprise.Id, Roles.Member);
        var path = $"/api/v1/enterprises/{enterprise.Id}";
        await enterprise.Http.DoAsync(path, new { legalForm = "CIC", mission = "Green jobs" });
        var until = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(90);
        async Task<Guid> AddAsync(Guid? replaces = null) =>
            Guid.Parse(
                (
                    await enterprise.Http.DoAsync(
                        $"{path}/bid-ready-items",
                        new
                        {
                            kind = "Policy",
                            title = "Safeguarding",
                            until,
                            replaces,
                        }
                    )
                )["id"]!.GetValue<string>()
            );
        var old = await AddAsync();
        var kept = await AddAsync(old);
        foreach (var item in new[] { old, kept, kept })
            await RemindOfExpiryHandler.Handle(
                new RemindOfExpiry(SocialEnterprise.IdOf(enterprise.Id), enterprise.Id, item, until, 30),
                app.Store,
                app.Database,
                app.Services.GetRequiredService<Memberships>(),
                app.Services.GetRequiredService<Post>(),
                CancellationToken.None
            );
        Assert.Equal(
            1,
            await CountAsync(
                $"select count(*) from notifications.inbox where kind = 'item-expires-in-30-days' and person = '{enterprise.Manager.Id}' and subject = '{kept}'"
            )
        );
        Assert.Equal(1, await CountAsync($"select count(*) from notifications.inbox where organisation = '{enterprise.Id}'"));
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
