using System.Net;
using UseIt.Marketplace.CommunityAssets;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Research;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.CommunityAssets;

/// <summary>A bridge from its need to what came of it, over HTTP and on pages; and what is not on the public map.</summary>
public sealed class AssetJourneyTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Owner = "Wilhelmina Bracegirdle-Obi";

    private static object Asset(Guid support, string name, string scale, double latitude) =>
        new
        {
            supportOrganisationId = support,
            scale,
            kind = "Physical",
            name,
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
        };

    [Fact]
    public async Task a_bridge_from_a_need_to_an_outcome_and_nobody_else_touches_it()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var yvonne = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        var david = await app.PersonAsync("David Owusu", ise, Roles.ProgrammeManager);
        var today = UkTime.DayOf(await app.NowAsync());
        var hospital = BidSteps.Id(await yvonne.Http.DoAsync("/api/v1/assets", Asset(ise, "The new hospital", "Macro", 52.49)));
        var hall = BidSteps.Id(await yvonne.Http.DoAsync("/api/v1/assets", Asset(ise, "Church hall", "Micro", 52.48)));
        var bridge = BidSteps.Id(
            await yvonne.Http.DoAsync(
                "/api/v1/bridges",
                new
                {
                    supportOrganisationId = ise,
                    macroAssetId = hospital,
                    microAssetId = hall,
                    need = "A room for diabetes classes",
                    by = today.AddDays(30),
                }
            )
        );
        var at = $"/api/v1/bridges/{bridge}";
        foreach (var stage in new[] { "Talking", "Agreed", "Built" })
            await yvonne.Http.DoAsync($"{at}/stage", new { stage, on = today });
        await yvonne.Http.DoAsync(
            $"{at}/outcome",
            new
            {
                needMet = true,
                outcome = "Classes on Thursdays",
                on = today,
            }
        );
        await yvonne.Http.DoAsync($"{at}/successes", new { what = "The choir found a home", on = today });
        await yvonne.Http.DoAsync($"{at}/broker", new { personId = david.Id });
        await app.SettledAsync();

        var anybody = await app.ClientAsync();
        var read = await anybody.ReadAsync(at);
        Assert.Equal("Built", read["stage"]!.GetValue<string>());
        Assert.Equal("The choir found a home", read["successes"]![0]!["what"]!.GetValue<string>());
        // Who brokers it is between colleagues.
        Assert.Null(read["broker"]);
        Assert.Equal(david.Id, (await yvonne.Http.ReadAsync(at))["broker"]!.GetValue<Guid>());

        var elsewhere = await app.OrganisationAsync("Elsewhere", OrganisationKind.Support);
        var other = await app.PersonAsync("Olu", elsewhere, Roles.Adviser);
        var buyer = await app.BuyerAsync("Another Trust");
        var here = $"/api/v1/assets/{hall}";
        (string Path, object Body)[] all =
        [
            ("/api/v1/assets", Asset(ise, "x", "Micro", 52.48)),
            (
                $"{here}/description",
                new
                {
                    description = new
                    {
                        condition = "Empty",
                        use = "x",
                        source = "x",
                    },
                }
            ),
            ($"{here}/publicity", new { by = "Owner", on = today }),
            ($"{here}/publicity/end", new { }),
            ($"{here}/removal", new { reason = "x" }),
            (
                $"{here}/community-value",
                new
                {
                    step = "Nominated",
                    on = today,
                    words = "x",
                }
            ),
            (
                "/api/v1/bridges",
                new
                {
                    supportOrganisationId = ise,
                    macroAssetId = hospital,
                    microAssetId = hall,
                    need = "x",
                }
            ),
            ($"{at}/stage", new { stage = "Ended", on = today }),
            (
                $"{at}/outcome",
                new
                {
                    needMet = false,
                    outcome = "x",
                    on = today,
                }
            ),
            ($"{at}/successes", new { what = "x", on = today }),
            ($"{at}/broker", new { personId = yvonne.Id }),
        ];
        foreach (var (path, body) in all)
        {
            await other.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await buyer.Author.Http.RefusedWithAsync(path, body, HttpStatusCode.Forbidden);
            await anybody.RefusedWithAsync(path, body, HttpStatusCode.Unauthorized);
            // Another kind's id.
            if (path.StartsWith(here, StringComparison.Ordinal))
                await yvonne.Http.RefusedWithAsync(
                    path.Replace(hall.ToString(), bridge.ToString(), StringComparison.Ordinal),
                    body,
                    HttpStatusCode.NotFound
                );
            if (path.StartsWith(at, StringComparison.Ordinal))
                await yvonne.Http.RefusedWithAsync(
                    path.Replace(bridge.ToString(), hall.ToString(), StringComparison.Ordinal),
                    body,
                    HttpStatusCode.NotFound
                );
        }
        Assert.Empty((await other.Http.ReadAsync("/api/v1/bridges")).Items());
        await other.Http.RefusedAsync(
            "/api/v1/bridges",
            new
            {
                supportOrganisationId = elsewhere,
                macroAssetId = hospital,
                microAssetId = hall,
                need = "x",
            },
            "macro-missing"
        );

        using var visitor = new Browsing(app);
        var map = await visitor.GetAsync("/assets");
        Assert.Contains("<svg", map.Html, StringComparison.Ordinal);
        Assert.Contains("Church hall", map.Html, StringComparison.Ordinal);
        Assert.Contains("A room for diabetes classes", map.Html, StringComparison.Ordinal);
        Assert.Contains("The choir found a home", (await visitor.GetAsync($"/bridges/{bridge}")).Html, StringComparison.Ordinal);
        using var strange = await Browsing.AsAsync(app, other);
        foreach (
            var page in new[]
            {
                $"/assets/{hall}/describe",
                $"/assets/{hall}/publicity",
                $"/assets/{hall}/community-value",
                $"/assets/{hall}/remove",
                $"/bridges/{bridge}/stage",
                $"/bridges/{bridge}/outcome",
                $"/bridges/{bridge}/success",
                $"/bridges/{bridge}/broker",
            }
        )
            Assert.True((await strange.GetAsync(page)).Status == HttpStatusCode.NotFound, page);
    }

    [Fact]
    public async Task on_pages_from_an_asset_to_a_yes_and_a_bridge_and_what_is_private_stays_so()
    {
        var ise = await app.OrganisationAsync("Map keepers", OrganisationKind.Support);
        using var keeper = await Browsing.AsAsync(app, await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser));
        using var visitor = new Browsing(app);
        var today = UkTime.DayOf(await app.NowAsync());

        var unsaid = await keeper.SendAsync(await keeper.GetAsync("/assets/new"), "/assets/new");
        Assert.Equal(
            [
                "Enter what the asset is called",
                "Choose how large it is",
                "Choose what it is",
                "Choose whose it is",
                "Choose the ward or the district it is in",
                "Choose what state it is in",
                "Say what it is used for, or that it is not used",
                "Say where this is known from, for example a walk in May 2026",
            ],
            unsaid.Mistakes.Select(m => m.Sentence)
        );
        (string, string)[] factory =
        [
            ("Name", "The old button factory"),
            ("Scale", "Micro"),
            ("Kind", "Physical"),
            ("Ownership", "NaturalPerson"),
            ("OwnerName", Owner),
            ("WardWords", "Ladywood"),
            ("Ward", "E05011151"),
            ("Latitude", "52.4795"),
            ("Longitude", "-1.9162"),
            ("Condition", "Empty"),
            ("Use", "Not used"),
            ("Source", "A walk"),
        ];
        var made = await keeper.SendAsync(await keeper.GetAsync("/assets/new"), "/assets/new", factory);
        Assert.True(made.Status == HttpStatusCode.Found, string.Join('\n', made.Mistakes.Select(m => m.Sentence)));
        var asset = made.Response.Headers.Location!.ToString();
        await DoneAsync(
            keeper,
            "/assets/new",
            [
                ("Name", "The trust"),
                ("Scale", "Macro"),
                ("Kind", "Financial"),
                ("Ownership", "Unknown"),
                ("WardWords", "Ladywood"),
                ("Ward", "E05011151"),
                ("Condition", "InUse"),
                ("Use", "Grants"),
                ("Source", "Its report"),
            ]
        );
        await DoneAsync(
            keeper,
            "/assets/new",
            [
                ("Name", "Sewing"),
                ("Scale", "Micro"),
                ("Kind", "Human"),
                ("People", "3"),
                ("Ownership", "Unknown"),
                ("WardWords", "Ladywood"),
                ("Ward", "E05011151"),
                ("Condition", "InUse"),
                ("Use", "At home"),
                ("Source", "A workshop"),
            ]
        );
        await app.SettledAsync();
        var map = await visitor.GetAsync("/assets");
        Assert.DoesNotContain("button factory", map.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Sewing", map.Html, StringComparison.Ordinal);
        // People's skills are told at the end of a quarter.
        Assert.DoesNotContain("skills by ward", map.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(asset)).Status);
        Assert.Contains(Owner, (await keeper.GetAsync(asset)).Html, StringComparison.Ordinal);
        Assert.Equal(0L, await CountAsync($"select count(*) from events.mt_events where data::text like '%{Owner}%'"));
        Assert.Equal(
            0L,
            await CountAsync(
                $"select count(*) from {MarketplaceHost.Modules().SelectMany(m => m.Views).OfType<Assets>().Single().Table} where data::text like '%{Owner}%'"
            )
        );

        await DoneAsync(keeper, $"{asset}/publicity", [("By", "Owner"), .. Day("On", today)]);
        await app.SettledAsync();
        Assert.Contains("button factory", (await visitor.GetAsync("/assets")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(Owner, (await visitor.GetAsync(asset)).Html, StringComparison.Ordinal);
        await DoneAsync(
            keeper,
            $"{asset}/community-value",
            [("Step", "Nominated"), .. Day("On", today.AddDays(-7)), ("Words", "Friends of the factory")]
        );
        await app.SettledAsync();
        Assert.Contains("decision is due", (await keeper.GetAsync("/assets/kept")).Html, StringComparison.Ordinal);
        await DoneAsync(
            keeper,
            $"{asset}/describe",
            [("Condition", "Underused"), ("Use", "Storage"), ("Source", "A second walk"), ("Opportunity", "Workshops")]
        );

        var choose = await keeper.GetAsync("/bridges/new");
        var macro = choose.Html[..choose.Html.IndexOf(">The trust<", StringComparison.Ordinal)];
        macro = macro[(macro.LastIndexOf("value=\"", StringComparison.Ordinal) + 7)..].Split('"')[0];
        var id = asset[(asset.LastIndexOf('/') + 1)..];
        var nothing = await keeper.SendAsync(choose, "/bridges/new");
        Assert.Equal(
            ["Choose a macro asset of your map", "Choose a micro asset of your map", "Say which one need the bridge is for"],
            nothing.Mistakes.Select(m => m.Sentence)
        );
        var proposed = await keeper.SendAsync(
            choose,
            "/bridges/new",
            ("MacroAssetId", macro),
            ("MicroAssetId", id),
            ("Need", "Workshops for six makers")
        );
        Assert.True(proposed.Status == HttpStatusCode.Found, string.Join('\n', proposed.Mistakes.Select(m => m.Sentence)));
        var bridge = proposed.Response.Headers.Location!.ToString();
        await app.SettledAsync();
        await DoneAsync(keeper, $"{bridge}/stage", [("Stage", "Built"), .. Day("On", today)]);
        await app.SettledAsync();
        await DoneAsync(keeper, $"{bridge}/outcome", [("NeedMet", "true"), ("Outcome", "Six makers work there"), .. Day("On", today)]);
        await DoneAsync(keeper, $"{bridge}/success", [("What", "A café opened"), .. Day("On", today)]);
        await app.SettledAsync();
        var seen = await visitor.GetAsync(bridge);
        Assert.Contains("Six makers work there", seen.Html, StringComparison.Ordinal);
        Assert.Contains("A café opened", WebUtility.HtmlDecode(seen.Html), StringComparison.Ordinal);

        // The yes is taken back: asset and bridge are gone from the public map.
        var back = await keeper.SendAsync(await keeper.GetAsync($"{asset}/publicity"), $"{asset}/publicity");
        Assert.Equal(HttpStatusCode.Found, back.Status);
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(bridge)).Status);
        Assert.DoesNotContain("button factory", (await visitor.GetAsync("/assets")).Html, StringComparison.Ordinal);
        await DoneAsync(keeper, $"{asset}/remove", [("Reason", "Pulled down")]);
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await keeper.GetAsync(asset)).Status);

        // Three with a skill are few, also once the quarter is over.
        await app.ClockForwardAsync(TimeSpan.FromDays(100));
        map = await visitor.GetAsync("/assets");
        Assert.Contains("skills by ward, counted up to", WebUtility.HtmlDecode(map.Html), StringComparison.Ordinal);
        Assert.Contains("Not shown", map.Html, StringComparison.Ordinal);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static IEnumerable<(string, string)> Day(string field, DateOnly day) =>
        [($"{field}.Day", $"{day.Day}"), ($"{field}.Month", $"{day.Month}"), ($"{field}.Year", $"{day.Year}")];

    private static async Task DoneAsync(Browsing browser, string page, IEnumerable<(string, string)> typed)
    {
        var opened = await browser.GetAsync(page);
        Assert.True(opened.Status == HttpStatusCode.OK, $"{page} answered {opened.Status}");
        var sent = await browser.SendAsync(opened, page, [.. typed]);
        Assert.True(sent.Status == HttpStatusCode.Found, $"{page}: {string.Join('\n', sent.Mistakes.Select(m => m.Sentence))}");
    }
}
