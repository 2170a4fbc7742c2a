using Microsoft.Playwright;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Programmes;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A programme in a browser: a partner returns, the lead claims, an auditor draws; on a phone too.</summary>
public sealed class ProgrammePagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task every_page_of_a_programme_and_the_way_of_a_claim(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var told = await app.ProgrammeAsync($"iSE {script} {width}");
        var (support, director) = await told.EnterpriseAsync($"Grounds {script} {width} CIC");
        var session = await told.SessionAsync(support, director, 720);
        await told.EvidenceAsync("C1", director.Organisation);
        await app.SettledAsync();
        var (at, partner) = ($"/programmes/{told.Id}", $"/programmes/{told.Id}/partners/{told.Partner}");

        await using (var visit = await chromium.AsAsync(app, told.PartnerManager, screen, script))
        {
            await visit.OpenAsync($"{at}/desk");
            await visit.SoundAsync($"programme-partner-desk-{width}-{script}");
            await visit.OpenAsync($"{partner}/readiness");
            await visit.SoundAsync($"programme-readiness-{width}-{script}");
            await visit.OpenAsync($"{partner}/returns/{told.Last}");
            await visit.Page.GetByLabel("Budget line").First.SelectOptionAsync("1");
            await visit.Page.GetByLabel("Day").First.FillAsync($"{told.Last.First.Day}");
            await visit.Page.GetByLabel("Month").First.FillAsync($"{told.Last.First.Month}");
            await visit.Page.GetByLabel("Year").First.FillAsync($"{told.Last.First.Year}");
            await visit.Page.GetByLabel("Amount").First.FillAsync("12,000.50");
            await visit.Page.GetByLabel("Document").First.FillAsync("Invoice 7");
            await visit.Page.GetByLabel("In which capacity do you sign?").FillAsync("finance director");
            await visit.SoundAsync($"programme-return-{width}-{script}");
            await visit.PressAsync("Sign and return");
            await Assertions.Expect(visit.Page.GetByText("Waits for the lead").First).ToBeVisibleAsync();
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, told.Manager, screen, script))
        {
            foreach (
                var path in new[]
                {
                    "/programmes",
                    "/programmes/new",
                    $"/programmes/new?SourceId={told.Id}",
                    at,
                    $"{at}/desk",
                    $"{at}/set/code",
                    $"{at}/set/strand",
                    $"{at}/set/partner?Q=iSE",
                    $"{at}/set/target",
                    $"{at}/set/budget",
                    $"{at}/set/figure",
                    $"{at}/record/standing?Q=Grounds",
                    $"{at}/record/award?Q=Grounds",
                    $"{at}/record/entrepreneur",
                    $"{at}/record/link?Q=Grounds",
                    partner,
                    $"{partner}/owner",
                    $"{partner}/contact",
                    $"{partner}/promise",
                    $"{partner}/sponsor",
                    $"{partner}/end",
                    $"{at}/outputs",
                    $"{at}/outputs/C1/{director.Organisation}",
                }
            )
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"programme{path.Replace('/', '-').Split('?')[0].Replace(told.Id.ToString(), "")}-{width}-{script}");
            }
            await visit.OpenAsync($"{partner}/returns/{told.Last}");
            await visit.Page.GetByLabel("Yes, accept it").CheckAsync();
            await visit.SoundAsync($"programme-return-check-{width}-{script}");
            await visit.PressAsync("Decide");
            await app.SettledAsync();
            await visit.OpenAsync($"{at}/claims/{told.Last}");
            await visit.Page.GetByLabel("In which capacity do you sign?").FillAsync("programme manager");
            await visit.SoundAsync($"programme-claim-{width}-{script}");
            await visit.PressAsync("Sign the claim");
            await visit.SoundAsync($"programme-claim-made-{width}-{script}");
        }
        await app.SettledAsync();
        var claim = ProgrammeClaim.IdOf(told.Id, told.Last.ToString());
        var auditor = await app.PersonAsync(
            "Anna Auditor",
            await app.OrganisationAsync($"Auditors {script} {width}", OrganisationKind.Platform),
            Roles.Auditor
        );
        await using (var visit = await chromium.AsAsync(app, auditor, screen, script))
        {
            await visit.OpenAsync($"/claims/{claim}");
            await visit.Page.GetByLabel("Your seed").FillAsync("Oak 7");
            await visit.Page.GetByLabel("How many lines?").FillAsync("1");
            await visit.SoundAsync($"programme-draw-{width}-{script}");
            await visit.PressAsync("Draw a sample");
            await Assertions.Expect(visit.Page.GetByText("it is the same")).ToBeVisibleAsync();
            await visit.SoundAsync($"programme-sample-{width}-{script}");
        }
        await using (var visit = await chromium.AsAsync(app, director, screen, script))
        {
            await visit.OpenAsync($"{at}/help");
            await visit.SoundAsync($"programme-help-{width}-{script}");
        }
        await using (var visit = await chromium.AsAsync(app, told.Adviser, screen, script))
        {
            await visit.OpenAsync($"/line/{director.Organisation}/sessions/{session}/correct");
            await visit.SoundAsync($"session-correct-{width}-{script}");
        }
        await using (var visit = await chromium.VisitAsync(app.Address, screen, script))
        {
            await visit.OpenAsync(at);
            await Assertions.Expect(visit.Page.GetByText("Enterprises receiving support").First).ToBeVisibleAsync();
            await visit.SoundAsync($"programme-public-{width}-{script}");
        }
    }
}
