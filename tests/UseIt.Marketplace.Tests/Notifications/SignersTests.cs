using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Notifications;

/// <summary>Whose signature is waited for and who has nobody left to give it: that is told, asked for, and settled.</summary>
public sealed class SignersTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task the_lead_hears_that_a_partner_can_sign_no_terms_and_the_partners_people_are_asked_for_a_signatory()
    {
        var (tender, consortium) = await WaitingAsync();
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var administrator = await app.PersonAsync("Ada Keeper", partner.Id, Roles.OrganisationAdministrator);
        var second = await app.PersonAsync("Sid Signatory", partner.Id, Roles.Signatory);
        var stranger = await app.EnterpriseAsync("Elsewhere CIC");

        // One of two goes: the other signs, and nobody is told anything.
        await RolesAsync(administrator, partner.Manager, Roles.Member, Roles.BidManager);
        await app.SettledAsync();
        Assert.Empty(await NewAsync(partner.Id));

        await administrator.Http.DoAsync($"/api/v1/organisations/{partner.Id}/memberships/{second.Id}/end", new { reason = "has left" });
        await app.SettledAsync();
        Assert.Equal(
            new[]
            {
                $"partner-cannot-sign {lead.Manager.Id}",
                $"signatory-needed {administrator.Id}",
                $"signatory-needed {partner.Manager.Id}",
            }.Order(),
            (await NewAsync(partner.Id)).Order()
        );
        // It is about the consortium alone that waits: neither the buyer nor anybody outside hears of it.
        foreach (var other in new[] { tender.Buyer.Author, tender.Buyer.Approver, stranger.Manager })
            Assert.DoesNotContain("cannot-sign", (await other.Http.ReadAsync("/api/v1/inbox")).ToJsonString(), StringComparison.Ordinal);
        // Somebody else's other roles are no second loss.
        await RolesAsync(administrator, partner.Manager, Roles.BidManager);
        await app.SettledAsync();
        Assert.Equal(3, (await NewAsync(partner.Id)).Count);

        // A deputy may accept terms as well as a signatory, and a new signatory settles what was said.
        await RolesAsync(administrator, partner.Manager, Roles.BidManager, Roles.Signatory);
        await app.SettledAsync();
        Assert.Empty(await NewAsync(partner.Id));
        await partner.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/deputy", new { deputy = administrator.Id });
        await RolesAsync(administrator, partner.Manager, Roles.BidManager);
        await app.SettledAsync();
        Assert.Empty(await NewAsync(partner.Id));
    }

    [Fact]
    public async Task a_disabled_signatory_is_one_less_and_who_waits_for_nothing_is_not_asked()
    {
        var (tender, consortium) = await WaitingAsync();
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        await app.DoAsync(new DisablePerson(partner.Manager.Id, "Asked for"));
        await app.SettledAsync();
        Assert.Equal([$"partner-cannot-sign {lead.Manager.Id}"], await NewAsync(partner.Id));
        await app.DoAsync(new EnablePerson(partner.Manager.Id, "Asked for"));
        await app.SettledAsync();
        Assert.Empty(await NewAsync(partner.Id));

        var agreed = await app.ConsortiumAsync(tender, tender.CleaningLot);
        await app.SettledAsync();
        await app.DoAsync(new DisablePerson(agreed.Partner.Manager.Id, "Asked for"));
        await app.SettledAsync();
        Assert.Empty(await NewAsync(agreed.Partner.Id));
    }

    [Fact]
    public async Task after_the_award_the_buyer_hears_it_too_and_a_signature_that_was_given_is_not_waited_for()
    {
        var buyer = await app.BuyerAsync();
        var manager = await app.PersonAsync("Priya Raman", buyer.Id, Roles.ContractManager);
        var (lead, partner) = (await app.EnterpriseAsync("Ladywood Grounds CIC"), await app.EnterpriseAsync("Soho Training Co-op"));
        var contract = Guid.CreateVersion7();
        await app.StoreAsync(
            contract,
            "contract",
            0,
            new ContractPrepared(
                contract,
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                buyer.Id,
                [lead.Id, partner.Id],
                lead.Id,
                null,
                "Grounds",
                new Money(42_000),
                null,
                "ab12",
                []
            )
        );
        await app.SettledAsync();
        await app.DoAsync(new EndMembership(partner.Id, partner.Manager.Id, "has left"));
        await app.SettledAsync();
        Assert.Equal(
            new[]
            {
                $"partner-cannot-sign {lead.Manager.Id}",
                $"supplier-cannot-sign {buyer.Approver.Id}",
                $"supplier-cannot-sign {manager.Id}",
            }.Order(),
            (await NewAsync(partner.Id)).Order()
        );
        // Whoever comes without the role settles nothing.
        var member = await app.PersonAsync("New One", partner.Id, Roles.Member);
        await app.SettledAsync();
        Assert.Equal(3, (await NewAsync(partner.Id)).Count);
        await app.DoAsync(new GrantMembership(partner.Id, member.Id, [Roles.Member, Roles.Signatory]));
        await app.SettledAsync();
        Assert.Empty(await NewAsync(partner.Id));

        await lead.Http.DoAsync(
            $"/api/v1/contracts/{contract}/signatures",
            new
            {
                partyId = lead.Id,
                documentSha256 = "ab12",
                capacity = "director",
                method = "Typed",
                statement = "I agree",
            }
        );
        await app.SettledAsync();
        await app.DoAsync(new EndMembership(lead.Id, lead.Manager.Id, "has left"));
        await app.SettledAsync();
        Assert.Empty(await NewAsync(lead.Id));
    }

    [Fact]
    public async Task the_view_of_who_is_asked_to_take_a_part_on_follows_the_facts()
    {
        var (team, bid, tender, buyer, lead) = (
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            await app.BuyerAsync(),
            await app.EnterpriseAsync("Ladywood Grounds CIC")
        );
        var (left, asked) = (await app.EnterpriseAsync("Soho Training Co-op"), await app.EnterpriseAsync("Aston Skills CIC"));
        await app.StoreAsync(
            team,
            "bid_team",
            0,
            new DepartureDecided(
                team,
                bid,
                tender,
                buyer.Id,
                lead.Id,
                left.Id,
                DepartureDecision.MayReplace,
                await app.Store.ClockAsync(),
                "Training is a tenth",
                buyer.Approver.Id
            ),
            new ReplacementNamed(team, bid, tender, left.Id, asked.Id, lead.Manager.Id)
        );
        await app.SettledAsync();
        var view = app.Services.GetRequiredService<ReplacementsAsked>();
        var row = Assert.Single(await view.OfAsync(app.Database, asked.Id, default));
        Assert.Equal((bid, buyer.Id, lead.Id), (row.BidId, row.BuyerId, row.LeadId));
        await app.DoAsync(new EndMembership(asked.Id, asked.Manager.Id, "has left"));
        await app.SettledAsync();
        Assert.Equal(
            new[]
            {
                $"partner-cannot-sign {lead.Manager.Id}",
                $"supplier-cannot-sign {buyer.Approver.Id}",
                $"supplier-cannot-sign {buyer.Author.Id}",
            }.Order(),
            (await NewAsync(asked.Id)).Order()
        );
        await app.StoreAsync(
            team,
            "bid_team",
            2,
            new ReplacementDeclined(team, bid, tender, buyer.Id, lead.Id, left.Id, asked.Id, "No hands free", asked.Manager.Id)
        );
        await app.SettledAsync();
        Assert.Empty(await view.OfAsync(app.Database, asked.Id, default));
    }

    private async Task<(TestTender, TestConsortium)> WaitingAsync()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40)
        );
        await app.SettledAsync();
        return (tender, consortium);
    }

    private static async Task RolesAsync(TestPerson by, TestPerson whom, params string[] roles)
    {
        using var changed = await by.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{by.Organisation}/memberships/{whom.Id}/roles",
            new { roles }
        );
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
    }

    // What is new about an organisation's signature, and to whom.
    private Task<List<string>> NewAsync(Guid organisation) =>
        app.ListAsync(
            $"select kind || ' ' || person from notifications.inbox where subject = '{organisation}' and read_at is null and kind like '%sign%'"
        );
}
