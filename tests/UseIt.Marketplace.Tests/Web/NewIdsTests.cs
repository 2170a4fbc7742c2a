using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

public sealed class NewIdsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("00000000-0000-7000-8000-000000000001")]
    [InlineData("00000000-1234-4123-8123-0123456789ab")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("6ba7b810-9dad-11d1-80b4-00c04fd430c8")]
    [InlineData("5df41881-3aed-3515-88a7-2f4a814cf09e")]
    [InlineData("2ed6657d-e927-568b-95e1-2665a8aea6a2")]
    [InlineData("320c3d4d-cc00-875b-8ec9-32d5f69181c0")]
    [InlineData("0197f0a0-0000-7000-c000-0123456789ab")]
    public async Task an_id_that_is_not_random_is_refused_and_the_field_is_named(string id)
    {
        var ada = await SomebodyAsync();
        var problem = await ada.Http.RefusedAsync(
            "/api/v1/organisations",
            new
            {
                organisationId = id,
                name = "Squat",
                kinds = new[] { "Enterprise" },
            },
            "id-not-taken"
        );
        Assert.Equal("organisationId", problem["errors"]![0]!["field"]!.GetValue<string>());
        await ada.Http.RefusedAsync(
            "/api/v1/documents",
            new
            {
                documentId = id,
                title = "note",
                mediaType = "text/plain",
                size = 4,
                classification = "Restricted",
            },
            "id-not-taken"
        );
    }

    [Fact]
    public async Task random_ids_are_taken()
    {
        var ada = await SomebodyAsync();
        foreach (var id in new[] { Guid.NewGuid(), Guid.CreateVersion7() })
        {
            var made = await ada.Http.DoAsync(
                "/api/v1/organisations",
                new
                {
                    organisationId = id,
                    name = "New",
                    kinds = new[] { "Enterprise" },
                }
            );
            Assert.Equal(id, made["id"]!.GetValue<Guid>());
        }
    }

    [Fact]
    public async Task nobody_can_be_first_where_an_enterprise_will_be_registered()
    {
        var newcomer = Guid.CreateVersion7();
        var ada = await SomebodyAsync();
        await ada.Http.RefusedAsync(
            "/api/v1/organisations",
            new
            {
                organisationId = UuidV5.Of(newcomer, "enterprise"),
                name = "Squat",
                kinds = new[] { "Enterprise" },
            },
            "id-not-taken"
        );
    }

    [Fact]
    public void what_is_kept_inside_may_have_a_derived_id_and_no_reserved_one()
    {
        Criterion With(Guid id) => new(id, CriterionKind.Quality, "Quality", "", 100m, 100m);
        SetCriteria Setting(Guid id) => new(Guid.CreateVersion7(), [With(Guid.NewGuid()), With(id)], default, []);
        Assert.Null(NewIds.Wrong(Setting(UuidV5.Of(UuidV5.Url, "kept"))));
        Assert.Equal("criteria[1].criterionId", NewIds.Wrong(Setting(Guid.Empty))!.Field);
    }

    private async Task<TestPerson> SomebodyAsync() =>
        await app.PersonAsync(
            "Ada Moss",
            await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise),
            Roles.BidManager
        );
}
