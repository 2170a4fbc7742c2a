using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Notifications;

public sealed class WarnOfDeadlinesReactions
{
    private static readonly DateTimeOffset Deadline = new(2026, 6, 26, 16, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-48, "bid-not-in-24-hours", "bid-not-in-2-hours", "bid-not-in-30-minutes")]
    [InlineData(-24, "bid-not-in-2-hours", "bid-not-in-30-minutes")]
    [InlineData(-1, "bid-not-in-30-minutes")]
    public void a_deadline_wakes_at_what_still_lies_ahead_of_it(int hours, params string[] expected)
    {
        var fact = new TenderPublished(Guid.CreateVersion7(), Guid.CreateVersion7(), "ocds-213czf-1", Deadline.AddHours(hours), Deadline);
        var messages = new WarnOfDeadlines().React(LogSteps.Stored(fact.TenderId, fact, Deadline.AddHours(hours))).ToArray();
        Assert.Equal(expected, messages.Select(m => ((WarnBidders)m.Message).Kind));
        Assert.All(
            messages,
            m => Assert.Equal(Deadline - WarnBiddersHandler.Before.Single(b => b.Kind == ((WarnBidders)m.Message).Kind).Time, m.Due)
        );
    }

    [Fact]
    public void every_warning_has_its_sentence() => Assert.All(WarnBiddersHandler.Before, b => Assert.True(Sentences.Has(b.Kind)));
}

public sealed class WarnBiddersOnPostgres(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task each_person_of_a_team_whose_bid_is_not_in_is_warned_once_each_time()
    {
        var tender = await app.PublishedAsync();
        var (lead, partner, done) = (
            await app.EnterpriseAsync("Ladywood Grounds CIC"),
            await app.EnterpriseAsync("Soho Training Co-op"),
            await app.EnterpriseAsync("Ready CIC")
        );
        // One person sits on both sides of the consortium; the evaluator of the buyer and the finished bidder have nothing to be told.
        await app.DoAsync(new GrantMembership(partner.Id, lead.Manager.Id, [Roles.Member]));
        lead = lead with { Manager = lead.Manager with { Http = await app.ClientAsync(lead.Manager.Id, lead.Id) } };
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, lead, partner);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        await done.SubmitAsync(await done.WrittenBidAsync(tender, tender.CleaningLot));

        var expected = new List<string>();
        foreach (var (time, kind) in WarnBiddersHandler.Before)
        {
            await app.ClockToAsync(tender.Deadline - time);
            await app.SettledAsync();
            await Run(tender, tender.Deadline, kind);
            expected.AddRange([$"{kind} {lead.Manager.Id} {bid}", $"{kind} {partner.Manager.Id} {bid}"]);
            Assert.Equal(expected.Order(), (await WarningsAsync(bid)).Order());
        }
        Assert.Equal(expected.Count, await CountAsync("select count(*) from notifications.inbox where kind like 'bid-not-in-%'"));
    }

    [Fact]
    public async Task a_deadline_that_has_moved_and_a_warning_that_comes_too_late_tell_nobody()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Slow CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var later = tender.Deadline.AddDays(3);
        await tender.Buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/extension-proposals",
            new { to = later, reason = "A late document" }
        );
        var other = await app.PersonAsync("Gil Approver", tender.Buyer.Id, Roles.Approver);
        await other.Http.DoAsync($"/api/v1/tenders/{tender.Id}/extensions", new { to = later });

        await app.ClockToAsync(tender.Deadline.AddMinutes(-29));
        await Run(tender, tender.Deadline, "bid-not-in-30-minutes");
        Assert.Empty(await WarningsAsync(bid));
        // Two hours are due as well: a day is no longer the news.
        await app.ClockToAsync(later.AddHours(-2));
        await Run(tender, later, "bid-not-in-24-hours");
        Assert.Empty(await WarningsAsync(bid));
        await Run(tender, later, "bid-not-in-2-hours");
        Assert.Equal([$"bid-not-in-2-hours {bidder.Manager.Id} {bid}"], await WarningsAsync(bid));
        await app.ClockToAsync(later);
        await Run(tender, later, "bid-not-in-30-minutes");
        Assert.Single(await WarningsAsync(bid));
    }

    private Task Run(TestTender tender, DateTimeOffset deadline, string kind) =>
        WarnBiddersHandler.Handle(
            new WarnBidders(tender.Id, deadline, kind),
            app.Store,
            app.Database,
            app.Services.GetRequiredService<UseIt.Marketplace.Bids.BidTenders>(),
            app.Services.GetRequiredService<Memberships>(),
            app.Services.GetRequiredService<Post>(),
            CancellationToken.None
        );

    private async Task<IReadOnlyList<string>> WarningsAsync(Guid bid)
    {
        await using var command = app.Database.CreateCommand(
            """
            select kind || ' ' || person || ' ' || subject from notifications.inbox
            where subject = $1 and kind like 'bid-not-in-%' order by 1
            """
        );
        command.Parameters.Add(new Npgsql.NpgsqlParameter<Guid> { TypedValue = bid });
        await using var reader = await command.ExecuteReaderAsync();
        var warnings = new List<string>();
        while (await reader.ReadAsync())
            warnings.Add(reader.GetString(0));
        return warnings;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
