using Microsoft.Playwright;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;
using Xunit.Abstractions;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>
/// An enterprise says what it is and can do and files what buyers ask for; a visitor finds it by plain words; somebody who leads a
/// consortium finds it by what is missing and invites it. By visible labels, with and without script.
/// </summary>
public sealed class EnterpriseJourneyTests(Chromium chromium, ServedApp app, ITestOutputHelper output)
    : IClassFixture<ServedApp>,
        IClassFixture<Chromium>
{
    /// <summary>Counts what a person sees and gives: pages, fields, and what had to be typed again.</summary>
    private sealed class Walk(Visit visit, bool script)
    {
        private readonly List<string> typed = [];

        public int Pages { get; private set; }
        public int Fields { get; private set; }
        public IReadOnlyList<string> Twice => [.. typed.GroupBy(t => t).Where(t => t.Count() > 1).Select(t => t.Key)];
        public IPage Page => visit.Page;

        public async Task OpenAsync(string path)
        {
            await visit.OpenAsync(path);
            Pages++;
        }

        public async Task FollowAsync(string name, AriaRole role = AriaRole.Link)
        {
            await visit.FollowAsync(name, role);
            Pages++;
        }

        public async Task PressAsync(string button)
        {
            await visit.PressAsync(button);
            Pages++;
        }

        public async Task TypeAsync(string label, string text)
        {
            await Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);
            typed.Add(text);
            Fields++;
        }

        public async Task ChooseAsync(string label)
        {
            await Page.GetByLabel(label, new() { Exact = true }).CheckAsync();
            Fields++;
        }

        public async Task DayAsync(string legend, DateOnly day)
        {
            var date = Page.GetByRole(AriaRole.Group, new() { Name = legend });
            await date.GetByLabel("Day").FillAsync($"{day.Day}");
            await date.GetByLabel("Month").FillAsync($"{day.Month}");
            await date.GetByLabel("Year").FillAsync($"{day.Year}");
            Fields++;
        }

        /// <summary>Says it in plain words and takes the answer, which comes by itself where there is script.</summary>
        public async Task PickAsync(string box, string words, string answer)
        {
            await TypeAsync(box, words);
            if (!script)
                await PressAsync($"Find {box}");
            await ChooseAsync(answer);
        }

        public Task SoundAsync(string name) => visit.SoundAsync($"{name}-{(script ? "script" : "plain")}");
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    [InlineData(true, 320)]
    [InlineData(false, 1280)]
    public async Task an_enterprise_makes_itself_known_is_found_by_plain_words_and_invited_for_a_gap(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var name = $"Bright Panes {(script ? "Quick" : "Plain")} {width} CIC";
        var organisation = await app.OrganisationAsync(name, OrganisationKind.Enterprise);
        var amina = await app.PersonAsync("Amina Yusuf", organisation, Roles.Member, Roles.BidManager, Roles.OrganisationAdministrator);
        await using var visit = await chromium.AsAsync(app, amina, screen, script);
        var walk = new Walk(visit, script);

        await walk.OpenAsync("/enterprise");
        await walk.SoundAsync($"room-empty-{width}");
        await walk.FollowAsync("Say what you are", AriaRole.Button);
        await walk.PressAsync("Save");
        await walk.SoundAsync($"profile-mistakes-{width}");
        await walk.ChooseAsync("Community interest company");
        await walk.TypeAsync("What is it for?", "Clear views, and good jobs for people who were long without one.");
        await walk.PressAsync("Save");

        await walk.FollowAsync("Add something you can do", AriaRole.Button);
        await walk.TypeAsync("What do you do?", "Windows of clinics and schools");
        await walk.PickAsync("Kind of work, in plain words", "window cleaner", "Window-cleaning services");
        await walk.PickAsync("Another place", "B16", "Ladywood");
        await walk.ChooseAsync("Sandwell");
        await walk.SoundAsync($"capability-{width}");
        await walk.PressAsync("Save");
        await Assertions.Expect(walk.Page.GetByText("What you can do is saved")).ToBeVisibleAsync();

        await walk.FollowAsync("Add evidence for: A social or environmental mission in the governing document");
        await walk.TypeAsync("What does it show, and where?", "Object clause 4 of the articles of association");
        await walk.DayAsync("From which day?", new DateOnly(2026, 4, 1));
        await walk.SoundAsync($"status-{width}");
        await walk.PressAsync("Save");
        await walk.SoundAsync($"room-{width}");

        await walk.FollowAsync("Open the bid-ready file", AriaRole.Button);
        await walk.SoundAsync($"bid-ready-empty-{width}");
        await walk.FollowAsync("Add public liability insurance");
        await walk.ChooseAsync("We have it");
        await walk.TypeAsync("How much does it cover?", "£5,000,000");
        await walk.DayAsync("Until which day is it valid? (optional)", UkTime.DayOf(await app.Store.ClockAsync()).AddDays(20));
        await walk.SoundAsync($"insurance-{width}");
        await walk.PressAsync("Save");
        await walk.FollowAsync("Add employers' liability insurance");
        await walk.ChooseAsync("It is not for us");
        await walk.TypeAsync("Because", "we employ nobody yet");
        await walk.PressAsync("Save");
        await walk.FollowAsync("Add another reference");
        await walk.TypeAsync("What is it?", "Windows of Aston Clinic, 2025");
        await walk.ChooseAsync("We have it");
        await walk.TypeAsync("Name of the referee (optional)", "Pat Referee");
        await walk.TypeAsync("Their mail address or telephone number (optional)", "pat@clinic.example");
        await walk.ChooseAsync("They have agreed to be asked");
        await walk.SoundAsync($"reference-{width}");
        await walk.PressAsync("Save");
        await walk.FollowAsync("Add health and safety policy");
        await walk.ChooseAsync("We will have it if we are awarded a contract");
        await walk.PressAsync("Save");
        await walk.SoundAsync($"bid-ready-{width}");
        foreach (var state in new[] { "Have it, £5,000,000", "Not for us, because we employ nobody yet", "Will have it if awarded" })
            Assert.True(await walk.Page.GetByText(state).CountAsync() > 0, state);
        await walk.FollowAsync("Windows of Aston Clinic, 2025");
        await walk.SoundAsync($"reference-kept-{width}");

        output.WriteLine(
            $"enterprise, {(script ? "with" : "without")} script at {width}: {walk.Pages} pages, {walk.Fields} fields, {walk.Twice.Count} typed twice"
        );
        Assert.Empty(walk.Twice);

        await app.SettledAsync();
        await using var stranger = await chromium.VisitAsync(app.Address, screen, script);
        var finding = new Walk(stranger, script);
        await finding.OpenAsync("/enterprises");
        await finding.TypeAsync("In plain words", "window cleaners");
        await finding.TypeAsync("Place or postcode", "B16");
        await finding.PressAsync("Search");
        await finding.SoundAsync($"directory-{width}");
        await finding.FollowAsync(name);
        await Assertions
            .Expect(finding.Page.GetByRole(AriaRole.Heading, new() { Name = "Windows of clinics and schools" }))
            .ToBeVisibleAsync();
        await finding.SoundAsync($"enterprise-{width}");
        output.WriteLine($"visitor: {finding.Pages} pages, {finding.Fields} fields, {finding.Twice.Count} typed twice");
        Assert.Empty(finding.Twice);

        var tender = await app.PublishedAsync();
        var lead = await app.PersonAsync(
            "Lena Lead",
            await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise),
            Roles.Member,
            Roles.BidManager
        );
        await lead.Http.DoAsync("/api/v1/consortia", new { name = "Clean Clinics Together", tenderId = tender.Id });
        await app.SettledAsync();
        await using var leading = await chromium.AsAsync(app, lead, screen, script);
        var inviting = new Walk(leading, script);
        await inviting.OpenAsync("/bids");
        await inviting.FollowAsync("Clean Clinics Together");
        await inviting.SoundAsync($"coverage-{width}");
        await inviting.FollowAsync("find who can do Cleaning work");
        await inviting.ChooseAsync(name);
        await inviting.TypeAsync("What would it do?", "Windows of the wards");
        await inviting.TypeAsync("A few words to it (optional)", "We do the grounds and would be glad to have you for the rest.");
        await inviting.SoundAsync($"invite-{width}");
        await inviting.PressAsync("Invite it");
        await Assertions.Expect(inviting.Page.GetByText("The partner is invited")).ToBeVisibleAsync();
        output.WriteLine($"lead: {inviting.Pages} pages, {inviting.Fields} fields, {inviting.Twice.Count} typed twice");
        Assert.Empty(inviting.Twice);

        await app.SettledAsync();
        await walk.OpenAsync("/");
        await walk.FollowAsync("Answer the invitation");
        await Assertions.Expect(walk.Page.GetByText("We do the grounds and would be glad to have you for the rest.")).ToBeVisibleAsync();
        await walk.SoundAsync($"invited-{width}");
        await walk.PressAsync("Join");
        await Assertions
            .Expect(walk.Page.GetByRole(AriaRole.Alert).GetByText("Promise to keep what you see confidential"))
            .ToBeVisibleAsync();
        await walk.SoundAsync($"invited-not-promised-{width}");
        await walk.ChooseAsync("Yes, we promise this");
        await walk.PressAsync("Join");
        await Assertions.Expect(walk.Page.GetByText("You have joined the consortium")).ToBeVisibleAsync();
    }
}
