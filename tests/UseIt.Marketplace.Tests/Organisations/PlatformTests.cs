using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;

namespace UseIt.Marketplace.Tests.Organisations;

/// <summary>What one administrator of the platform cannot do alone in other organisations, and what two can.</summary>
public sealed class PlatformTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task one_administrator_of_the_platform_comes_into_no_organisation_and_changes_nobodys_place()
    {
        var (ada, _, platform) = await AdministratorsAsync();
        var bidder = await app.EnterpriseAsync("Many Tongues Interpreting CIC");
        object[] roles = [Roles.BidManager];
        foreach (
            var (method, path, body) in new (HttpMethod, string, object)[]
            {
                (HttpMethod.Post, "memberships", new { personId = ada.Id, roles }),
                (
                    HttpMethod.Post,
                    "invitations",
                    new
                    {
                        name = "Ada",
                        mail = "ada@example.org",
                        roles,
                    }
                ),
                (HttpMethod.Put, $"memberships/{bidder.Manager.Id}/roles", new { roles }),
                (HttpMethod.Post, $"memberships/{bidder.Manager.Id}/end", new { reason = "no" }),
                (HttpMethod.Put, "name", new { name = "Taken over" }),
            }
        )
        {
            using var answer = await ada.Http.SendCommandAsync(method, $"/api/v1/organisations/{bidder.Id}/{path}", body);
            Assert.False(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}");
        }
        // Nor does she make herself a second self to confirm with.
        await ada.Http.RefusedAsync(
            $"/api/v1/organisations/{platform}/invitations",
            new
            {
                name = "Puppet",
                mail = $"puppet.{platform:N}@example.org",
                roles = new[] { Roles.Administrator },
            },
            "platform-administrator-takes-two"
        );
    }

    [Fact]
    public async Task two_of_them_bring_in_an_administrator_who_accepts_and_the_organisation_is_told()
    {
        var (ada, ben, _) = await AdministratorsAsync();
        var bidder = await app.EnterpriseAsync("Winson Green Print Works CIC");
        var mail = $"new.{bidder.Id:N}@example.org";
        var path = $"/api/v1/organisations/{bidder.Id}/administrator-proposals";
        object Proposal(string address) =>
            new
            {
                name = "Nadia Hussain",
                mail = address,
                reason = "their only administrator has died",
            };

        await bidder.Http.RefusedWithAsync(path, Proposal(mail), HttpStatusCode.Forbidden);
        await ada.Http.RefusedAsync(path, Proposal(await MailOfAsync(ada)), "administrator-yourself");
        var proposed = await ada.Http.DoAsync(path, Proposal(mail));
        Assert.Single(proposed["versions"]!.AsObject());
        await ada.Http.RefusedAsync($"{path}/{proposed["id"]}/confirmation", new { }, "second-administrator-needed");
        Assert.Equal(mail, (await ben.Http.ReadAsync($"{path}/{proposed["id"]}"))["mail"]!.GetValue<string>());
        await ben.Http.DoAsync($"{path}/{proposed["id"]}/confirmation", new { });

        var nadia = (await app.Services.GetRequiredService<People>().ByMailAsync(mail))!.Value;
        var hers = await app.ClientAsync(nadia);
        Assert.Empty((await hers.ReadAsync("/api/v1/me"))["roles"]!.AsArray());
        await hers.DoAsync($"/api/v1/organisations/{bidder.Id}/invitations/{nadia}/accept", new { });
        Assert.Equal(Roles.OrganisationAdministrator, (await hers.ReadAsync("/api/v1/me"))["roles"]![0]!.GetValue<string>());

        await app.SettledAsync();
        var told = (await bidder.Http.ReadAsync("/api/v1/inbox"))["items"]!.AsArray().Select(m => m!["kind"]!.GetValue<string>());
        Assert.Equal(["administrator-confirmed", "administrator-proposed"], told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task whoever_was_proposed_by_the_other_does_not_confirm_themselves()
    {
        var (ada, ben, _) = await AdministratorsAsync();
        var bidder = await app.EnterpriseAsync("Soho Wheels");
        var path = $"/api/v1/organisations/{bidder.Id}/administrator-proposals";
        var proposed = await ada.Http.DoAsync(
            path,
            new
            {
                name = "Ben Quill",
                mail = await MailOfAsync(ben),
                reason = "we arranged it",
            }
        );
        await ben.Http.RefusedAsync($"{path}/{proposed["id"]}/confirmation", new { }, "administrator-yourself");
    }

    private async Task<(TestPerson Ada, TestPerson Ben, Guid Platform)> AdministratorsAsync()
    {
        var platform = await app.OrganisationAsync("The marketplace", OrganisationKind.Platform);
        return (
            await app.PersonAsync("Ada Quill", platform, Roles.Administrator, Roles.OrganisationAdministrator),
            await app.PersonAsync("Ben Quill", platform, Roles.Administrator),
            platform
        );
    }

    private static async Task<string> MailOfAsync(TestPerson person) =>
        (await person.Http.ReadAsync("/api/v1/me"))["mail"]!.GetValue<string>();
}
