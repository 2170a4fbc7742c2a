using Microsoft.Playwright;
using UseIt.Marketplace.Tests;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>Every component as a browser shows it. What holds for the gallery holds for the pages built from the same parts.</summary>
public sealed class GalleryTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    private async Task<Visit> InGalleryAsync(Screen? screen = null, bool script = true)
    {
        var visit = await chromium.VisitAsync(app.Address, screen, script);
        await visit.OpenAsync("/gallery");
        return visit;
    }

    [Fact]
    public async Task axe_finds_nothing_in_the_gallery()
    {
        await using var visit = await InGalleryAsync();
        await visit.PictureAsync("gallery");
        Assert.Equal("", await visit.AxeAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task axe_finds_nothing_in_a_form_with_mistakes()
    {
        await using var visit = await InGalleryAsync();
        await visit.PressAsync("Save and continue");
        await visit.PictureAsync("gallery-mistakes");
        Assert.Equal("", await visit.AxeAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task nothing_runs_off_a_narrow_screen()
    {
        await using var visit = await InGalleryAsync(Screen.Narrow);
        await visit.PictureAsync("gallery-narrow");
        Assert.Equal(0, await visit.OverflowAsync());
        Assert.Equal("", await visit.AxeAsync());
        await visit.PressAsync("Save and continue");
        await visit.PictureAsync("gallery-narrow-mistakes");
        Assert.Equal(0, await visit.OverflowAsync());
    }

    [Fact]
    public async Task the_error_summary_takes_the_focus_and_leads_to_the_fields_by_keyboard()
    {
        await using var visit = await InGalleryAsync();
        await visit.PressAsync("Save and continue");
        Assert.Equal("govuk-error-summary", await visit.FocusAsync());
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("Title", await visit.FocusAsync());
        foreach (
            var (sentence, field) in new[]
            {
                ("Enter the day it closes", "Closes-day"),
                ("Select which procedure you will use", "Procedure"),
                ("Choose the ward where the work is done", "Ward"),
            }
        )
        {
            await visit.Page.GetByRole(AriaRole.Link, new() { Name = sentence }).PressAsync("Enter");
            Assert.Equal(field, await visit.FocusAsync());
        }
    }

    [Fact]
    public async Task the_first_key_skips_to_the_content()
    {
        await using var visit = await InGalleryAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("govuk-skip-link", await visit.FocusAsync());
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main-content", await visit.FocusAsync());
    }

    [Fact]
    public async Task an_answer_that_asks_more_opens_by_keyboard()
    {
        await using var visit = await InGalleryAsync();
        var stages = visit.Page.GetByLabel("How many stages?");
        Assert.False(await stages.IsVisibleAsync());
        await visit.Page.GetByLabel("Open procedure").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        Assert.True(await stages.IsVisibleAsync());
    }

    [Fact]
    public async Task without_script_every_question_is_there_and_the_form_works()
    {
        await using var visit = await InGalleryAsync(script: false);
        Assert.True(await visit.Page.GetByLabel("How many stages?").IsVisibleAsync());
        await visit.Page.GetByLabel("What are you buying?").FillAsync("Grounds maintenance");
        await visit.Page.GetByLabel("Day", new() { Exact = true }).FillAsync("27");
        await visit.Page.GetByLabel("Month").FillAsync("March");
        await visit.Page.GetByLabel("Year").FillAsync("2027");
        await visit.Page.GetByLabel("Open procedure").CheckAsync();
        await visit.Page.GetByLabel("Ward").SelectOptionAsync("Newtown");
        await visit.PressAsync("Save and continue");
        Assert.Equal("Saved", await visit.Page.GetByRole(AriaRole.Alert).Locator(".govuk-notification-banner__heading").InnerTextAsync());
    }

    [Fact]
    public async Task the_words_left_are_counted_as_they_are_typed()
    {
        await using var visit = await InGalleryAsync();
        await visit.Page.GetByLabel("Describe it in plain words").FillAsync("Grass, hedges and paths of three parks");
        await Assertions.Expect(visit.Page.GetByText("You have 143 words remaining").First).ToBeVisibleAsync();
    }
}
