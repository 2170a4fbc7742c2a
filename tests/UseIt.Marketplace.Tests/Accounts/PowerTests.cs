using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>Being the program is nothing that anybody can come to be by an id.</summary>
public sealed class PowerTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly Guid Program = Actor.System.Person;

    [Fact]
    public void whoever_bears_the_programs_id_is_not_the_program()
    {
        Assert.False(new Actor(Program, null, new HashSet<string>(), "system").IsSystem);
        Assert.False((Actor.Anonymous with { Person = Program, Authority = "system" }).IsSystem);
        Assert.True((Actor.System with { Authority = "console:ada" }).IsSystem);
    }

    [Fact]
    public async Task a_command_under_the_programs_id_is_authorised_like_anybodys()
    {
        var nobody = new Actor(Program, null, new HashSet<string>(), "system");
        var organisation = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var outcome = await app
            .Services.GetRequiredService<Commands>()
            .SendAsync(new RenameOrganisation(organisation, "Taken over"), new CommandContext(nobody));
        Assert.IsType<Outcome.Denied>(outcome);
    }

    [Fact]
    public async Task a_token_in_the_programs_name_is_nobodys_even_with_a_place_somewhere()
    {
        var own = await app.OrganisationAsync("Evil Two", OrganisationKind.Enterprise);
        var rival = await app.OrganisationAsync("Reservoir Repairs CIC", OrganisationKind.Enterprise);
        await app.DoAsync(new GrantMembership(own, Program, [Roles.OrganisationAdministrator, Roles.BidManager]));
        using var forged = await app.ClientAsync(Program, own);

        using var renamed = await forged.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{rival}/name",
            new { name = "Pwned by an enterprise" }
        );
        Assert.False(renamed.IsSuccessStatusCode);
        foreach (
            var (path, body) in new (string, object)[]
            {
                ($"/api/v1/organisations/{rival}/memberships", new { personId = Guid.NewGuid(), roles = new[] { Roles.BidManager } }),
                ($"/api/v1/organisations/{rival}/suspend", new { reason = "x" }),
                ("/api/v1/organisations", new { name = "Platform 2", kinds = new[] { "Platform" } }),
            }
        )
        {
            using var answer = await forged.SendCommandAsync(HttpMethod.Post, path, body);
            Assert.False(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}");
        }
        using var me = await forged.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        Assert.False(me.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("00000000-0000-7000-8000-000000000001")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0197f0a0-0000-7000-8000-0123456789ab")]
    public async Task a_persons_id_is_made_by_the_server_and_taken_from_nobody(string id)
    {
        var priya = await app.PersonAsync(
            "Priya Shah",
            await app.OrganisationAsync("The marketplace", OrganisationKind.Platform),
            Roles.Administrator
        );
        var mail = $"own.{Guid.NewGuid():N}@example.org";

        var refused = await priya.Http.RefusedAsync(
            "/api/v1/people",
            new
            {
                personId = id,
                name = "S",
                mail,
            },
            "malformed"
        );

        Assert.Equal("personId", refused["errors"]![0]!["field"]!.GetValue<string>());
        var registered = await priya.Http.DoAsync("/api/v1/people", new { name = "S", mail });
        Assert.Equal(7, registered["id"]!.GetValue<Guid>().Version);
        using var anonymous = await app.ClientAsync();
        var described = (await anonymous.ReadAsync("/openapi/v1.json"))["components"]!["schemas"]!["RegisterPerson"]!;
        Assert.Equal(["mail", "name"], described["properties"]!.AsObject().Select(p => p.Key).Order());
    }
}
