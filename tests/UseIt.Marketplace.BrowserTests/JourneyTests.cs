using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>
/// What people come for, done by its visible labels: a buyer drafts and publishes a tender, an enterprise adds evidence on a phone.
/// </summary>
public sealed class JourneyTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    private Task<Visit> AsAsync(TestPerson person, Screen? screen = null) => chromium.AsAsync(app, person, screen);

    private static Task SoundAsync(Visit visit, string name) => visit.SoundAsync(name);

    [Fact]
    public async Task a_sign_in_link_shows_one_button_and_leaves_its_key_nowhere_in_the_address()
    {
        var person = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise),
            Roles.Member
        );
        var key = await app.Services.GetRequiredService<SignInLinks>().MakeAsync(person.Id);
        await using var visit = await chromium.VisitAsync(app.Address);
        var asked = new List<string>();
        visit.Page.Request += (_, request) => asked.Add(request.Url);

        await visit.OpenAsync($"/sign-in/link#{key}");
        await Assertions.Expect(visit.Page.GetByLabel("Key")).ToBeHiddenAsync();
        Assert.DoesNotContain(key, visit.Page.Url, StringComparison.Ordinal);
        await visit.PressAsync("Sign in");
        await Assertions.Expect(visit.Page.GetByText("Sign out").First).ToBeVisibleAsync();
        // The browser names the whole address of the page it opens; what leaves it ends before the #.
        Assert.DoesNotContain(asked, url => url.Split('#')[0].Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_buyer_drafts_a_tender_page_by_page_and_a_colleague_publishes_it()
    {
        var buyer = await app.OrganisationAsync("City Hospital Trust", OrganisationKind.Buyer);
        await app.DoAsync(new CheckOrganisationIdentity(buyer, IdentityCheck.ByAdministrator));
        var author = await app.PersonAsync("Beatrice Author", buyer, Roles.Author);
        var approver = await app.PersonAsync("Carol Approver", buyer, Roles.Approver);
        await app.PersonAsync("Dev Opener", buyer, Roles.Opener);
        await app.PersonAsync("Ellen Opener", buyer, Roles.Opener);
        await using var visit = await AsAsync(author);
        var page = visit.Page;

        await visit.OpenAsync("/");
        await visit.FollowAsync("Start a tender", AriaRole.Button);
        await page.GetByLabel("What is it called?").FillAsync("Window cleaning of three clinics");
        await page.GetByLabel("Private buyer, voluntary fair process").CheckAsync();
        await visit.PressAsync("Start");
        await SoundAsync(visit, "draft-tasks");
        var tasks = page.Url;

        await visit.FollowAsync("What the tender is for");
        await page.GetByLabel("What is to be bought?").FillAsync("Clean the windows of three clinics every month.");
        await page.GetByLabel("Kind of work, in plain words").FillAsync("window cleaner");
        await page.GetByLabel("Window-cleaning services").CheckAsync();
        await page.GetByLabel("Birmingham").CheckAsync();
        await page.GetByLabel("Estimated value, without VAT").FillAsync("£24,000");
        await page.GetByLabel("Suitable for voluntary, community and social enterprises").CheckAsync();
        await SoundAsync(visit, "draft-description");
        await visit.PressAsync("Save and continue");

        await visit.FollowAsync("Lots");
        await visit.FollowAsync("Add a lot", AriaRole.Button);
        Assert.Equal("Window cleaning of three clinics", await page.GetByLabel("Title").InputValueAsync());
        await visit.PressAsync("Save the lot");
        await SoundAsync(visit, "draft-lots");
        await visit.FollowAsync("Back to the list of tasks");

        await visit.FollowAsync("Award criteria");
        foreach (var (weight, n) in new[] { ("40", 0), ("20", 1), ("39.9", 2) })
            await page.GetByLabel("Weight").Nth(n).FillAsync(weight);
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The weights add up to 99.9 of 100.");
        await visit.PressAsync("Save and continue");
        await SoundAsync(visit, "draft-criteria-mistake");
        await page.GetByRole(AriaRole.Link, new() { Name = "The weights must add up to exactly 100. They add up to 99.9" }).ClickAsync();
        Assert.Equal("Criteria_0__Weight", await visit.FocusAsync());
        await page.GetByLabel("Weight").Nth(2).FillAsync("40");
        await visit.PressAsync("Save and continue");

        foreach (
            var (kind, title, text) in new[]
            {
                ("A question that is scored", "Method", "How will you do the work?"),
                ("A social value question", "Local jobs", "How many local people will you employ?"),
                ("The price", "Price", "Price for a year"),
            }
        )
        {
            await page.GotoAsync($"{tasks}/requirements");
            await page.GetByLabel(kind).CheckAsync();
            await visit.FollowAsync("Add it", AriaRole.Button);
            await page.GetByLabel("Short title").FillAsync(title);
            await page.GetByLabel(kind == "The price" ? "What the price must include" : "The question").FillAsync(text);
            if (kind == "A social value question")
            {
                await page.GetByLabel("Unit").FillAsync("people");
                await page.GetByLabel("Code of the metric").FillAsync("4a");
                await SoundAsync(visit, "draft-social-value");
            }
            await visit.PressAsync("Add it");
        }
        await visit.FollowAsync("Back to the list of tasks");

        await visit.FollowAsync("Deadline and questions");
        var closes = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(21);
        var deadline = page.GetByRole(AriaRole.Group, new() { Name = "On which day are bids due?" });
        await deadline.GetByLabel("Day").FillAsync($"{closes.Day}");
        await deadline.GetByLabel("Month").FillAsync($"{closes.Month}");
        await deadline.GetByLabel("Year").FillAsync($"{closes.Year}");
        await SoundAsync(visit, "draft-deadline");
        await visit.PressAsync("Save and continue");

        await visit.FollowAsync("Who opens the bids");
        foreach (var opener in new[] { "Dev Opener", "Ellen Opener" })
            await page.GetByLabel(opener).CheckAsync();
        await visit.PressAsync("Save and continue");

        await visit.FollowAsync("Documents");
        await page.GetByLabel("Title").FillAsync("Specification");
        await page.GetByLabel("File")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "specification.txt",
                    MimeType = "text/plain",
                    Buffer = "Clean them well."u8.ToArray(),
                }
            );
        await page.GetByLabel("No: everybody may read it").CheckAsync();
        await visit.PressAsync("Add it");
        await SoundAsync(visit, "draft-documents");
        await page.GotoAsync(tasks);
        await visit.FollowAsync("Check and publish");
        await Assertions.Expect(page.GetByText("You wrote it, so another person publishes it")).ToBeVisibleAsync();
        await SoundAsync(visit, "draft-check");
        var check = page.Url;

        await using var colleague = await AsAsync(approver);
        await colleague.OpenAsync(check);
        await Assertions.Expect(colleague.Page.GetByText($"midday on {closes:dddd d MMMM yyyy}").First).ToBeVisibleAsync();
        // The day in three weeks may be one on which nobody works.
        if (await colleague.Page.GetByLabel("Yes, it is meant as it stands").IsVisibleAsync())
            await colleague.Page.GetByLabel("Yes, it is meant as it stands").CheckAsync();
        await colleague
            .Page.GetByRole(AriaRole.Group, new() { Name = "Does a document hold staff data, such as a TUPE list?" })
            .GetByLabel("No")
            .CheckAsync();
        await colleague.PressAsync("Publish now");
        await Assertions.Expect(colleague.Page.GetByText("The tender is published")).ToBeVisibleAsync();
        await SoundAsync(colleague, "draft-published");
        var id = Guid.Parse(new Uri(tasks).Segments[^1]);
        Assert.Single((await app.Store.ReadStreamAsync(id)).Select(e => e.Data).OfType<TenderPublished>());
    }

    [Fact]
    public async Task an_enterprise_adds_evidence_with_a_photo_on_a_phone_and_a_mistake_loses_nothing()
    {
        var buyer = await app.OrganisationAsync("City Hospital Trust", OrganisationKind.Buyer);
        var enterprise = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var manager = await app.PersonAsync("Priya Raman", buyer, Roles.ContractManager);
        var amina = await app.PersonAsync("Amina Yusuf", enterprise, Roles.Member, Roles.Signatory);
        var (contract, commitment) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.StoreAsync(
            Guid.Empty,
            [
                (
                    contract,
                    "contract",
                    0,
                    [
                        new ContractPrepared(
                            contract,
                            Guid.CreateVersion7(),
                            Guid.CreateVersion7(),
                            Guid.CreateVersion7(),
                            buyer,
                            [enterprise],
                            enterprise,
                            null,
                            "Hospital grounds",
                            new Money(45_000),
                            null,
                            "ab12",
                            [commitment]
                        ),
                    ]
                ),
                (
                    commitment,
                    "commitment",
                    0,
                    [
                        new CommitmentPromised(
                            commitment,
                            Guid.CreateVersion7(),
                            Guid.CreateVersion7(),
                            Guid.CreateVersion7(),
                            Guid.CreateVersion7(),
                            enterprise,
                            "Jobs for local people",
                            "We employ neighbours",
                            new CommitmentMetric("PPN 002", "February 2025", "1a", "people", new(2027, 3, 31)),
                            6,
                            true
                        ),
                        new CommitmentContracted(commitment, contract, buyer, [enterprise], new(2027, 3, 31)),
                    ]
                ),
            ]
        );
        foreach (var signer in new[] { manager, amina })
            await signer.Http.DoAsync(
                $"/api/v1/contracts/{contract}/signatures",
                new
                {
                    partyId = signer.Organisation,
                    documentSha256 = "ab12",
                    capacity = "director",
                    method = "Typed",
                    statement = "I may sign for my organisation and agree to these terms.",
                }
            );

        await using var visit = await AsAsync(amina, Screen.Phone);
        var page = visit.Page;
        await visit.OpenAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Hospital grounds", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Jobs for local people" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add evidence" }).ClickAsync();
        await page.GetByLabel("How much was delivered?").FillAsync("2");
        await page.GetByLabel("Documents or photos that show it")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "start.png",
                    MimeType = "image/png",
                    Buffer = Picture,
                }
            );
        await visit.PressAsync("Add the evidence");
        await SoundAsync(visit, "evidence-mistakes-phone");
        Assert.Equal("2", await page.GetByLabel("How much was delivered?").InputValueAsync());
        await Assertions.Expect(page.GetByText("start.png is uploaded.")).ToBeVisibleAsync();

        var day = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(-1);
        foreach (var legend in new[] { "First day of the period", "Last day of the period" })
        {
            var date = page.GetByRole(AriaRole.Group, new() { Name = legend });
            await date.GetByLabel("Day").FillAsync($"{day.Day}");
            await date.GetByLabel("Month").FillAsync($"{day.Month}");
            await date.GetByLabel("Year").FillAsync($"{day.Year}");
        }
        await page.GetByLabel("What was delivered, and who benefited?").FillAsync("Two neighbours started in the garden team");
        await page.GetByRole(AriaRole.Group, new() { Name = "Can anybody be recognised in the photos?" })
            .GetByLabel("No", new() { Exact = true })
            .CheckAsync();
        await visit.PressAsync("Add the evidence");
        await Assertions.Expect(page.GetByText("The evidence is recorded. The buyer verifies it next")).ToBeVisibleAsync();
        await SoundAsync(visit, "evidence-recorded-phone");

        // The buyer reads the same photo; a stranger finds none.
        await using var verifier = await AsAsync(manager);
        await verifier.OpenAsync($"/contracts/{contract}/commitments/{commitment}");
        var photo = await verifier.Page.GetByRole(AriaRole.Link, new() { Name = "start.png" }).GetAttributeAsync("href");
        var got = await verifier.Page.Context.APIRequest.GetAsync(photo!);
        Assert.Equal(Picture, await got.BodyAsync());
        await using var stranger = await AsAsync(
            await app.PersonAsync(
                "Rosa Vale",
                await app.OrganisationAsync("Vale Facilities Ltd", OrganisationKind.Enterprise),
                Roles.Member
            )
        );
        Assert.Equal(404, (await stranger.Page.Context.APIRequest.GetAsync(photo!)).Status);
        await verifier.Page.GetByRole(AriaRole.Link, new() { Name = "Verify or dispute" }).ClickAsync();
        await verifier.PressAsync("Verify");
        await Assertions.Expect(verifier.Page.GetByText("The evidence is verified")).ToBeVisibleAsync();
        await SoundAsync(verifier, "evidence-verified");
    }

    // One white point, as PNG.
    private static byte[] Picture { get; } =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==");

    [Fact]
    public async Task an_invitation_is_sent_seen_and_declined_and_a_case_accepted_on_a_narrow_screen()
    {
        var grounds = await app.OrganisationAsync("Ladywood Grounds Community Interest Company", OrganisationKind.Enterprise);
        var amina = await app.PersonAsync("Amina Yusuf", grounds, Roles.OrganisationAdministrator, Roles.BidManager);
        var joseph = await app.PersonAsync(
            "Joseph Okafor",
            await app.OrganisationAsync("Another CIC", OrganisationKind.Enterprise),
            Roles.Member
        );
        var mail = $"joseph.okafor.{joseph.Id:N}@example.org";
        await using (var visit = await AsAsync(amina, Screen.Narrow))
        {
            var page = visit.Page;
            await page.GotoAsync("/organisation/people/new");
            await page.GetByLabel("Full name").FillAsync("Joseph");
            await page.GetByLabel("Mail address").FillAsync(mail);
            await page.GetByLabel("Member", new() { Exact = true }).CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
            await Assertions.Expect(page.GetByText("The invitation is on its way")).ToBeVisibleAsync();
            await SoundAsync(visit, "people and invitations");
            await page.GetByRole(AriaRole.Link, new() { Name = mail }).ClickAsync();
            await SoundAsync(visit, "an invitation");
        }
        await using (var visit = await AsAsync(joseph, Screen.Narrow))
        {
            await visit.Page.GotoAsync("/account");
            await SoundAsync(visit, "an account with an invitation");
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Decline it" }).ClickAsync();
            await Assertions.Expect(visit.Page.GetByText("You have declined the invitation")).ToBeVisibleAsync();
        }

        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var yvonne = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        await yvonne.Http.DoAsync(
            "/api/v1/cases",
            new
            {
                supportOrganisationId = ise,
                organisationId = grounds,
                need = "Wants to bid",
            }
        );
        await app.SettledAsync();
        await using (var visit = await AsAsync(amina, Screen.Narrow))
        {
            await visit.Page.GotoAsync($"/line/{grounds}");
            await SoundAsync(visit, "a case that waits");
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Accept the case" }).ClickAsync();
            await Assertions.Expect(visit.Page.GetByText("You have accepted the case")).ToBeVisibleAsync();
        }

        var ada = await app.PersonAsync(
            "Ada Quill",
            await app.OrganisationAsync("The marketplace", OrganisationKind.Platform),
            Roles.Administrator
        );
        await using (var visit = await AsAsync(ada, Screen.Narrow))
        {
            var page = visit.Page;
            await page.GotoAsync("/platform/people");
            await page.GetByLabel("Mail address").FillAsync(mail);
            await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
            await SoundAsync(visit, "somebody found");
            await page.GetByLabel("Why?").FillAsync("left");
            await page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
            await Assertions.Expect(page.GetByText("They can no longer sign in")).ToBeVisibleAsync();
        }
    }
}
