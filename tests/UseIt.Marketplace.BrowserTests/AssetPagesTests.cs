using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>The map and its bridges in a browser, on a phone too: every page, and a picture that is a table as well.</summary>
public sealed class AssetPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task every_page_of_the_map_and_of_a_bridge(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var ise = await app.OrganisationAsync($"Map {script} {width}", OrganisationKind.Support);
        var keeper = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        var ids = new List<string>();
        foreach (var (name, scale, latitude) in new[] { ("The new hospital", "Macro", 52.49), ("Church hall", "Micro", 52.48) })
            ids.Add(
                (
                    await keeper.Http.DoAsync(
                        "/api/v1/assets",
                        new
                        {
                            supportOrganisationId = ise,
                            scale,
                            kind = "Physical",
                            name = $"{name} {script} {width}",
                            ownership = "Organisation",
                            place = new
                            {
                                ward = "E05011151",
                                latitude,
                                longitude = -1.9,
                            },
                            description = new
                            {
                                condition = "InUse",
                                use = "Many things",
                                source = "A walk",
                            },
                        }
                    )
                )["id"]!.ToString()
            );
        var bridge = (
            await keeper.Http.DoAsync(
                "/api/v1/bridges",
                new
                {
                    supportOrganisationId = ise,
                    macroAssetId = ids[0],
                    microAssetId = ids[1],
                    need = "A room for classes",
                }
            )
        )["id"]!.ToString();
        await keeper.Http.DoAsync(
            $"/api/v1/assets/{ids[1]}/community-value",
            new
            {
                step = "Nominated",
                on = "2026-01-05",
                words = "Friends of the hall",
            }
        );
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, keeper, screen, script))
            foreach (
                var path in new[]
                {
                    "/assets/kept",
                    "/assets/new",
                    $"/assets/{ids[1]}",
                    $"/assets/{ids[1]}/describe",
                    $"/assets/{ids[1]}/publicity",
                    $"/assets/{ids[1]}/community-value",
                    $"/assets/{ids[1]}/remove",
                    "/bridges/new",
                    $"/bridges/{bridge}",
                    $"/bridges/{bridge}/stage",
                    $"/bridges/{bridge}/outcome",
                    $"/bridges/{bridge}/success",
                    $"/bridges/{bridge}/broker",
                }
            )
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"assets{path.Replace('/', '-')}-{width}-{script}");
            }
        await using (var visit = await chromium.VisitAsync(app.Address, screen, script))
        {
            await visit.OpenAsync("/assets");
            Assert.True(await visit.Page.Locator("svg circle").CountAsync() >= 2);
            Assert.True(await visit.Page.Locator("svg line").CountAsync() >= 1);
            await visit.SoundAsync($"assets-map-{width}-{script}");
        }
    }
}
