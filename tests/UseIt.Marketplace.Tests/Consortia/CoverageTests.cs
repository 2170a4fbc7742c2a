using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Consortia;

public sealed class CoverageOfRequirements
{
    private static readonly Guid Lot = Guid.CreateVersion7(),
        Grounds = Guid.CreateVersion7(),
        Training = Guid.CreateVersion7();

    private static Requirement Asked(RequirementKind kind, string title, params string[] cpv) =>
        new(Guid.CreateVersion7(), Lot, kind, title, title, true, null, cpv);

    private static PublicCapability Can(string title, string[] cpv, params string[] words) => new(Guid.CreateVersion7(), title, cpv, words);

    [Theory]
    [InlineData("77310000-6", "77310000", true)]
    [InlineData("77300000", "77310000-6", true)]
    [InlineData("77313000", "77310000", true)]
    [InlineData("77000000", "77310000", true)]
    [InlineData("77340000", "77310000", false)]
    [InlineData("90910000", "77310000", false)]
    [InlineData("30000000", "31000000", false)]
    public void a_code_answers_the_same_a_wider_or_a_narrower_one(string declared, string asked, bool answers) =>
        Assert.Equal(answers, Coverage.Answers(Can("Something", [declared]), Asked(RequirementKind.Capability, "Something else", asked)));

    [Theory]
    [InlineData("hedges", true)]
    [InlineData("HEDGES", true)]
    [InlineData("hedge", false)]
    [InlineData("of", false)]
    public void a_word_answers_as_a_whole_word_of_some_length(string word, bool answers) =>
        Assert.Equal(answers, Coverage.Answers(Can("Something", [], word), Asked(RequirementKind.Capability, "Cutting of hedges")));

    [Fact]
    public void a_capability_is_covered_by_who_declares_it_and_the_rest_by_who_answers_for_it()
    {
        var grounds = Asked(RequirementKind.Capability, "Grounds", "77310000");
        var pools = Asked(RequirementKind.Capability, "Pools", "43324100");
        var jobs = Asked(RequirementKind.Commitment, "Local jobs");
        var method = Asked(RequirementKind.Question, "Method");
        var price = Asked(RequirementKind.Price, "Price");
        Partner[] members =
        [
            new(Grounds, "Ladywood Grounds CIC", [Can("Parks and verges", ["77310000"])]),
            new(Training, "Soho Training Co-op", []),
        ];
        var coverage = Coverage.Of(
            Lot,
            "Grounds",
            [grounds, pools, jobs, method, price],
            members,
            [new WorkPackage(Guid.CreateVersion7(), "Jobs", Lot, Training, [Grounds], [jobs.RequirementId])]
        );
        Assert.Equal([pools.RequirementId, method.RequirementId], coverage.Missing);
        Assert.Equal(4, coverage.Requirements.Count);
        Assert.Equal("Parks and verges", coverage.Requirements[0].Members[0].Capability);
        Assert.Equal((true, false), (coverage.Requirements[2].Members[1].Accountable, coverage.Requirements[2].Members[1].Helps));
        Assert.Equal((false, true), (coverage.Requirements[2].Members[0].Accountable, coverage.Requirements[2].Members[0].Helps));
    }
}

public sealed class CoverageOnThePage(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task only_what_is_declared_in_public_covers()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var enterprise = UuidV5.Of(consortium.Lead.Id, "enterprise");
        var capability = Guid.CreateVersion7();
        var requirement = tender.Of(tender.GroundsLot, RequirementKind.Capability).RequirementId;
        var hidden = await DeclareAsync(
            0,
            new CapabilityDeclared(enterprise, consortium.Lead.Id, capability, "Parks", ["77310000"], [], [], null, Public: false)
        );
        Assert.Equal([requirement], await MissingAsync());
        await DeclareAsync(
            hidden,
            new CapabilityDeclared(enterprise, consortium.Lead.Id, capability, "Parks", ["77310000"], [], [], null, Public: true)
        );
        Assert.Empty(await MissingAsync());

        async Task<long> DeclareAsync(long version, object fact)
        {
            var appended = await app.StoreAsync(enterprise, "social_enterprise", version, fact);
            await app.SettledAsync();
            return appended;
        }

        async Task<IEnumerable<Guid>> MissingAsync() =>
            (await consortium.Partner.Http.ReadAsync($"/api/v1/consortia/{consortium.Id}"))["coverage"]![0]!["missing"]!
                .AsArray()
                .Select(m => m!.GetValue<Guid>());
    }
}
