using UseIt.Marketplace.Commands;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Tests.Commands;

public sealed class VerifyLogTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task agreement_is_found_and_so_is_a_damaged_row()
    {
        var organisation = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        await app.PersonAsync("Ada Moss", organisation, Roles.BidManager);
        await app.Projector.WaitAllAsync(await app.Store.CeilingAsync(), TimeSpan.FromMinutes(1));
        using var sound = new StringWriter();
        Assert.True(await VerifyLog.RunAsync(app.Services, sound) == 0, sound.ToString());

        await using (var damage = app.Database.CreateCommand("update views.membership_1 set active = not active"))
            Assert.Equal(1, await damage.ExecuteNonQueryAsync());

        using var damaged = new StringWriter();
        Assert.Equal(1, await VerifyLog.RunAsync(app.Services, damaged));
        Assert.Contains("views.membership_1 differs from a fresh replay", damaged.ToString(), StringComparison.Ordinal);
    }
}
