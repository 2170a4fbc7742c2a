using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

public sealed class PositionTokensTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private PositionTokens Tokens => app.Services.GetRequiredService<PositionTokens>();

    [Fact]
    public void a_token_is_read_back_and_nothing_else_is_one()
    {
        var tokens = new PositionTokens(() => DerivedKeys.Derive(new byte[32], DerivedKeys.Position));
        foreach (var position in new[] { 0, 1, 2, 255, 256, long.MaxValue })
        {
            var token = tokens.Of(position);
            Assert.Equal((position, token), (tokens.Read(token), tokens.Of(position)));
            Assert.Matches("^[A-Za-z0-9_-]{22}$", token);
            for (var i = 0; i < token.Length - 1; i++)
                Assert.Null(tokens.Read(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]));
            Assert.Null(tokens.Read(token + "A"));
        }
        foreach (
            var other in new[] { null, "", "5", "yesterday", new string('A', 22), new PositionTokens(() => MarketplaceApp.TestKey).Of(5) }
        )
            Assert.Null(tokens.Read(other));
    }

    [Fact]
    public void neighbours_do_not_look_alike()
    {
        var tokens = new PositionTokens(() => DerivedKeys.Derive(new byte[32], DerivedKeys.Position));
        string[] all = [.. Enumerable.Range(1, 1000).Select(n => tokens.Of(n))];
        Assert.Equal(1000, all.Distinct().Count());
        Assert.NotEqual(all.Order(StringComparer.Ordinal), all);
        Assert.DoesNotContain(all.Zip(all.Skip(1)), pair => pair.First[..4] == pair.Second[..4]);
    }

    [Fact]
    public async Task a_buyer_learns_nothing_from_positions_of_what_bidders_do_and_still_reads_what_it_wrote()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var (first, _) = await WriteAsync();
        await bidder.SaveAsync(bid, tender.Of(tender.GroundsLot, RequirementKind.Question), new BidAnswer("With more care"));
        await bidder.SubmitAsync(bid);
        var (second, drafted) = await WriteAsync();

        // A fact and then a decision of others lie in between, and that can be seen only with the key.
        Assert.True(Tokens.Read(second) - Tokens.Read(first) > 2);
        foreach (var token in new[] { first, second })
            Assert.Matches("^[A-Za-z0-9_-]{22}$", token);

        using var reads = await app.ClientAsync(tender.Buyer.Author.Id, tender.Buyer.Id);
        reads.DefaultRequestHeaders.Add(CommandEndpoints.ConsistencyToken, second);
        Assert.Contains(drafted, (await reads.ReadAsync("/api/v1/buyer/tenders")).ToJsonString(), StringComparison.Ordinal);

        async Task<(string Token, string Tender)> WriteAsync()
        {
            using var answer = await tender.Buyer.Author.Http.SendCommandAsync(
                HttpMethod.Post,
                "/api/v1/tenders",
                new
                {
                    buyerId = tender.Buyer.Id,
                    title = "Probe",
                    regime = RegimeCodes.PrivateVoluntary,
                }
            );
            var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            var token = answer.Headers.GetValues(CommandEndpoints.ConsistencyToken).Single();
            Assert.Equal(token, said["position"]!.GetValue<string>());
            return (token, said["id"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task the_cookie_of_a_page_is_a_token_too()
    {
        var buyer = await app.BuyerAsync();
        using var browser = await Browsing.AsAsync(app, buyer.Author);
        var form = await browser.GetAsync("/buyer/tenders/new");
        var sent = await browser.SendAsync(form, "/buyer/tenders/new", ("Title", "Grounds"), ("Regime", RegimeCodes.PrivateVoluntary));
        var cookie = sent
            .Response.Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith(ReadYourWrite.Cookie, StringComparison.Ordinal));
        Assert.True(Tokens.Read(cookie[(ReadYourWrite.Cookie.Length + 1)..cookie.IndexOf(';', StringComparison.Ordinal)]) > 0);
    }
}
