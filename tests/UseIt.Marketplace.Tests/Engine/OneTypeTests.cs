using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>A stream is of one type: what is there as one thing is neither changed nor found as another.</summary>
public sealed class OneTypeTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task erasing_a_person_by_the_id_of_a_bid_is_refused_and_the_teams_key_stays()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var ada = await app.PersonAsync(
            "Ada Admin",
            await app.OrganisationAsync("The platform", OrganisationKind.Platform),
            Roles.Administrator
        );
        await ada.Http.RefusedWithAsync(
            $"/api/v1/people/{bid}/erase",
            new { reason = ErasureReasons.AskedByThePerson },
            HttpStatusCode.NotFound
        );
        Assert.DoesNotContain(await app.Store.ReadStreamAsync(bid), e => e.Data is PersonErased);
        Assert.NotEmpty((await bidder.Http.ReadAsync($"/api/v1/bids/{bid}/parts"))["items"]!.AsArray());
        await using var key = app.Database.CreateCommand("select wrapped is not null from secrets.subject_key where subject = $1");
        key.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        Assert.Equal(true, await key.ExecuteScalarAsync());
    }

    [Fact]
    public async Task what_exists_as_something_else_is_not_already_there()
    {
        var ladywood = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var manager = await app.PersonAsync("Amina Yusuf", ladywood, Roles.OrganisationAdministrator, Roles.BidManager);
        var problem = await manager.Http.RefusedAsync(
            "/api/v1/organisations",
            new
            {
                organisationId = manager.Id,
                name = "A person",
                kinds = new[] { "Enterprise" },
            },
            "id-in-use"
        );
        Assert.Equal("organisationId", problem["errors"]![0]!["field"]!.GetValue<string>());

        // Somebody was first, when that could still be done.
        await app.DoAsync(new RegisterOrganisation(SocialEnterprise.IdOf(ladywood), "Squat", [OrganisationKind.Enterprise]));
        await manager.Http.RefusedWithAsync(
            $"/api/v1/enterprises/{ladywood}",
            new { legalForm = "CIC", mission = "Green places" },
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task an_evaluation_whose_place_is_taken_fails_loudly_instead_of_never_beginning()
    {
        var (tender, lot) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.DoAsync(new RegisterOrganisation(Evaluation.IdOf(tender, lot), "Squat", [OrganisationKind.Enterprise]));
        await Assert.ThrowsAsync<OtherStreamTypeException>(() => app.DoAsync(new StartEvaluation(tender, lot, [])));
    }

    [Fact]
    public async Task reading_one_thing_by_the_id_of_another_finds_nothing()
    {
        var ladywood = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var amina = await app.PersonAsync("Amina Yusuf", ladywood, Roles.BidManager);
        foreach (var path in new[] { "documents", "bids", "organisations", "contracts", "consortia" })
        {
            using var other = await amina.Http.GetAsync(new Uri($"/api/v1/{path}/{amina.Id}", UriKind.Relative));
            using var nothing = await amina.Http.GetAsync(new Uri($"/api/v1/{path}/{Guid.NewGuid()}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
            Assert.Equal(await SaidAsync(nothing), await SaidAsync(other));
        }
    }

    private static async Task<string> SaidAsync(HttpResponseMessage response)
    {
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        problem.Remove("traceId");
        return $"{response.StatusCode} {problem.ToJsonString()}";
    }
}
