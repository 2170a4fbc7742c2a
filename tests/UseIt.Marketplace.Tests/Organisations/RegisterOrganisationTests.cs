using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Organisations;

public sealed class RegisterOrganisationDecisions
{
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly StoreMark Live = new("live");

    [Fact]
    public void the_program_registers_an_organisation_without_members() =>
        Spec.Given<Organisation>()
            .When(
                (UseIt.Marketplace.Engine.Stream<Organisation> o) =>
                    RegisterOrganisationHandler.Handle(
                        new RegisterOrganisation(Id, " Ladywood Grounds CIC ", [OrganisationKind.Enterprise]),
                        o,
                        Actor.System,
                        Live
                    )
            )
            .Facts(new OrganisationRegistered(Id, "Ladywood Grounds CIC", [OrganisationKind.Enterprise], [], null, null, false));

    [Fact]
    public void refuses_a_nameless_organisation_of_no_kind() =>
        Spec.Given<Organisation>()
            .When(
                (UseIt.Marketplace.Engine.Stream<Organisation> o) =>
                    RegisterOrganisationHandler.Handle(new RegisterOrganisation(Id, "", []), o, Actor.System, Live)
            )
            .Refused("organisation-name-missing", "organisation-kind-missing");

    [Fact]
    public void doing_it_again_changes_nothing() =>
        Spec.Given<Organisation>(new OrganisationRegistered(Id, "A", [OrganisationKind.Buyer], [], null, null, false))
            .When(
                (UseIt.Marketplace.Engine.Stream<Organisation> o) =>
                    RegisterOrganisationHandler.Handle(new RegisterOrganisation(Id, "A", [OrganisationKind.Buyer]), o, Actor.System, Live)
            )
            .Nothing();
}

public sealed class RegisterOrganisationOverHttp(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task whoever_registers_becomes_its_administrator_and_a_repeated_key_does_it_once()
    {
        var person = Guid.CreateVersion7();
        await app.DoAsync(new RegisterPerson(person, "Amina Yusuf", "amina@example.org"));
        var http = await app.ClientAsync(person);
        var body = new
        {
            name = "Ladywood Grounds CIC",
            kinds = new[] { "Enterprise" },
            identifiers = new[] { new { scheme = "GB-COH", id = "01234567" } },
        };
        var first = await http.DoAsync("/api/v1/organisations", body, "k1");
        var again = await http.DoAsync("/api/v1/organisations", body, "k1");
        Assert.Equal(first["versions"]!.ToJsonString(), again["versions"]!.ToJsonString());
        using var given = await http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{first["id"]}/memberships/{person}/roles",
            new { roles = new[] { "bidManager", "organisationAdministrator" } }
        );
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        await http.RefusedAsync(
            "/api/v1/organisations",
            new
            {
                name = "Copycat",
                kinds = new[] { "Enterprise" },
                identifiers = new[] { new { scheme = "GB-COH", id = "01234567" } },
            },
            "organisation-identifier-taken"
        );
    }

    [Fact]
    public async Task nobody_signed_in_is_asked_to_sign_in_and_nul_is_refused_by_field()
    {
        using var anonymous = await (await app.ClientAsync()).SendCommandAsync(HttpMethod.Post, "/api/v1/organisations", new { });
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        var person = Guid.CreateVersion7();
        await app.DoAsync(new RegisterPerson(person, "Amina Yusuf", "amina2@example.org"));
        var problem = await (await app.ClientAsync(person)).RefusedAsync(
            "/api/v1/organisations",
            new { name = "A\0B", kinds = new[] { "Buyer" } },
            "malformed"
        );
        Assert.Equal("name", problem["errors"]![0]!["field"]!.GetValue<string>());
        problem = await (await app.ClientAsync(person)).RefusedAsync("/api/v1/organisations", new { name = "A" }, "malformed");
        Assert.Equal("kinds", problem["errors"]![0]!["field"]!.GetValue<string>());
    }
}
