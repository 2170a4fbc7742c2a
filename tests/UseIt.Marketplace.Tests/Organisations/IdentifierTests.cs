using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Organisations;

public sealed class IdentifierTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Theory]
    [InlineData("gb-coh", "99200001")]
    [InlineData("GB-COH ", "99200001")]
    [InlineData("GB-COH", " 9920 0001")]
    [InlineData("GB-COH", "\uff19\uff19\uff12\uff10\uff10\uff10\uff10\uff11")]
    [InlineData("GB-COH", "9920\u200b0001")]
    public void all_of_these_are_one(string scheme, string id) =>
        Assert.Equal(new Identifier("GB-COH", "99200001"), new Identifier(scheme, id).Normal());

    [Fact]
    public void a_company_number_keeps_or_gets_its_leading_zeros()
    {
        Assert.Equal("01234567", new Identifier("GB-COH", "1234567").Normal().Id);
        Assert.Equal("SC123456", new Identifier("GB-COH", "sc123456").Normal().Id);
        Assert.Equal("1234567", new Identifier("GB-CHC", "1234567").Normal().Id);
    }

    [Fact]
    public async Task written_otherwise_it_is_still_taken()
    {
        var person = await app.PersonAsync("Bea", await app.OrganisationAsync("Training", OrganisationKind.Enterprise), Roles.Member);
        object Body(string scheme, string id) =>
            new
            {
                name = "Ladywood Grounds CIC",
                kinds = new[] { "Enterprise" },
                identifiers = new[] { new { scheme, id } },
            };
        await person.Http.DoAsync("/api/v1/organisations", Body("GB-COH", "99200002"));
        await person.Http.RefusedAsync("/api/v1/organisations", Body("gb-coh", "9920 0002"), "organisation-identifier-taken");
        await person.Http.RefusedAsync("/api/v1/organisations", Body("GB-COH", " "), "identifier-empty");
    }
}
