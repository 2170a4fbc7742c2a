using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.CommunityAssets;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Imports;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using Sheet = UseIt.Marketplace.Imports.Sheet;

namespace UseIt.Marketplace.Tests.CommunityAssets;

/// <summary>A neighbourhood's assets from a spreadsheet: matched by name and place, refused with the reason, and taken off again.</summary>
public sealed class AssetImportTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Headings = "Name,Scale,Type,Ward,Owner type,Owner,Condition,Use,Source,Latitude,Longitude,People,Sensitive";

    [Fact]
    public void rows_are_understood_or_refused_with_what_is_wrong()
    {
        var sheet = Sheet
            .Read(
                Workbooks.Of(
                    [
                        Headings.Split(','),
                        [
                            "Church hall",
                            "micro",
                            "Building",
                            "Ladywood",
                            "organisation",
                            "The parish",
                            "In use",
                            "Classes",
                            "A walk",
                            "52.48",
                            "-1.92",
                            null,
                            null,
                        ],
                        ["Knitting", "Micro", "Skills", "Ladywood", null, null, "In use", "Teaching", "A survey", null, null, 12, "no"],
                        [
                            "Old works",
                            "middling",
                            "castle",
                            "Atlantis",
                            null,
                            "Mrs Somebody",
                            "haunted",
                            null,
                            null,
                            "52.48",
                            null,
                            4,
                            "perhaps",
                        ],
                        ["Merged yard", "micro", "land", "Ladywood", null, null, "empty", "None", "A walk", null, null, null, null],
                        [
                            "Knitters",
                            "micro",
                            "people",
                            "Ladywood",
                            null,
                            null,
                            "in use",
                            "Teaching",
                            "A survey",
                            "52.4",
                            "-1.9",
                            null,
                            null,
                        ],
                    ],
                    "A5:B5"
                )
            )
            .Sheet!;
        var lines = AssetLine.Of(sheet, AssetColumns.All.Match(sheet.Headings, null));
        Assert.Equal([2, 3], lines.Where(l => l.Wrong.Count == 0).Select(l => l.Row));
        Assert.Equal(
            (AssetScale.Micro, AssetKind.Physical, AssetOwnership.Organisation, "The parish", 52.48m, -1.92m),
            (
                lines[0].Scale,
                lines[0].Kind,
                lines[0].Ownership,
                lines[0].Owner,
                lines[0].Place.Latitude!.Value,
                lines[0].Place.Longitude!.Value
            )
        );
        Assert.Equal((AssetKind.Human, 12, AssetOwnership.Unknown), (lines[1].Kind, lines[1].People!.Value, lines[1].Ownership));
        foreach (
            var what in new[]
            {
                "Say macro",
                "What it is is not known",
                "ward or district",
                "organisation or a private person",
                "What state it is in is not known",
                "used for is missing",
                "known from is missing",
                MapAssetHandler.HalfAPoint.Sentence,
                MapAssetHandler.PeopleNotAsked.Sentence,
                "yes or no",
            }
        )
            Assert.Contains(lines[2].Wrong, w => w.Contains(what, StringComparison.Ordinal));
        Assert.Contains("are merged", Assert.Single(lines[3].Wrong), StringComparison.Ordinal);
        Assert.Equal([MapAssetHandler.SkillsHaveNoPoint.Sentence, MapAssetHandler.PeopleMissing.Sentence], lines[4].Wrong);
    }

    [Fact]
    public async Task by_the_verb_a_file_is_matched_by_name_and_place_sealed_and_taken_off_but_for_what_a_bridge_rests_on()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var yvonne = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        var keeper = As(yvonne);
        var parish = await app.OrganisationAsync($"Parish {ise:N}", OrganisationKind.Enterprise);
        await RunAsync(keeper, SheetOf("Church hall,Micro,Building,Ladywood,,,In use,Classes,A walk,,,,"));
        const string owner = "Bartholomew Ownerby-Kanary";
        var sheet = SheetOf(
            $"""
            church hall,Micro,Building,Ladywood,,,In use,Classes,A walk,,,,
            The Church Halls,Micro,Building,Ladywood,,,In use,Classes,A walk,,,,
            Church hall,Micro,Building,Edgbaston,organisation,Parish {ise:N},In use,Classes,A walk,,,,
            The new hospital,Macro,Building,Ladywood,,,In use,Care,A walk,,,,
            A villa,Micro,Building,Ladywood,private person,{owner},Empty,Nothing,A walk,,,,yes
            """
        );
        using var said = new StringWriter();
        Assert.Equal(1, await RunAsync(keeper, sheet, preview: true, output: said));
        Assert.Contains("5 rows: 3 ready, 1 here already, 0 wrong, 1 to be told apart", said.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            1L,
            await CountAsync(
                "select count(*) from events.mt_events where type = 'asset_import_begun' and data ->> 'by' = $1",
                keeper.Person
            )
        );
        Assert.Equal(0, await RunAsync(keeper, sheet, same: (3, "new")));
        var import = app.Services.GetRequiredService<AssetImports>().IdOf(ise, sheet);
        await app.SettledAsync();
        var (hall, hospital, villa) = (AssetImport.AssetOf(import, 4), AssetImport.AssetOf(import, 5), AssetImport.AssetOf(import, 6));
        var view = app.Services.GetRequiredService<Assets>();
        var rows = await view.FindAsync(app.Database, [hall, hospital, villa, AssetImport.AssetOf(import, 3)]);
        Assert.Equal(4, rows.Count);
        Assert.Equal(parish, rows[hall].OwnerId);
        Assert.Equal((AssetOwnership.NaturalPerson, true), (rows[villa].Ownership, rows[villa].Sensitive));
        Assert.Empty(await app.FoundAsync([owner]));

        BidSteps.Id(
            await yvonne.Http.DoAsync(
                "/api/v1/bridges",
                new
                {
                    supportOrganisationId = ise,
                    macroAssetId = hospital,
                    microAssetId = hall,
                    need = "A room for classes",
                    by = UkTime.DayOf(await app.NowAsync()).AddDays(30),
                }
            )
        );
        await app.SettledAsync();
        var stranger = As(await app.PersonAsync("Other", await app.OrganisationAsync("Else", OrganisationKind.Support), Roles.Adviser));
        Assert.Null(await ImportCases.TakeBackAsync(app.Services, stranger, import, null, default));
        Assert.Equal(new TakenBack(2, 2, true), await ImportCases.TakeBackAsync(app.Services, keeper, import, null, default));
        await app.SettledAsync();
        rows = await view.FindAsync(app.Database, [hall, hospital, villa]);
        Assert.Equal((false, false, true), (rows[hall].OffMap, rows[hospital].OffMap, rows[villa].OffMap));
        using var late = new StringWriter();
        await RunAsync(keeper, sheet, output: late, same: (3, "new"));
        Assert.Contains(BeginAssetImportHandler.UndoneBefore.Sentence, late.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task taken_back_twice_at_once_each_asset_is_taken_off_the_map_once()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var keeper = As(await app.PersonAsync("Yvonne Raced", ise, Roles.Adviser));
        var sheet = SheetOf(
            """
            Raced hall,Micro,Building,Ladywood,,,In use,Classes,A walk,,,,
            Raced meadow,Micro,Land,Ladywood,,,In use,Growing,A walk,,,,
            """
        );
        Assert.Equal(0, await RunAsync(keeper, sheet));
        var import = app.Services.GetRequiredService<AssetImports>().IdOf(ise, sheet);
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => ImportCases.TakeBackAsync(app.Services, keeper, import, null, default)))
        );
        Assert.Equal(new TakenBack(2, 0, true), await ImportCases.TakeBackAsync(app.Services, keeper, import, null, default));
        Assert.Single(await app.FactsAsync<AssetImportUndone>(import));
        foreach (var row in new[] { 2, 3 })
            Assert.Single(await app.FactsAsync<AssetTakenOffMap>(AssetImport.AssetOf(import, row)));
    }

    [Fact]
    public async Task from_a_file_to_the_map_on_pages_and_back()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        using var browser = await Browsing.AsAsync(app, await app.PersonAsync("Yvonne Pages", ise, Roles.Adviser));
        var name = $"Allotments {ise:N}";
        var uploaded = await browser.SendWithFileAsync(
            await browser.GetAsync("/assets/import"),
            "/assets/import",
            "Spreadsheet",
            "assets.csv",
            Encoding.UTF8.GetBytes(
                $"Name,Scale,Type,Ward,Condition,Use,Source\n{name},micro,land,Ladywood,in use,Growing,A walk\nBroken,huge,land,Ladywood,in use,x,y\n"
            )
        );
        var columns = uploaded.Header("Location")!;
        var page = columns[..columns.LastIndexOf('/')];
        var asked = await browser.GetAsync(columns);
        // Proposed by the headings.
        Assert.Matches("selected[^>]*>Macro or micro", asked.Html);
        (string, string)[] said =
        [
            ("Columns[0]", "Name"),
            ("Columns[2]", "Kind"),
            ("Columns[3]", "Ward"),
            ("Columns[4]", "Condition"),
            ("Columns[5]", "Use"),
            ("Columns[6]", "Source"),
        ];
        var unsaid = await browser.SendAsync(asked, columns, said);
        Assert.Equal(["Choose the column that says macro or micro"], unsaid.Mistakes.Select(m => m.Sentence));
        await browser.SendAsync(await browser.GetAsync(columns), columns, [.. said, ("Columns[1]", "Scale")]);
        var shown = await browser.GetAsync(page);
        Assert.Contains("Say macro", shown.Html, StringComparison.Ordinal);
        Assert.Contains("Import 1 row<", shown.Html, StringComparison.Ordinal);
        using (
            var stranger = await Browsing.AsAsync(
                app,
                await app.PersonAsync("Other", await app.OrganisationAsync("Else", OrganisationKind.Support), Roles.Adviser)
            )
        )
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
        await browser.SendAsync(shown, page);
        await app.SettledAsync();
        Assert.Contains(name, (await browser.GetAsync("/assets/kept")).Html, StringComparison.Ordinal);
        var back = await browser.SendAsync(await browser.GetAsync(page), $"{page}?handler=Undo");
        Assert.Equal("/assets/kept", back.Header("Location"));
        await app.SettledAsync();
        Assert.DoesNotContain(name, (await browser.GetAsync("/assets/kept")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(page)).Status);
    }

    private static Sheet SheetOf(string rows) => Sheet.Read(Encoding.UTF8.GetBytes($"{Headings}\n{rows}\n")).Sheet!;

    private static Actor As(TestPerson person) =>
        new(person.Id, person.Organisation, new HashSet<string> { Roles.Adviser }, "membership:invented");

    private async Task<int> RunAsync(
        Actor keeper,
        Sheet sheet,
        bool preview = false,
        TextWriter? output = null,
        params (int Row, string Answer)[] same
    )
    {
        await app.SettledAsync();
        return await ImportRows.RunAsync(
            ImportRows.OfAssets(app.Services, keeper, sheet, CancellationToken.None),
            same.ToDictionary(s => s.Row, s => s.Answer),
            preview,
            null,
            output ?? TextWriter.Null,
            null,
            CancellationToken.None
        );
    }

    private async Task<long> CountAsync(string sql, Guid value)
    {
        await using var command = app.Database.CreateCommand(sql);
        command.Parameters.AddWithValue(value.ToString());
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
