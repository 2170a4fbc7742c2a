using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Tenders;

/// <summary>Four eyes are two people's: neither roles nor accounts of an author's own making join the duties.</summary>
public sealed class IndependenceTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Theory]
    [InlineData(Roles.Author, Roles.Approver)]
    [InlineData(Roles.Approver, Roles.Opener)]
    [InlineData(Roles.Opener, Roles.Author)]
    public async Task no_invitation_and_no_change_of_roles_joins_separated_duties(string one, string other)
    {
        var trust = await app.OrganisationAsync("City Hospital Trust", OrganisationKind.Buyer);
        var priya = await app.PersonAsync("Priya Nair", trust, Roles.OrganisationAdministrator);
        var martin = await app.PersonAsync("Martin Cole", trust, one);
        await priya.Http.RefusedAsync(
            $"/api/v1/organisations/{trust}/invitations",
            new
            {
                name = "Both",
                mail = $"both.{trust:N}@example.org",
                roles = new[] { one, other },
            },
            "duties-would-join"
        );
        using var changed = await priya.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{trust}/memberships/{martin.Id}/roles",
            new { roles = new[] { one, other } }
        );
        Assert.Contains("duties-would-join", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var handed = await priya.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{trust}/memberships/{martin.Id}/roles",
            new { roles = new[] { other } }
        );
        Assert.Equal(HttpStatusCode.OK, handed.StatusCode);
    }

    [Fact]
    public async Task nobody_an_author_brought_in_publishes_or_opens_what_the_author_wrote()
    {
        var buyer = await app.BuyerAsync();
        var author = await app.PersonAsync("Priya Nair", buyer.Id, Roles.Author, Roles.OrganisationAdministrator);
        var helen = await app.PersonAsync("Helen Moss", buyer.Id, Roles.OrganisationAdministrator);
        var tender = await app.DraftAsync(buyer with { Author = author });
        var puppet = await PersonOfAsync(author, buyer.Id, Roles.Approver);
        await puppet.Http.RefusedAsync($"/api/v1/tenders/{tender.Id}/publication", new { }, "duty-owed-to-author");
        var puppets = new[] { await PersonOfAsync(author, buyer.Id, Roles.Opener), await PersonOfAsync(author, buyer.Id, Roles.Opener) };
        await author.Http.RefusedAsync(
            $"/api/v1/tenders/{tender.Id}/openers",
            new { openers = puppets.Select(p => p.Id), needed = 2 },
            "opener-owes-author"
        );
        // One step further is no way round it: an administrator just brought in counts as the author.
        var straw = await PersonOfAsync(author, buyer.Id, Roles.OrganisationAdministrator);
        await (await PersonOfAsync(straw, buyer.Id, Roles.Approver)).Http.RefusedAsync(
            $"/api/v1/tenders/{tender.Id}/publication",
            new { },
            "duty-owed-to-author"
        );
        // Nor is a duty the author gave to somebody who was there already.
        var evaluator = await app.PersonAsync("Grace Okafor", buyer.Id, Roles.Evaluator);
        await ChangeAsync(author, evaluator, Roles.Approver);
        await evaluator.Http.RefusedAsync($"/api/v1/tenders/{tender.Id}/publication", new { }, "duty-owed-to-author");

        // Somebody else's people may.
        await (await PersonOfAsync(helen, buyer.Id, Roles.Approver)).Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
    }

    [Fact]
    public async Task an_opener_to_whom_the_author_gives_the_duty_anew_cannot_open_and_the_attempt_is_recorded()
    {
        var tender = await app.PublishedAsync();
        var buyer = tender.Buyer;
        var other = await app.PersonAsync("Helen Moss", buyer.Id, Roles.OrganisationAdministrator);
        await app.ClosedAsync(tender);
        // The author comes to administer, takes the duty away and gives it back: from then on it is the author's gift.
        await ChangeAsync(other, buyer.Author, Roles.Author, Roles.OrganisationAdministrator);
        await ChangeAsync(buyer.Author, buyer.FirstOpener, Roles.Evaluator);
        await ChangeAsync(buyer.Author, buyer.FirstOpener, Roles.Opener);
        await buyer.FirstOpener.Http.RefusedAsync($"/api/v1/tenders/{tender.Id}/opening-requests", new { }, "opener-owes-author");
        Assert.Contains(
            await app.FactsAsync<OpeningRefused>(tender.Id),
            f => f.Opener == buyer.FirstOpener.Id && f.Reason == "opener-owes-author"
        );
        await buyer.SecondOpener.Http.DoAsync($"/api/v1/tenders/{tender.Id}/opening-requests", new { });
    }

    private static async Task ChangeAsync(TestPerson by, TestPerson whom, params string[] roles)
    {
        using var changed = await by.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{by.Organisation}/memberships/{whom.Id}/roles",
            new { roles }
        );
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
    }

    private async Task<TestPerson> PersonOfAsync(TestPerson administrator, Guid organisation, string role)
    {
        var mail = $"somebody.{Guid.NewGuid():N}@example.org";
        await administrator.Http.DoAsync(
            $"/api/v1/organisations/{organisation}/invitations",
            new
            {
                name = "Somebody",
                mail,
                roles = new[] { role },
            }
        );
        var person = (await app.Services.GetRequiredService<People>().ByMailAsync(mail))!.Value;
        var http = await app.ClientAsync(person, organisation);
        await http.DoAsync($"/api/v1/organisations/{organisation}/invitations/{person}/accept", new { });
        return new TestPerson(person, organisation, http);
    }
}
