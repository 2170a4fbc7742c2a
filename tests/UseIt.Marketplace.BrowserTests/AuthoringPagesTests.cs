using Microsoft.Playwright;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Reports;
using UseIt.Testing;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>
/// A template is broken, mended, previewed and published in a browser, with and without script; and a report made regularly.
/// </summary>
public sealed class AuthoringPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task an_author_breaks_mends_previews_and_publishes_a_template(bool script, int width)
    {
        var administrator = await app.PersonAsync(
            "Ada Quill",
            await app.OrganisationAsync("The platform", OrganisationKind.Platform),
            Roles.Administrator
        );
        var name = $"{width}-{script}";
        await using var visit = await chromium.AsAsync(app, administrator, width == 320 ? Screen.Narrow : Screen.Desk, script);
        await visit.OpenAsync("/templates");
        await visit.SoundAsync($"templates-{name}");
        await visit.FollowAsync("Commitment schedule");
        await visit.SoundAsync($"template-{name}");
        await visit.FollowAsync("Change it", AriaRole.Button);
        await visit.SoundAsync($"template-edit-{name}");
        var area = visit.Page.GetByLabel("The template", new() { Exact = true });
        var text = await area.InputValueAsync();

        await area.FillAsync(text.Replace("{{~ include \"reports/parts/words.sbn\" ~}}", "{{~ include", StringComparison.Ordinal));
        await visit.PressAsync("Check and publish");
        await Assertions.Expect(visit.Page.GetByText("reports/commitment-schedule/report.html.sbn(").First).ToBeVisibleAsync();
        await visit.SoundAsync($"template-broken-{name}");

        area = visit.Page.GetByLabel("The template", new() { Exact = true });
        await area.FillAsync(text.Replace("<h2>", $"<p>Mended {name}</p>\n<h2>", StringComparison.Ordinal));
        await visit.PressAsync("Preview");
        await Assertions.Expect(visit.Page.GetByText($"Mended {name}").First).ToBeVisibleAsync();
        await visit.PictureAsync($"template-preview-{name}");
        if (script)
            Assert.Equal("", await visit.AxeAsync());
        Assert.Equal(0, await visit.OverflowAsync());
        await visit.FollowAsync("Go on writing");
        await visit.PressAsync("Check and publish");
        await visit.SoundAsync($"template-check-{name}");
        await visit.PressAsync("Publish now");
        await Assertions.Expect(visit.Page.GetByText("The template is published").First).ToBeVisibleAsync();
        await visit.SoundAsync($"template-published-{name}");
        await visit.FollowAsync("Go back to the program’s own", AriaRole.Button);
        await visit.SoundAsync($"template-back-{name}");
        await visit.PressAsync("Go back");
        await Assertions.Expect(visit.Page.GetByText("The program’s own is used again").First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task a_report_is_had_made_regularly_and_stopped(bool script, int width)
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var name = $"{width}-{script}";
        await using var visit = await chromium.AsAsync(app, told.Manager, width == 320 ? Screen.Narrow : Screen.Desk, script);
        await visit.OpenAsync($"/reports/new?kind=contract-return&subject={told.Contract}");
        await visit.FollowAsync("Have it made regularly");
        await visit.SoundAsync($"schedule-new-{name}");
        await visit.Page.GetByLabel("Once, before a day").CheckAsync();
        foreach (var (part, value) in new[] { ("Day", "1"), ("Month", "5"), ("Year", "2030") })
            await visit.Page.GetByLabel(part, new() { Exact = true }).FillAsync(value);
        await visit.Page.GetByLabel("How many days before?").FillAsync("5");
        await visit.Page.GetByLabel("Priya Raman").CheckAsync();
        await visit.PressAsync("Have it made");
        await Assertions.Expect(visit.Page.GetByText("5 days before Wednesday 1 May 2030").First).ToBeVisibleAsync();
        await visit.SoundAsync($"schedule-{name}");
        await visit.PressAsync("Stop it");
        await visit.OpenAsync("/reports/schedules");
        await visit.SoundAsync($"schedules-{name}");
        await Assertions.Expect(visit.Page.GetByText("Stopped").First).ToBeVisibleAsync();
    }
}
