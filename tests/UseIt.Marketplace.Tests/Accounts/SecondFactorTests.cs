using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>Where the marketplace is in use: opening, approving and signing ask for a second factor.</summary>
public sealed class FactorApp : MarketplaceApp
{
    protected override bool SecondFactors => true;
}

public sealed partial class SecondFactorTests(FactorApp app) : IClassFixture<FactorApp>
{
    private const string Check = ShowFactorPage.Path;
    private const string Enrol = EnrolAuthenticatorPage.Path;

    [Fact]
    public async Task approving_over_the_api_asks_for_a_second_factor_in_the_words_of_rfc_9470_and_takes_a_code_once()
    {
        var tender = await app.DraftAsync();
        var approver = tender.Buyer.Approver;
        var path = $"/api/v1/tenders/{tender.Id}/publication";
        using (var asked = await approver.Http.SendCommandAsync(HttpMethod.Post, path, new { }))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
            Assert.Contains("urn:useit:problem:second-factor-needed", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            var challenge = asked.Headers.WwwAuthenticate.ToString();
            Assert.StartsWith("Bearer error=\"insufficient_user_authentication\"", challenge, StringComparison.Ordinal);
            Assert.Contains("acr_values=\"", challenge, StringComparison.Ordinal);
            Assert.Contains("max_age=\"600\"", challenge, StringComparison.Ordinal);
        }
        var (secret, _) = await EnrolledAsync(approver);
        await WrongAsync(approver, path, "000000", HttpStatusCode.UnprocessableEntity);
        Assert.Empty(await app.FactsAsync<TenderPublished>(tender.Id));
        var code = await NewCodeAsync(approver, secret);
        using (var done = await SendAsync(approver, path, code, key: "once"))
            Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Single(await app.FactsAsync<TenderPublished>(tender.Id));
        // The same request once more is answered as before; the code alone counts no more.
        using (var again = await SendAsync(approver, path, code, key: "once"))
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await WrongAsync(approver, path, code, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task a_token_that_says_several_factors_lately_is_enough_and_an_old_one_or_one_with_a_single_factor_is_not()
    {
        var tender = await app.DraftAsync();
        var (person, organisation) = (tender.Buyer.Approver.Id, tender.Buyer.Id);
        var path = $"/api/v1/tenders/{tender.Id}/publication";
        using var single = await app.ClientAsync(person, organisation);
        await single.RefusedWithAsync(path, new { }, HttpStatusCode.Unauthorized);
        using var old = await app.ClientAsync(person, organisation, TimeSpan.FromMinutes(11), withFactor: true);
        await old.RefusedWithAsync(path, new { }, HttpStatusCode.Unauthorized);
        using var fresh = await app.ClientAsync(person, organisation, TimeSpan.FromMinutes(9), withFactor: true);
        await fresh.DoAsync(path, new { });
    }

    [Fact]
    public async Task whoever_may_not_is_told_so_before_any_factor_is_asked_for()
    {
        var tender = await app.DraftAsync();
        await tender.Buyer.Author.Http.RefusedWithAsync($"/api/v1/tenders/{tender.Id}/publication", new { }, HttpStatusCode.Forbidden);
        using var nobody = await app.ClientAsync();
        await nobody.RefusedWithAsync($"/api/v1/tenders/{tender.Id}/publication", new { }, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task an_approver_without_a_factor_is_led_to_set_one_up_and_the_tender_is_published_then()
    {
        var tender = await app.DraftAsync();
        await app.SettledAsync();
        var page = $"/buyer/tenders/{tender.Id}/publish";
        using var browser = await Browsing.AsAsync(app, tender.Buyer.Approver);
        var asked = await browser.SendAsync(
            await browser.GetAsync(page),
            $"{page}?handler=Publish",
            ("Sure", "true"),
            ("OpenFilesHoldStaffData", "false")
        );
        Assert.StartsWith(Check, asked.Header("Location"), StringComparison.Ordinal);
        var check = await browser.GetAsync(asked.Header("Location")!);
        Assert.StartsWith(Enrol, check.Header("Location"), StringComparison.Ordinal);
        var enrol = await browser.GetAsync(check.Header("Location")!);
        Assert.Equal("Set up an authenticator app", enrol.Heading);
        var secret = SecretOn(enrol);
        var wrong = await browser.SendAsync(enrol, check.Header("Location")!, ("Code", "000000"));
        Assert.Equal(FactorRefusals.Wrong.Sentence, Assert.Single(wrong.Mistakes).Sentence);
        Assert.Equal(secret, SecretOn(wrong));
        var codes = await browser.SendAsync(enrol, check.Header("Location")!, ("Code", CodeOf(secret)));
        Assert.Equal("Keep your recovery codes", codes.Heading);
        Assert.Equal(8, RecoveryCode().Count(codes.Html));
        Assert.Empty(await app.FactsAsync<TenderPublished>(tender.Id));

        var next = WebUtility.HtmlDecode(Button().Match(codes.Html).Groups[1].Value);
        var done = await browser.GetAsync(next);
        Assert.Equal($"/buyer/tenders/{tender.Id}", done.Header("Location"));
        Assert.Single(await app.FactsAsync<TenderPublished>(tender.Id));
        // To ask for the same address again does nothing more: the form is gone.
        Assert.NotEqual(HttpStatusCode.InternalServerError, (await browser.GetAsync(page)).Status);
    }

    [Fact]
    public async Task the_factor_holds_for_ten_minutes_of_this_session_and_what_was_typed_goes_on_where_it_was()
    {
        var tender = await app.DraftAsync();
        await app.SettledAsync();
        var approver = tender.Buyer.Approver;
        var (secret, _) = await EnrolledAsync(approver);
        var page = $"/buyer/tenders/{tender.Id}/publish";
        using var browser = await Browsing.AsAsync(app, approver);
        (string, string)[] typed = [("Sure", "true"), ("OpenFilesHoldStaffData", "false")];
        var asked = (await browser.SendAsync(await browser.GetAsync(page), $"{page}?handler=Publish", typed)).Header("Location")!;

        // Whoever thinks better of it finds the form again, and nothing is done of it.
        var back = await browser.GetAsync($"{page}?handler=Publish");
        Assert.Equal(GivenBack.Waited, back.Mistakes[0].Sentence);
        Assert.Empty(await app.FactsAsync<TenderPublished>(tender.Id));

        var check = await browser.GetAsync(asked);
        Assert.Equal("Show your second factor", check.Heading);
        var shown = await browser.SendAsync(check, asked, ("Code", await NewCodeAsync(approver, secret)));
        Assert.Equal($"{page}?handler=Publish", shown.Header("Location"));
        Assert.Equal($"/buyer/tenders/{tender.Id}", (await browser.GetAsync(shown.Header("Location")!)).Header("Location"));
        Assert.Single(await app.FactsAsync<TenderPublished>(tender.Id));

        // Within the ten minutes nothing is asked again, in this session; in another it is, and later too.
        var second = await app.DraftAsync(tender.Buyer);
        var third = await app.DraftAsync(tender.Buyer);
        await app.SettledAsync();
        Assert.Equal($"/buyer/tenders/{second.Id}", await PublishedByAsync(browser, second.Id, typed));
        using var other = await Browsing.AsAsync(app, approver);
        Assert.StartsWith(Check, await PublishedByAsync(other, third.Id, typed), StringComparison.Ordinal);
        await app.SqlAsync("update accounts.session set factor = factor - interval '11 minutes' where person = $1", approver.Id);
        Assert.StartsWith(Check, await PublishedByAsync(browser, third.Id, typed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_session_has_another_id_once_the_factor_is_shown()
    {
        var person = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise),
            Roles.Member
        );
        var (secret, recovery) = await EnrolledAsync(person);
        using var browser = await Browsing.AsAsync(app, person);
        var before = await SessionsAsync(person);
        await browser.SendAsync(await browser.GetAsync(Check), Check, ("Code", await NewCodeAsync(person, secret)));
        var after = await SessionsAsync(person);
        Assert.Equal(before.Count, after.Count);
        Assert.Single(after.Except(before));
        // In it new recovery codes can be made, which end those from before.
        var page = await browser.GetAsync(SecondFactorPage.Path);
        var made = await browser.SendAsync(page, $"{SecondFactorPage.Path}?handler=Codes");
        Assert.Equal(8, RecoveryCode().Count(made.Html));
        Assert.All(recovery, code => Assert.DoesNotContain(code, made.Html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task of_ten_who_send_the_same_code_at_once_one_is_in()
    {
        var approver = (await app.BuyerAsync()).Approver;
        var (secret, _) = await EnrolledAsync(approver);
        var code = await NewCodeAsync(approver, secret);
        var path = $"/api/v1/tenders/{Guid.CreateVersion7()}/publication";
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(approver, path, code)));
        // The tender is not there; that is said only to whoever has shown the factor.
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.NotFound);
        Assert.Equal(9, answers.Count(a => a.StatusCode == HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task five_wrong_codes_close_it_and_say_when_to_come_again()
    {
        var approver = (await app.BuyerAsync()).Approver;
        var (secret, _) = await EnrolledAsync(approver);
        var path = $"/api/v1/tenders/{Guid.CreateVersion7()}/publication";
        for (var n = 0; n < 4; n++)
            await WrongAsync(approver, path, "000000", HttpStatusCode.UnprocessableEntity);
        await WrongAsync(approver, path, "000000", HttpStatusCode.TooManyRequests);
        using var right = await SendAsync(approver, path, CodeOf(secret));
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.InRange(right.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        using var browser = await Browsing.AsAsync(app, approver);
        var page = await browser.SendAsync(await browser.GetAsync(Check), Check, ("Code", CodeOf(secret)));
        Assert.Contains("Nothing is taken for 15 minutes", Assert.Single(page.Mistakes).Sentence, StringComparison.Ordinal);
        Assert.NotNull(page.Header("Retry-After"));
    }

    [Fact]
    public async Task the_app_is_removed_with_the_factor_alone_and_the_secret_goes_with_its_person()
    {
        var person = await app.PersonAsync("Bea", await app.OrganisationAsync("Threads", OrganisationKind.Enterprise), Roles.Member);
        var (secret, recovery) = await EnrolledAsync(person);
        using var browser = await Browsing.AsAsync(app, person);
        var page = await browser.GetAsync(SecondFactorPage.Path);
        var asked = await browser.SendAsync(page, $"{SecondFactorPage.Path}?handler=Remove");
        Assert.StartsWith(Check, asked.Header("Location"), StringComparison.Ordinal);
        var shown = await browser.SendAsync(
            await browser.GetAsync(asked.Header("Location")!),
            asked.Header("Location")!,
            ("Code", recovery[0].ToLowerInvariant().Replace('-', ' '))
        );
        Assert.Equal(SecondFactorPage.Path, (await browser.GetAsync(shown.Header("Location")!)).Header("Location"));
        var factor = (await app.Store.FetchAsync<SecondFactor>(SecondFactor.IdOf(person.Id))).State;
        Assert.Equal((false, 7), (factor.IsEnrolled, factor.RecoveryCodes.Count));
        // No copy of the secret or of a code is anywhere in the log.
        await using var log = app.Database.CreateCommand(
            "select string_agg(data::text, ' ') from events.mt_events where data::text like $1"
        );
        log.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"%{person.Id}%" });
        var told = (string)(await log.ExecuteScalarAsync())!;
        Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        Assert.All(recovery, code => Assert.DoesNotContain(code, told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task two_administrators_take_a_lost_factor_away_and_the_person_is_told_and_signed_out()
    {
        var platform = await app.OrganisationAsync("Platform", OrganisationKind.Platform);
        var (ada, ben) = (
            await app.PersonAsync("Ada Quill", platform, Roles.Administrator),
            await app.PersonAsync("Ben Okoro", platform, Roles.Administrator)
        );
        var person = await app.PersonAsync("Cem", await app.OrganisationAsync("Print", OrganisationKind.Enterprise), Roles.Member);
        await EnrolledAsync(person);
        using var theirs = await Browsing.AsAsync(app, person);
        var path = $"/platform/people/{person.Id}/second-factor";
        using var first = await Browsing.AsAsync(app, ada);
        await first.SendAsync(await first.GetAsync(path), $"{path}?handler=Propose", ("Reason", "Seen in person, with a passport"));
        var (secret, _) = await EnrolledAsync(ben);
        using var second = await Browsing.AsAsync(app, ben);
        var asked = await second.SendAsync(await second.GetAsync(path), $"{path}?handler=Confirm");
        var shown = await second.SendAsync(
            await second.GetAsync(asked.Header("Location")!),
            asked.Header("Location")!,
            ("Code", await NewCodeAsync(ben, secret))
        );
        await second.GetAsync(shown.Header("Location")!);
        Assert.Single(await app.FactsAsync<SecondFactorReset>(SecondFactor.IdOf(person.Id)));
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.Found, (await theirs.GetAsync("/account")).Status);
        await using var told = app.Database.CreateCommand("select array_agg(kind order by at) from notifications.inbox where person = $1");
        told.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Id });
        Assert.Equal(["factor-added", "factor-reset-proposed", "factor-reset"], (string[])(await told.ExecuteScalarAsync())!);
        using var others = await Browsing.AsAsync(app, person);
        Assert.Equal(HttpStatusCode.NotFound, (await others.GetAsync(path)).Status);
    }

    [Fact]
    public async Task what_others_have_typed_elsewhere_is_no_way_to_have_something_done()
    {
        var tender = await app.DraftAsync();
        await app.SettledAsync();
        var approver = tender.Buyer.Approver;
        var (secret, recovery) = await EnrolledAsync(approver);
        var page = $"/buyer/tenders/{tender.Id}/publish?handler=Publish";
        using var browser = await Browsing.AsAsync(app, approver);
        // A link that leads to the question and from it to the act: there is no form that waits, so nothing is done.
        var asked = ShowFactorPage.For(page);
        var shown = await browser.SendAsync(await browser.GetAsync(asked), asked, ("Code", await NewCodeAsync(approver, secret)));
        Assert.Equal(page.Split('?')[0], shown.Header("Location"));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(shown.Header("Location")!)).Status);
        Assert.Empty(await app.FactsAsync<TenderPublished>(tender.Id));
        var abroad = ShowFactorPage.For("https://evil.example/");
        var kept = await browser.SendAsync(await browser.GetAsync(abroad), abroad, ("Code", recovery[0]));
        Assert.Equal("/account", kept.Header("Location"));
    }

    private static async Task<string> PublishedByAsync(Browsing browser, Guid tender, (string, string)[] typed)
    {
        var page = $"/buyer/tenders/{tender}/publish";
        return (await browser.SendAsync(await browser.GetAsync(page), $"{page}?handler=Publish", typed)).Header("Location")!;
    }

    private async Task<HashSet<Guid>> SessionsAsync(TestPerson person)
    {
        await using var read = app.Database.CreateCommand("select id from accounts.session where person = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Id });
        await using var reader = await read.ExecuteReaderAsync();
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    /// <summary>Sets an authenticator up as a person does.</summary>
    private async Task<(string Secret, IReadOnlyList<string> Recovery)> EnrolledAsync(TestPerson person)
    {
        using var browser = await Browsing.AsAsync(app, person);
        var page = await browser.GetAsync(Enrol);
        var secret = SecretOn(page);
        var codes = await browser.SendAsync(page, Enrol, ("Code", CodeOf(secret)));
        return (secret, [.. RecoveryCode().Matches(codes.Html).Select(m => m.Groups[1].Value)]);
    }

    /// <summary>A code that was not used yet: it is as if the last one had been used half a minute earlier.</summary>
    private async Task<string> NewCodeAsync(TestPerson person, string secret)
    {
        var factor = (await app.Store.FetchAsync<SecondFactor>(SecondFactor.IdOf(person.Id))).State;
        var next = DateTimeOffset.FromUnixTimeSeconds((factor.LastStep + 1) * 30);
        using var patience = UseIt.Testing.Patience.Begin();
        // A clock may be a step ahead: the code of the next step is taken as soon as that one has come near.
        while (next > DateTimeOffset.UtcNow.AddSeconds(30))
            await Task.Delay(200, patience.Token);
        return Authenticator.CodeOf(secret, next > DateTimeOffset.UtcNow ? next : DateTimeOffset.UtcNow);
    }

    private static string CodeOf(string secret) => Authenticator.CodeOf(secret, DateTimeOffset.UtcNow);

    private static string SecretOn(Seen page) => SecretShown().Match(page.Html).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);

    private static Task<HttpResponseMessage> SendAsync(TestPerson person, string path, string code, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(CommandEndpoints.SecondFactor, code);
        if (key is not null)
            request.Headers.Add(CommandEndpoints.IdempotencyKey, key);
        return person.Http.SendAsync(request);
    }

    private static async Task WrongAsync(TestPerson person, string path, string code, HttpStatusCode status)
    {
        using var answer = await SendAsync(person, path, code);
        Assert.Equal(status, answer.StatusCode);
    }

    [GeneratedRegex("use-it-key\">([^<]+)<")]
    private static partial Regex SecretShown();

    [GeneratedRegex("<code>([A-Z0-9]{5}-[A-Z0-9]{5})</code>")]
    private static partial Regex RecoveryCode();

    [GeneratedRegex("<a href=\"([^\"]+)\"[^>]*govuk-button")]
    private static partial Regex Button();
}
