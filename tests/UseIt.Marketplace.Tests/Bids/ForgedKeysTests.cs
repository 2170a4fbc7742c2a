using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Bids;

/// <summary>Who can write to the database, and has no key, has no bid sealed to a key of his own and no draft shown to him.</summary>
public sealed class ForgedKeys(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Words = "Kingfisher-hedge-laying";

    [Fact]
    public async Task bids_are_sealed_to_the_keys_that_the_server_made_whatever_rows_and_facts_say()
    {
        var (tender, bidder, bid) = await WrittenAsync();
        using var mine = OpeningKey.New();
        var published = Assert.Single(await app.FactsAsync<OpeningKeyMade>(tender.Id));
        await app.ForgeAsync(tender.Id, new OpeningKeyMade(tender.Id, mine.KeyId, mine.Public.PublicKey));
        await app.SqlAsync("update secrets.opening_key set public_key = $2 where tender = $1", tender.Id, mine.Public.PublicKey);
        await app.SqlAsync("update bids.team_key set public_key = $2 where bid = $1", bid, mine.Public.PublicKey);

        await bidder.SubmitAsync(bid);

        using var team = await app.Services.GetRequiredService<TeamKeys>().SecretAsync(bid, default);
        var received = Assert.Single(await app.FactsAsync<BidReceived>(bid));
        Assert.All(
            received.Parts,
            part => Assert.Equal(new[] { published.KeyId, team.KeyId }.Order(), part.Envelope.Wraps.Select(w => w.To).Order())
        );
    }

    [Fact]
    public async Task a_team_key_put_in_the_place_of_the_teams_own_seals_nothing()
    {
        var (_, bidder, bid) = await WrittenAsync();
        using var mine = OpeningKey.New();
        // The vault seals whatever somebody calls himself.
        var secret = await app.Services.GetRequiredService<Vault>().SealAsync(bidder.Manager.Id, Convert.ToBase64String(mine.Secret()));
        foreach (var subject in new[] { bidder.Manager.Id, bid })
        {
            await app.SqlAsync(
                "update bids.team_key set secret = $2::jsonb where bid = $1",
                bid,
                JsonSerializer.Serialize(secret with { Subject = subject }, EventJson.Options)
            );
            using var refused = await bidder.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { });
            Assert.False(refused.IsSuccessStatusCode);
        }
        Assert.Empty(await app.FactsAsync<BidReceived>(bid));
        Assert.Equal(0L, await app.AskAsync<long>($"select count(*) from bids.sealed where bid = '{bid}'"));
    }

    [Fact]
    public async Task a_draft_is_not_shown_in_another_bid_nor_as_a_name()
    {
        var (tender, _, bid) = await WrittenAsync();
        var rival = await app.EnterpriseAsync("Rival CIC");
        var other = await rival.WrittenBidAsync(tender, tender.GroundsLot, method: "Mine");
        var question = tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId;
        Assert.Contains("Mine", await SeenAsync($"/api/v1/bids/{other}/parts"), StringComparison.Ordinal);
        var draft = await app.AskAsync<string>($"select content::text from bids.draft where bid = '{bid}' and requirement = '{question}'");

        await app.SqlAsync("update bids.draft set content = $3::jsonb where bid = $1 and requirement = $2", other, question, draft);
        Assert.DoesNotContain(Words, await SeenAsync($"/api/v1/bids/{other}/parts"), StringComparison.Ordinal);

        var name = JsonSerializer.Deserialize<Protected>(draft, EventJson.Options)!;
        await app.ForgeAsync(rival.Manager.Id, new PersonRegistered(rival.Manager.Id, name, name));
        Assert.DoesNotContain(Words, await SeenAsync("/api/v1/me"), StringComparison.Ordinal);

        async Task<string> SeenAsync(string path)
        {
            using var answer = await rival.Http.GetAsync(new Uri(path, UriKind.Relative));
            return await answer.Content.ReadAsStringAsync();
        }
    }

    private async Task<(TestTender Tender, TestEnterprise Bidder, Guid Bid)> WrittenAsync()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        return (tender, bidder, await bidder.WrittenBidAsync(tender, tender.GroundsLot, method: Words));
    }
}
