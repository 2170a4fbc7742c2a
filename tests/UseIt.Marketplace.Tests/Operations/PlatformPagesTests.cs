using System.Net;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Operations;

/// <summary>What the platform's administrators look after, on pages, and what nobody else sees of it.</summary>
public sealed class PlatformPagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>, IAsyncLifetime
{
    private const string Organisations = "/platform/organisations";

    private static readonly string View = Composites.OpenData.Progress;

    private TestPerson administrator = null!;
    private Browsing room = null!;

    public async Task InitializeAsync()
    {
        administrator = await app.PersonAsync(
            "Ngozi Adair",
            await app.OrganisationAsync("The marketplace", OrganisationKind.Platform),
            Roles.Administrator
        );
        room = await Browsing.AsAsync(app, administrator);
    }

    public Task DisposeAsync()
    {
        room.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task a_setting_is_changed_with_its_reason_takes_effect_and_goes_back()
    {
        const string page = "/platform/settings";
        var form = await room.GetAsync(page);
        foreach (
            var (setting, value, sentence) in new[]
            {
                ("Contact", "nobody", ChangeSettingHandler.ContactWrong.Sentence),
                ("RateLimits", "0", ChangeSettingHandler.TimesWrong.Sentence),
                ("RateLimits", "21", ChangeSettingHandler.TimesWrong.Sentence),
                ("StorageMiB", "99", ChangeSettingHandler.StorageWrong.Sentence),
                ("StorageMiB", "1.5", ChangeSettingHandler.StorageWrong.Sentence),
            }
        )
        {
            var wrong = await room.SendAsync(form, page, ("Setting", setting), ("Value", value), ("Reason", "A try"));
            Assert.Equal([sentence], wrong.Mistakes.Select(m => m.Sentence));
        }
        var unreasoned = await room.SendAsync(form, page, ("Setting", "Contact"), ("Value", "help@example.org"), ("Reason", ""));
        Assert.Equal([OperationsModule.ReasonMissing.Sentence], unreasoned.Mistakes.Select(m => m.Sentence));
        var unchosen = await room.SendAsync(form, page, ("Value", "help@example.org"), ("Reason", "A desk"));
        Assert.Equal([ChangeSettingHandler.SettingUnknown.Sentence], unchosen.Mistakes.Select(m => m.Sentence));

        using var visitor = new Browsing(app);
        Assert.DoesNotContain("help@example.org", (await visitor.GetAsync("/contact")).Html, StringComparison.Ordinal);
        var done = await room.SendAsync(form, page, ("Setting", "Contact"), ("Value", "help@example.org"), ("Reason", "A desk"));
        Assert.Equal(HttpStatusCode.Found, done.Status);
        await app.UntilAsync(async () => (await visitor.GetAsync("/contact")).Html.Contains("help@example.org", StringComparison.Ordinal));
        var shown = await room.GetAsync(page);
        Assert.Contains("Whom people write to: help@example.org", shown.Html, StringComparison.Ordinal);
        Assert.Contains("A desk", shown.Html, StringComparison.Ordinal);
        Assert.Contains("Ngozi Adair", shown.Html, StringComparison.Ordinal);
        await room.SendAsync(shown, page, ("Setting", "Contact"), ("Value", ""), ("Reason", "The desk is closed"));
        await app.UntilAsync(async () => !(await visitor.GetAsync("/contact")).Html.Contains("help@example.org", StringComparison.Ordinal));

        var actor = administrator.As(Roles.Administrator);
        await app.OnceAsync<SettingChanged>(
            actor,
            ChangedSettings.Id,
            new ChangeSetting(RunningSetting.StorageMiB, "200", "Much to store")
        );
        await app.OneOfAsync<SettingChanged>(
            actor,
            ChangedSettings.Id,
            Enumerable.Repeat(new ChangeSetting(RunningSetting.RateLimits, "3", "A busy day"), 8)
        );
        var running = app.Services.GetRequiredService<RunningSettings>();
        Assert.Equal(
            ["200", "3"],
            (await running.AllAsync(default)).Where(s => s.IsChanged).Select(s => s.Now).Order(StringComparer.Ordinal)
        );
        Assert.Equal(200L << 20, await running.StorageQuotaAsync(default));
        Assert.Equal(3, await running.TimesAsync(default));
        foreach (var setting in new[] { RunningSetting.StorageMiB, RunningSetting.RateLimits })
            await app.DoAsync(new ChangeSetting(setting, null, "As before"), actor);

        var (_, amina) = await RegisteredAsync("No Settings CIC", "SC700010");
        await amina.Http.RefusedWithAsync(
            "/api/v1/operations/settings",
            new
            {
                setting = "Contact",
                value = "mine@example.org",
                reason = "Mine",
            },
            HttpStatusCode.Forbidden
        );
        using var theirs = await Browsing.AsAsync(app, amina);
        Assert.NotEqual(HttpStatusCode.OK, (await theirs.GetAsync(page)).Status);
    }

    [Fact]
    public async Task who_read_what_is_found_by_person_thing_and_day_and_looking_is_noted_before_it_is_shown()
    {
        var (id, amina) = await RegisteredAsync("Read About CIC", "SC700009");
        var mail = $"reader.{Guid.NewGuid():N}@example.org";
        var reader = Guid.CreateVersion7();
        await app.DoAsync(new RegisterPerson(reader, "Rita Reader", mail));
        await app.DoAsync(new GrantMembership(administrator.Organisation, reader, [Roles.Administrator]));
        var rita = new TestPerson(reader, administrator.Organisation, await app.ClientAsync(reader, administrator.Organisation));
        await app.SettledAsync();
        using (var hers = await Browsing.AsAsync(app, rita))
            await hers.GetAsync($"{Organisations}/{id}");
        const string page = "/operations/reads";
        Assert.Contains(page, (await room.GetAsync("/platform")).Html, StringComparison.Ordinal);
        var form = await room.GetAsync(page);
        foreach (
            var (field, value, code) in new[]
            {
                ("Mail", "nobody@example.org", NotedReadsPage.Nobody.Sentence),
                ("Subject", "12", NotedReadsPage.NoNumber.Sentence),
                ("Mail", "", "Enter who read, what was read, or the day"),
            }
        )
            Assert.Equal([code], (await room.SendAsync(form, page, (field, value))).Mistakes.Select(m => m.Sentence));
        // Neither in the address, nor in what leads on, stands a mail address.
        var found = (await room.SendAsync(form, page, ("Mail", mail), ("Subject", $"{amina.Id}"))).Header("Location")!;
        Assert.DoesNotContain("@", Uri.UnescapeDataString(found), StringComparison.Ordinal);
        var shown = (await room.GetAsync(found)).Html;
        Assert.Contains("Rita Reader", shown, StringComparison.Ordinal);
        Assert.Contains($"{amina.Id}", shown, StringComparison.Ordinal);
        var noted = $"select count(*) from audit.read where kind = 'notes-of-reading' and person = '{administrator.Id}' and subject = ";
        Assert.Equal(1L, await AskAsync($"{noted}'{amina.Id}'"));
        Assert.Equal(1L, await AskAsync($"{noted}'{reader}'"));
        // Whoever looks is found by the next who looks.
        var again = (await room.GetAsync($"{page}?of={amina.Id}")).Html;
        Assert.Contains("notes-of-reading", again, StringComparison.Ordinal);

        var today = UkTime.DayOf(await app.Store.ClockAsync());
        async Task<int> OnAsync(DateOnly day) =>
            (await rita.Http.ReadAsync(FormattableString.Invariant($"/api/v1/operations/reads?person={reader}&day={day:yyyy-MM-dd}")))[
                "items"
            ]!
                .AsArray()
                .Count;
        Assert.True(await OnAsync(today) > 0);
        Assert.Equal(0, await OnAsync(today.AddDays(-1)));
        Assert.Equal(0, await OnAsync(today.AddDays(1)));
        // Page by page, each note once.
        for (var n = 0; n < NotedReads.PageSize; n++)
            await OnAsync(today.AddDays(-1));
        List<long> ids = [];
        for (long? after = null; ; )
        {
            var next = await rita.Http.ReadAsync($"/api/v1/operations/reads?person={reader}{(after is null ? "" : $"&after={after}")}");
            ids.AddRange(next["items"]!.AsArray().Select(i => i!["id"]!.GetValue<long>()));
            if (next["next"] is not { } more)
                break;
            after = more.GetValue<long>();
        }
        Assert.True(ids.Count > NotedReads.PageSize);
        Assert.Equal(ids.Distinct().OrderDescending(), ids);

        var auditor = await app.PersonAsync("Ada Auditor", administrator.Organisation, Roles.Auditor);
        Assert.NotEmpty((await auditor.Http.ReadAsync($"/api/v1/operations/reads?subject={amina.Id}"))["items"]!.AsArray());
        using (var theirs = await Browsing.AsAsync(app, amina))
            Assert.NotEqual(HttpStatusCode.OK, (await theirs.GetAsync(found)).Status);
        using var refused = await amina.Http.GetAsync(new Uri("/api/v1/operations/reads", UriKind.Relative));
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
    }

    [Fact]
    public async Task an_organisation_is_found_checked_suspended_reinstated_and_closed_each_with_its_reason()
    {
        var (id, amina) = await RegisteredAsync("Hockley Heath Bakers CIC", "SC700001");
        await app.SettledAsync();
        Assert.Contains("Check the identity of", (await room.GetAsync("/")).Html, StringComparison.Ordinal);
        Assert.Contains("to check", (await room.GetAsync("/platform")).Html, StringComparison.Ordinal);
        foreach (var asked in new[] { "?q=hockley+heath", "?q=sc+700001", "?q=Bakers&state=Registered" })
            Assert.Contains($"{Organisations}/{id}", (await room.GetAsync($"{Organisations}{asked}")).Html, StringComparison.Ordinal);
        foreach (var asked in new[] { "?q=nothing+of+the+kind", "?q=Bakers&state=Closed", "?q=%25" })
            Assert.DoesNotContain($"{Organisations}/{id}", (await room.GetAsync($"{Organisations}{asked}")).Html, StringComparison.Ordinal);

        var one = await room.GetAsync($"{Organisations}/{id}");
        Assert.Contains("company number SC700001", one.Html, StringComparison.Ordinal);
        Assert.Contains("Amina Yusuf", one.Html, StringComparison.Ordinal);
        Assert.Equal(
            1L,
            await AskAsync(
                $"select count(*) from audit.read where person = '{administrator.Id}' and kind = 'person' and subject = '{amina.Id}'"
            )
        );
        var check = $"{Organisations}/{id}/check";
        var refused = await room.SendAsync(await room.GetAsync(check), check, ("Method", "ByAdministrator"), ("Looked", ""), ("Seen", " "));
        Assert.Equal(
            [
                ("Looked", CheckOrganisationIdentityHandler.LookedMissing.Sentence),
                ("Seen", CheckOrganisationIdentityHandler.SeenMissing.Sentence),
            ],
            refused.Mistakes
        );
        var press = await room.SendAsync(
            refused,
            check,
            ("Method", "DomainMail"),
            ("Looked", "Companies House"),
            ("Seen", "active since 2019")
        );
        Assert.Equal($"{Organisations}/{id}", press.Header("Location"));
        Assert.Equal(HttpStatusCode.NotFound, (await room.GetAsync(check)).Status);

        foreach (
            var (act, reason, then) in new[]
            {
                ("suspend", "does not answer", "Suspended"),
                ("reinstate", "has answered", "Checked"),
                ("close", "has ceased to trade", "Closed"),
            }
        )
        {
            var path = $"{Organisations}/{id}/{act}";
            var page = await room.GetAsync(path);
            Assert.Equal("Reason", Assert.Single((await room.SendAsync(page, path, ("Reason", " "))).Mistakes).Target);
            Assert.Equal($"{Organisations}/{id}", (await room.SendAsync(page, path, ("Reason", reason))).Header("Location"));
            // Twice is once.
            Assert.Equal($"{Organisations}/{id}", (await room.SendAsync(page, path, ("Reason", reason))).Header("Location"));
            Assert.Contains($">{then}</strong>", (await room.GetAsync($"{Organisations}/{id}")).Html, StringComparison.Ordinal);
        }
        var history = (await room.GetAsync($"{Organisations}/{id}")).Html;
        foreach (var said in new[] { "Companies House: active since 2019", "does not answer", "has answered", "has ceased to trade" })
            Assert.Contains(said, history, StringComparison.Ordinal);
        var facts = (await app.Store.ReadStreamAsync(id)).Select(e => e.Data.GetType().Name);
        Assert.Equal(
            [
                "OrganisationRegistered",
                "OrganisationIdentityChecked",
                "OrganisationSuspended",
                "OrganisationReinstated",
                "OrganisationClosed",
            ],
            facts
        );
    }

    [Fact]
    public async Task an_organisation_of_ones_own_is_checked_by_somebody_else_and_the_platform_is_not_suspended()
    {
        var (id, _) = await RegisteredAsync("Own CIC", "SC700002");
        await app.DoAsync(new GrantMembership(id, administrator.Id, [Roles.Member]));
        var check = $"{Organisations}/{id}/check";
        var refused = await room.SendAsync(await room.GetAsync(check), check, ("Looked", "mirror"), ("Seen", "myself"));
        Assert.Equal([((string?)null, OwnPlace.NotYourOwn.Sentence)], refused.Mistakes);
        foreach (var act in new[] { "suspend", "close", "erase" })
            Assert.Equal(HttpStatusCode.NotFound, (await room.GetAsync($"{Organisations}/{administrator.Organisation}/{act}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await room.GetAsync($"{Organisations}/{Guid.NewGuid()}")).Status);
    }

    [Fact]
    public async Task a_message_set_aside_is_sent_again_or_given_up_with_a_reason()
    {
        foreach (var subject in new[] { Guid.CreateVersion7(), Guid.CreateVersion7() })
            await app.Services.QueueAsync(new ErasePerson(subject, ErasureReasons.AskedByThePerson));
        await app.UntilAsync(async () => await AskAsync("select count(*) from wolverine.wolverine_dead_letters") is 2L);
        Assert.Contains("2 messages set aside", (await room.GetAsync("/")).Html, StringComparison.Ordinal);
        var letters = await app.Services.GetRequiredService<DeadLetters>().ListAsync();
        Assert.Contains($"/operations/messages/{letters[0].Id}", (await room.GetAsync("/operations")).Html, StringComparison.Ordinal);
        foreach (var (letter, act) in letters.Zip(["Discard", "Replay"]))
        {
            var path = $"/operations/messages/{letter.Id}";
            var page = await room.GetAsync(path);
            Assert.Contains("person-unknown", page.Html, StringComparison.Ordinal);
            var act1 = $"{path}?handler={act}";
            Assert.Equal(
                [("Reason", OperationsModule.ReasonMissing.Sentence)],
                (await room.SendAsync(page, act1, ("Reason", ""))).Mistakes
            );
            Assert.Equal("/operations", (await room.SendAsync(page, act1, ("Reason", "looked at"))).Header("Location"));
            var facts = (await app.Store.ReadStreamAsync(letter.Id)).Select(e => e.Data);
            Assert.Equal(act == "Discard" ? typeof(DeadLetterDiscarded) : typeof(DeadLetterReplayed), Assert.Single(facts).GetType());
        }
        Assert.Equal(HttpStatusCode.NotFound, (await room.GetAsync($"/operations/messages/{letters[0].Id}")).Status);
    }

    [Fact]
    public async Task a_paused_reader_tries_again_or_goes_on_without_the_fact_that_was_looked_at()
    {
        var path = $"/operations/readers/{Uri.EscapeDataString(View)}";
        Assert.Equal(HttpStatusCode.NotFound, (await room.GetAsync(path)).Status);
        foreach (var act in new[] { "Skip", "Resume" })
        {
            await AskAsync(
                $"""
                insert into events.paused_view (name, position, error, at) values ('{View}', 2, 'InvalidOperationException', events.clock())
                returning 1
                """
            );
            Assert.Contains("Needs somebody", (await room.GetAsync("/operations")).Html, StringComparison.Ordinal);
            var page = await room.GetAsync(path);
            Assert.Contains("InvalidOperationException", page.Html, StringComparison.Ordinal);
            var send = $"{path}?handler={act}";
            Assert.Equal(
                [("Reason", OperationsModule.ReasonMissing.Sentence)],
                (await room.SendAsync(page, send, ("Reason", ""))).Mistakes
            );
            Assert.Equal("/operations", (await room.SendAsync(page, send, ("Reason", "looked at it"))).Header("Location"));
            Assert.Equal(0L, await AskAsync("select count(*) from events.paused_view"));
        }
        Assert.Equal(1L, await AskAsync("select count(*) from events.skipped_event"));
    }

    [Fact]
    public async Task an_adviser_vouches_for_an_organisation_found_by_its_whole_number_and_not_for_their_own()
    {
        var (id, amina) = await RegisteredAsync("Vouched For CIC", "SC700004");
        var support = await app.OrganisationAsync("A support organisation", OrganisationKind.Support);
        var adviser = await app.PersonAsync("Yvonne Clarke", support, Roles.Adviser);
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, adviser);
        var page = await browser.GetAsync("/vouch");
        foreach (var typed in new[] { "", "Vouched", "SC70000", "SC799999" })
            Assert.Equal(
                [("Number", VouchForOrganisationPage.Nobody.Sentence)],
                (await browser.SendAsync(page, "/vouch?handler=Find", ("Number", typed))).Mistakes
            );
        var found = await browser.SendAsync(page, "/vouch?handler=Find", ("Number", "sc 700004"));
        Assert.Contains("Vouched For CIC", found.Html, StringComparison.Ordinal);
        var refused = await browser.SendAsync(found, "/vouch?handler=Vouch", ("Looked", ""), ("Seen", ""));
        Assert.Equal(["Looked", "Seen"], refused.Mistakes.Select(m => m.Target));
        await app.DoAsync(new GrantMembership(id, adviser.Id, [Roles.Member]));
        var own = await browser.SendAsync(found, "/vouch?handler=Vouch", ("Looked", "I advise it"), ("Seen", "its people"));
        Assert.Equal([((string?)null, OwnPlace.NotYourOwn.Sentence)], own.Mistakes);
        await app.DoAsync(new EndMembership(id, adviser.Id, "left"));
        var vouched = await browser.SendAsync(found, "/vouch?handler=Vouch", ("Looked", "I advise it"), ("Seen", "its people"));
        Assert.Equal("/vouch", vouched.Header("Location"));
        Assert.Equal(
            IdentityCheck.AdviserVouched,
            (await app.Store.ReadStreamAsync(id)).Select(e => e.Data).OfType<OrganisationIdentityChecked>().Single().Method
        );
        using var hers = await Browsing.AsAsync(app, amina);
        Assert.Equal(HttpStatusCode.NotFound, (await hers.GetAsync("/vouch")).Status);
        var name = await hers.SendAsync(await hers.GetAsync("/organisation/name"), "/organisation/name", ("Name", " "));
        Assert.Equal("Name", Assert.Single(name.Mistakes).Target);
        Assert.Equal("/account", (await hers.SendAsync(name, "/organisation/name", ("Name", "Vouched For Ltd"))).Header("Location"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/organisation/name")).Status);
    }

    [Fact]
    public async Task nobody_else_sees_any_of_it()
    {
        var (id, amina) = await RegisteredAsync("Elsewhere CIC", "SC700003");
        using var hers = await Browsing.AsAsync(app, amina);
        using var nobodys = new Browsing(app);
        foreach (
            var path in new[]
            {
                "/platform",
                Organisations,
                $"{Organisations}/{id}",
                $"{Organisations}/{id}/check",
                $"{Organisations}/{id}/suspend",
                "/operations",
                $"/operations/readers/{Uri.EscapeDataString(View)}",
                $"/operations/messages/{Guid.NewGuid()}",
            }
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, (await hers.GetAsync(path)).Status);
            Assert.StartsWith("/sign-in?", (await nobodys.GetAsync(path)).Header("Location"), StringComparison.Ordinal);
        }
        Assert.DoesNotContain("href=\"/platform\"", (await hers.GetAsync("/")).Html, StringComparison.Ordinal);
    }

    private async Task<(Guid Organisation, TestPerson Administrator)> RegisteredAsync(string name, string number)
    {
        var id = Guid.CreateVersion7();
        await app.DoAsync(new RegisterOrganisation(id, name, [OrganisationKind.Enterprise], [new Identifier(Identifier.Company, number)]));
        return (id, await app.PersonAsync("Amina Yusuf", id, Roles.OrganisationAdministrator));
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
