using System.Net;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Accounts;

public sealed class SessionsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private async Task<TestPerson> SomebodyAsync() =>
        await app.PersonAsync("Amina Yusuf", await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise), Roles.Member);

    private Task AgeAsync(TestPerson person, string column, string by) =>
        app.SqlAsync($"update accounts.session set {column} = {column} - interval '{by}' where person = $1", person.Id);

    [Theory]
    [InlineData("seen", "29 minutes", HttpStatusCode.OK)]
    [InlineData("seen", "31 minutes", HttpStatusCode.Redirect)]
    [InlineData("created", "11 hours 59 minutes", HttpStatusCode.OK)]
    [InlineData("created", "12 hours 1 minute", HttpStatusCode.Redirect)]
    public async Task it_ends_after_half_an_hour_of_nothing_and_after_twelve_hours_of_anything(
        string column,
        string by,
        HttpStatusCode status
    )
    {
        var person = await SomebodyAsync();
        using var browser = await Browsing.AsAsync(app, person);
        await AgeAsync(person, column, by);
        Assert.Equal(status, (await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task choosing_for_whom_one_acts_makes_another_session_that_is_as_old()
    {
        var person = await SomebodyAsync();
        var second = await app.OrganisationAsync("Training", OrganisationKind.Enterprise);
        await app.DoAsync(new GrantMembership(second, person.Id, [Roles.Member]));
        using var browser = await Browsing.AsAsync(app, person, TimeSpan.FromMinutes(2));
        var before = await IdAsync(person);
        await AgeAsync(person, "created", "11 hours");
        var page = await browser.GetAsync("/account");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(page, "/account", ("Organisation", $"{second}"))).Status);
        Assert.Equal(
            (second, true, true),
            (
                await app.AskAsync<Guid>($"select organisation from accounts.session where person = '{person.Id}'"),
                await app.AskAsync<bool>(
                    $"select clock_timestamp() - created > '11 hours' from accounts.session where person = '{person.Id}'"
                ),
                await app.AskAsync<bool>(
                    $"select clock_timestamp() - stepped_up between '2 minutes' and '5 minutes' from accounts.session where person = '{person.Id}'"
                )
            )
        );
        Assert.NotEqual(before, await IdAsync(person));
        await AgeAsync(person, "created", "1 hour");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task signing_in_again_ends_the_session_before()
    {
        var person = await SomebodyAsync();
        using var browser = await Browsing.AsAsync(app, person);
        var before = await IdAsync(person);
        var key = await app.Services.GetRequiredService<SignInLinks>().MakeAsync(person.Id);
        await browser.SendAsync(await browser.GetAsync("/sign-in/link"), "/sign-in/link", ("Key", key));
        Assert.Equal(1, await app.AskAsync<long>($"select count(*) from accounts.session where person = '{person.Id}'"));
        Assert.NotEqual(before, await IdAsync(person));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task signing_out_ends_it_on_the_server_and_leaves_nothing_in_the_browser()
    {
        var person = await SomebodyAsync();
        using var browser = await Browsing.AsAsync(app, person);
        var away = await browser.SendAsync(await browser.GetAsync("/sign-out"), "/sign-out");
        Assert.Equal("\"cache\", \"storage\"", away.Header("Clear-Site-Data"));
        Assert.Equal(0, await app.AskAsync<long>($"select count(*) from accounts.session where person = '{person.Id}'"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task its_id_is_random_from_end_to_end()
    {
        var ids = new List<Guid>();
        for (var n = 0; n < 20; n++)
        {
            var person = await SomebodyAsync();
            using var browser = await Browsing.AsAsync(app, person);
            ids.Add(await IdAsync(person));
        }
        // Six bits of a UUID of version 4 are always the same.
        Assert.Contains(ids, id => id.Version != 4);
        Assert.Contains(ids, id => id.Variant is < 8 or > 11);
    }

    [Fact]
    public void cookies_and_forms_are_protected_by_authenticated_encryption() =>
        Assert.Equal(
            EncryptionAlgorithm.AES_256_GCM,
            Assert
                .IsType<AuthenticatedEncryptorConfiguration>(
                    app.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.AuthenticatedEncryptorConfiguration
                )
                .EncryptionAlgorithm
        );

    private Task<Guid> IdAsync(TestPerson person) => app.AskAsync<Guid>($"select id from accounts.session where person = '{person.Id}'");
}
