using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.CommandLine;

public sealed class VerifyLogTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task agreement_is_found_and_so_is_a_damaged_row()
    {
        var organisation = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        await app.PersonAsync("Ada Moss", organisation, Roles.BidManager);
        await app.SettledAsync();
        using var sound = new StringWriter();
        Assert.True(await VerifyLog.RunAsync(app.Services, sound) == 0, sound.ToString());

        await using (var damage = app.Database.CreateCommand("update views.membership_1 set active = not active"))
            Assert.Equal(1, await damage.ExecuteNonQueryAsync());

        using var damaged = new StringWriter();
        Assert.Equal(1, await VerifyLog.RunAsync(app.Services, damaged));
        Assert.Contains("views.membership_1 differs from a fresh replay", damaged.ToString(), StringComparison.Ordinal);

        await app.RebuildAsync(MarketplaceHost.Modules().SelectMany(m => m.Inline).Single(v => v.Name == "membership"));
        using var mended = new StringWriter();
        Assert.True(await VerifyLog.RunAsync(app.Services, mended) == 0, mended.ToString());
    }

    [Fact]
    public async Task a_table_of_a_new_shape_is_filled_from_the_log_by_the_migration()
    {
        await app.PersonAsync(
            "Bo Reed",
            await app.OrganisationAsync("Reservoir Repairs CIC", OrganisationKind.Enterprise),
            Roles.BidManager
        );
        await using (
            var fresh = app.Database.CreateCommand(
                "truncate views.membership_1; delete from events.inline_view where name = 'views.membership_1'"
            )
        )
            await fresh.ExecuteNonQueryAsync();

        await MarketplaceHost.EnsureSchemaAsync(app.Services.GetRequiredService<Settings>());

        await app.SettledAsync();
        using var said = new StringWriter();
        Assert.True(await VerifyLog.RunAsync(app.Services, said) == 0, said.ToString());
    }
}
