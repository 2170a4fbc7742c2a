using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Accounts;
using Xunit.Abstractions;
using Cookie = Microsoft.Playwright.Cookie;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>
/// Somebody new comes in by mail, registers an enterprise, has it checked, and brings a colleague in: by visible labels, on a desk and on a
/// small screen, with and without script.
/// </summary>
public sealed class JoiningTests(Chromium chromium, ServedApp app, ITestOutputHelper output)
    : IClassFixture<ServedApp>,
        IClassFixture<Chromium>
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(1280, false)]
    [InlineData(320, true)]
    [InlineData(320, false)]
    public async Task a_new_person_registers_an_enterprise_that_is_checked_and_a_colleague_joins(int width, bool script)
    {
        var screen = new Screen(width, 800);
        var run = $"{width}{(script ? "s" : "n")}";
        var (enterprise, mail, colleagues) = ($"Summer Lane Growers {run} CIC", $"zoe.{run}@example.org", $"kofi.{run}@example.org");
        await using var zoe = await StepsAsync(screen, script);
        await using var kofi = await StepsAsync(screen, script);
        await using var ngozi = await StepsAsync(screen, script, await AdministratorAsync());

        await zoe.OpenAsync("/");
        await zoe.FollowAsync("Create an account");
        await zoe.FollowAsync("Start now", AriaRole.Button);
        await zoe.TypeAsync("What is your mail address?", mail);
        await zoe.PressAsync("Continue");
        await EnterAsync(zoe, mail, script);
        await zoe.TypeAsync("What is your name?", "Zoë Adair");
        await zoe.PressAsync("Create my account");
        await zoe.ChooseAsync("A new one, which I register");
        await zoe.PressAsync("Continue");
        await zoe.TypeAsync("Name of the organisation", enterprise);
        await zoe.ChooseAsync("It supplies");
        await zoe.PressAsync("Continue");
        await zoe.TypeAsync("Company number (optional)", $"ni {width}{(script ? 1 : 2)}");
        await zoe.PressAsync("Continue");
        await zoe.TypeAsync("Town or city (optional)", "Birmingham");
        await zoe.PressAsync("Continue");
        await zoe.SeesAsync(enterprise);
        await zoe.PressAsync("Register the organisation");
        await zoe.SeesAsync("What happens next");

        await app.SettledAsync();
        await ngozi.OpenAsync("/");
        await ngozi.FollowAsync("Check the identity of an organisation");
        await ngozi.FollowAsync(enterprise);
        await ngozi.FollowAsync("Check its identity", AriaRole.Button);
        await ngozi.TypeAsync("Where did you look?", "Companies House, and its web site");
        await ngozi.TypeAsync("What did you see?", "Active, with the same address");
        await ngozi.PressAsync("It is who it says it is");
        await ngozi.SeesAsync("is checked and may act");

        await zoe.FollowAsync("invite colleagues, and say what each may do");
        await zoe.FollowAsync("Invite somebody", AriaRole.Button);
        await zoe.TypeAsync("Full name", "Kofi Mensah");
        await zoe.TypeAsync("Mail address", colleagues);
        await zoe.ChooseAsync("Member");
        await zoe.PressAsync("Invite");
        await zoe.SeesAsync("The invitation is on its way");

        var invitation = Assert.Single(await app.MailsToAsync(colleagues));
        Assert.Contains($"Zoë Adair invites you to join {enterprise}.", invitation, StringComparison.Ordinal);
        Assert.Contains("/account", invitation, StringComparison.Ordinal);
        await kofi.OpenAsync("/account");
        await kofi.TypeAsync("Mail address", colleagues);
        await kofi.PressAsync("Send me a link");
        await EnterAsync(kofi, colleagues, script);
        await kofi.PressAsync($"Accept the invitation to {enterprise}");
        await kofi.SeesAsync("You have accepted the invitation");

        foreach (var (who, steps) in new[] { ("registers and invites", zoe), ("checks", ngozi), ("joins", kofi) })
        {
            var how = $"{width} px {(script ? "with" : "without")} script";
            output.WriteLine($"{how}, {who}: {steps.Pages} pages, {steps.Fields} fields, {steps.TypedTwice} typed twice");
            Assert.Equal(0, steps.TypedTwice);
        }
    }

    /// <summary>By the link of the mail; without script by its code, in the browser that asked.</summary>
    private async Task EnterAsync(Steps steps, string mail, bool script)
    {
        await steps.SeesAsync("Check your mail");
        var (key, code) = Mailbox.Ways((await app.MailsToAsync(mail))[^1]);
        if (script)
        {
            await steps.OpenAsync($"/sign-in/link#{key}");
            await steps.PressAsync("Sign in");
            return;
        }
        await steps.TypeAsync("Code", code);
        await steps.PressAsync("Continue");
    }

    private async Task<TestPerson> AdministratorAsync() =>
        await app.PersonAsync(
            "Ngozi Adair",
            await app.OrganisationAsync("The marketplace", OrganisationKind.Platform),
            Roles.Administrator
        );

    private async Task<Steps> StepsAsync(Screen screen, bool script, TestPerson? person = null)
    {
        var visit = await chromium.VisitAsync(app.Address, screen, script);
        if (person is null)
            return new Steps(visit, script);
        await using var scope = app.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        await scope.ServiceProvider.GetRequiredService<Sessions>().SignInAsync(http, person.Id, person.Organisation);
        await visit.Page.Context.AddCookiesAsync(
            http.Response.Headers.SetCookie.Select(c => c!.Split(';')[0].Split('=', 2))
                .Select(c => new Cookie
                {
                    Name = c[0],
                    Value = c[1],
                    Url = app.Address.ToString(),
                })
        );
        return new Steps(visit, script);
    }
}
