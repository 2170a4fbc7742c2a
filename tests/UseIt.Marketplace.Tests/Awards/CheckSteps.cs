using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Awards;

/// <summary>What comes before an award, as tests of other contexts need it.</summary>
public static class CheckSteps
{
    /// <summary>Records that the bids rest on no subcontractors, and one look at all parties.</summary>
    public static async Task CheckedAsync(
        this MarketplaceApp app,
        TestTender tender,
        IEnumerable<Guid> bids,
        IReadOnlyList<Guid> parties,
        CheckResult result = CheckResult.Clear,
        string? reason = null
    )
    {
        foreach (var bid in bids)
        {
            using var said = await tender.Buyer.Author.Http.SendCommandAsync(
                HttpMethod.Put,
                $"/api/v1/tenders/{tender.Id}/bids/{bid}/subcontractors",
                new { names = Array.Empty<string>() }
            );
            Assert.True(said.IsSuccessStatusCode, await said.Content.ReadAsStringAsync());
        }
        await tender.Buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/bidder-checks",
            new
            {
                parties,
                kinds = BidderChecks.Kinds,
                looked = "The central digital platform and the debarment list",
                on = UkTime.DayOf(await app.Store.ClockAsync()),
                result,
                reason,
            }
        );
    }
}
