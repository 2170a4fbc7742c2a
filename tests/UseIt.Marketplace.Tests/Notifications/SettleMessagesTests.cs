using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Notifications;

/// <summary>A message is settled by where in the log it and what it led to stand, in whatever order the two are carried out.</summary>
public sealed class SettleMessagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Kind = "terms-proposed";

    [Fact]
    public async Task a_message_that_reaches_the_inbox_after_its_settling_is_not_born_new_and_is_not_mailed()
    {
        var (enterprise, other) = (await app.EnterpriseAsync("Settled CIC"), await app.EnterpriseAsync("Other CIC"));
        var consortium = Guid.CreateVersion7();
        await SettleAsync(new SettleMessage(consortium, [Kind], enterprise.Id, Position: 10));
        await TellAsync(enterprise, consortium, position: 9);
        Assert.Equal(1, await CountAsync(enterprise, consortium));
        Assert.Equal(0, await CountAsync(enterprise, consortium, "read_at is null"));
        Assert.Equal(0, await CountAsync(enterprise, consortium, "mail_due is not null"));
        // What is about something later, another organisation's, or about something else waits still.
        await TellAsync(enterprise, consortium, position: 11);
        Assert.Equal(1, await CountAsync(enterprise, consortium, "read_at is null"));
        await TellAsync(other, consortium, position: 9);
        Assert.Equal(1, await CountAsync(other, consortium, "read_at is null"));
        var elsewhere = Guid.CreateVersion7();
        await TellAsync(enterprise, elsewhere, position: 9);
        Assert.Equal(1, await CountAsync(enterprise, elsewhere, "read_at is null"));
    }

    [Fact]
    public async Task a_settling_that_comes_late_leaves_alone_what_was_asked_since()
    {
        var enterprise = await app.EnterpriseAsync("Asked twice CIC");
        var consortium = Guid.CreateVersion7();
        await TellAsync(enterprise, consortium, position: 9);
        await TellAsync(enterprise, consortium, position: 12);
        await SettleAsync(new SettleMessage(consortium, [Kind], enterprise.Id, Position: 10));
        Assert.Equal(1, await CountAsync(enterprise, consortium, "read_at is null"));
        Assert.Equal(1, await CountAsync(enterprise, consortium, "read_at is null and position = 12"));
        // An older settling that is carried out once more takes nothing back.
        await SettleAsync(new SettleMessage(consortium, [Kind], enterprise.Id, Position: 13));
        await SettleAsync(new SettleMessage(consortium, [Kind], enterprise.Id, Position: 10));
        await TellAsync(enterprise, consortium, position: 11);
        Assert.Equal(0, await CountAsync(enterprise, consortium, "read_at is null"));
    }

    [Fact]
    public async Task told_and_settled_at_once_it_is_settled()
    {
        var enterprise = await app.EnterpriseAsync("At once CIC");
        for (var round = 0; round < 20; round++)
        {
            var consortium = Guid.CreateVersion7();
            await Task.WhenAll(
                TellAsync(enterprise, consortium, position: 9),
                SettleAsync(new SettleMessage(consortium, [Kind], enterprise.Id, Position: 10))
            );
            Assert.Equal(1, await CountAsync(enterprise, consortium));
            Assert.Equal(0, await CountAsync(enterprise, consortium, "read_at is null"));
        }
    }

    [Fact]
    public async Task terms_that_are_accepted_as_they_come_wait_for_nobody()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        await app.SettledAsync();
        var accepted = (await app.Store.ReadStreamAsync(consortium.Id)).Where(e => e.Data is TermsAccepted).Select(e => e.Sequence).Max();
        // As if the settling had been carried out first.
        foreach (var member in new[] { consortium.Lead, consortium.Partner })
        {
            Assert.Equal(1, await CountAsync(member, consortium.Id));
            Assert.Equal(0, await CountAsync(member, consortium.Id, "read_at is null"));
            Assert.Equal(1, await CountAsync(member, consortium.Id, $"position < {accepted}"));
        }
        var again = await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40)
        );
        await app.SettledAsync();
        Assert.Equal(1, await CountAsync(consortium.Partner, consortium.Id, "read_at is null"));
        await consortium.Partner.AcceptAsync(consortium.Id, again["answer"]!);
        await app.SettledAsync();
        Assert.Equal(0, await CountAsync(consortium.Partner, consortium.Id, "read_at is null"));
        Assert.Equal(1, await CountAsync(consortium.Lead, consortium.Id, "read_at is null"));
    }

    private Task TellAsync(TestEnterprise enterprise, Guid subject, long position) =>
        NotifyMembersHandler.Handle(
            new NotifyMembers(Guid.CreateVersion7(), enterprise.Id, [Roles.BidManager], Kind, subject, "/consortia/1", position),
            app.Database,
            app.Services.GetRequiredService<Memberships>(),
            app.Services.GetRequiredService<Post>(),
            CancellationToken.None
        );

    private Task SettleAsync(SettleMessage message) => SettleMessageHandler.Handle(message, app.Database, CancellationToken.None);

    private Task<long> CountAsync(TestEnterprise enterprise, Guid subject, string which = "true") =>
        app.AskAsync<long>(
            $"select count(*) from notifications.inbox where organisation = '{enterprise.Id}' and subject = '{subject}' and kind = '{Kind}' and {which}"
        );
}
