using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.OpenData;

public sealed class OrganisationNamesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task whoever_is_wanted_is_found_among_many_of_the_same_word_who_are_not()
    {
        foreach (var number in Enumerable.Range(1, 25))
            await app.DoAsync(new RegisterOrganisation(Guid.CreateVersion7(), $"Lantern {number:00} CIC", [OrganisationKind.Enterprise]));
        var (council, fund) = (
            await app.OrganisationAsync("Lantern Borough", OrganisationKind.Buyer),
            await app.OrganisationAsync("Lantern Zone fund", OrganisationKind.Funder)
        );
        await app.SettledAsync();
        Assert.Equal(["Lantern Borough"], await FindAsync([OrganisationKind.Buyer], []));
        Assert.Equal(["Lantern Borough", "Lantern Zone fund"], await FindAsync([OrganisationKind.Funder, OrganisationKind.Buyer], []));
        Assert.Equal(["Lantern Zone fund"], await FindAsync([OrganisationKind.Funder, OrganisationKind.Buyer], [council]));
        Assert.Empty(await FindAsync([OrganisationKind.Funder], [fund]));
        // Of any kind as many as fit on a page, by name.
        var all = await FindAsync([], [council]);
        Assert.Equal((20, "Lantern 01 CIC", "Lantern 20 CIC"), (all.Length, all[0], all[^1]));
    }

    private async Task<string[]> FindAsync(OrganisationKind[] kinds, Guid[] but) =>
        [
            .. (
                await app
                    .Services.GetRequiredService<OrganisationNames>()
                    .ChoicesAsync(app.Database, "lantern", kinds, but, CancellationToken.None)
            ).Select(c => c.Label),
        ];
}
