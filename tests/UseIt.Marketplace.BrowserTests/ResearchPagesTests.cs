using Microsoft.Playwright;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Research;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>Community research in a browser: a finding on its way to everybody, and every page on the way, on a phone too.</summary>
public sealed class ResearchPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task every_page_of_research_and_the_way_of_a_finding(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var research = await app.ResearchAsync($"iSE {script} {width}");
        var project = await research.InTheFieldAsync();
        var participant = await research.ParticipantAsync(project, "Sam Taker");
        var waiting = await research.CommissionedAsync();
        await research.SubmitEthicsAsync(waiting);
        var asked = await research.CommissionedAsync();
        await research.Coordinator.Http.DoAsync($"{research.Desk}/concerns", new { what = "A worry" });
        await app.SettledAsync();

        await using (var visit = await chromium.AsAsync(app, research.Coordinator, screen, script))
        {
            var page = visit.Page;
            var at = $"/research/projects/{project}";
            foreach (
                var path in new[]
                {
                    "/research",
                    "/research/desk",
                    "/research/desk/courses/new",
                    "/research/researchers/new",
                    $"/research/researchers/{research.Researcher}",
                    $"/research/researchers/{research.Researcher}/contact",
                    $"/research/researchers/{research.Researcher}/training",
                    $"/research/researchers/{research.Researcher}/mentor",
                    $"/research/researchers/{research.Researcher}/pay",
                    $"/research/researchers/{research.Researcher}/erase",
                    $"/research/courses/{research.Course}/sessions/new",
                    "/research/projects/new",
                    at,
                    $"/research/projects/{asked}/advertise?Q=iSE",
                    $"{at}/researchers",
                    $"{at}/researchers/{research.Researcher}/pay",
                    $"{at}/ethics",
                    $"{at}/participants",
                    $"{at}/participants/new",
                    $"{at}/participants/{participant}/withdraw",
                    $"{at}/complete",
                    "/research/ethics",
                    $"/research/ethics/{waiting}",
                    $"/research/concerns/new?project={project}",
                }
            )
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"research{path.Replace('/', '-').Split('?')[0]}-{width}-{script}");
            }
            await visit.OpenAsync($"{at}/findings/new");
            await page.GetByLabel("The finding in one sentence").FillAsync("Letters come late");
            await page.GetByLabel("What was found?").FillAsync("Most letters come after the day");
            await visit.SoundAsync($"research-finding-{width}-{script}");
            await visit.PressAsync("Record the finding");
        }
        await app.SettledAsync();
        string finding;
        await using (var visit = await chromium.AsAsync(app, research.Hospital.Author, screen, script))
        {
            await visit.OpenAsync("/research/commissions");
            await visit.SoundAsync($"research-commissions-{width}-{script}");
            await visit.OpenAsync("/research/commissions/new");
            await visit.SoundAsync($"research-commission-{width}-{script}");
            await visit.OpenAsync($"/research/projects/{project}");
            await visit.FollowAsync("Letters come late");
            finding = new Uri(visit.Page.Url).Segments[^1];
            await visit.SoundAsync($"research-finding-read-{width}-{script}");
            await visit.FollowAsync("Answer", AriaRole.Button);
            await visit.Page.GetByLabel("Yes, at once").CheckAsync();
            await visit.SoundAsync($"research-finding-answer-{width}-{script}");
            await visit.PressAsync("Answer");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, research.Coordinator, screen, script))
        {
            await visit.OpenAsync($"/research/findings/{finding}");
            await visit.FollowAsync("Publish", AriaRole.Button);
            await visit.SoundAsync($"research-finding-check-{width}-{script}");
            await visit.PressAsync("Publish");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, research.Hospital.Author, screen, script))
        {
            await visit.OpenAsync($"/findings/{finding}");
            await visit.FollowAsync("Say where it was used", AriaRole.Button);
            await visit.Page.GetByLabel("A decision or a policy").CheckAsync();
            await visit.Page.GetByLabel("What was decided or changed because of it?").FillAsync("Texts are sent");
            await visit.SoundAsync($"research-use-{width}-{script}");
            await visit.PressAsync("Save");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.VisitAsync(app.Address, screen, script))
        {
            await visit.OpenAsync($"/findings/{finding}");
            await Assertions.Expect(visit.Page.GetByText("Texts are sent")).ToBeVisibleAsync();
            await visit.SoundAsync($"research-public-{width}-{script}");
            await visit.OpenAsync("/research/figures");
            await visit.SoundAsync($"research-figures-{width}-{script}");
        }
        await using (var visit = await chromium.AsAsync(app, research.Manager, screen, script))
            foreach (var path in new[] { "/research/concerns", "/research/desk/leads/new", "/research/desk/guardians" })
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"research{path.Replace('/', '-')}-{width}-{script}");
            }
    }
}
