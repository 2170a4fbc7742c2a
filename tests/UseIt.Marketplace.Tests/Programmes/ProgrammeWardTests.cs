using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using static UseIt.Marketplace.Tests.Programmes.ToldProgramme;

namespace UseIt.Marketplace.Tests.Programmes;

/// <summary>What a programme has come to by ward: in which ward an enterprise is, and when people are told.</summary>
public sealed class ProgrammeWardTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Connected = "People with overseas qualifications connected with job opportunities";

    [Fact]
    public void what_is_shown_of_a_part_tells_nobody_who_is_in_the_whole_alone()
    {
        Assert.Equal([null, null, null], SmallNumbers.Suppress([7, 10, 20], of: [9, 10, 30]).Counts);
        Assert.Equal([7, 10], SmallNumbers.Suppress([7, 10], of: [7, 15]).Counts);
        // Held back together they still differ by a few from what they are a part of.
        Assert.Equal([null, null, null], SmallNumbers.Suppress([5, 6, 20], of: [7, 6, 25]).Counts);
        Assert.Null(SmallNumbers.Suppress([5, 6], of: [7, 6]).Total);
    }

    [Fact]
    public void a_ward_of_few_people_is_held_back_with_another_and_the_rest_is_told()
    {
        var told = In(OfWards());
        Assert.Equal(
            [(7m, false), (null, true), (null, true), (null, false), (8m, false), (24m, false)],
            Line(told, Connected, "Ladywood", "Handsworth", "Soho & Jewellery Quarter", "Sandwell, ward not recorded", "Not recorded")
        );
        // Two of Ladywood are in no job: shown beside the seven they would be found.
        Assert.All(Line(told, "Of these, in a job", "Ladywood", "Soho & Jewellery Quarter")[..2], c => Assert.Equal((null, true), c));
        Assert.Contains(told.Rows(), r => r is { About: Connected, Figure: "Handsworth", Value: null, Words: SmallNumbers.NotShown });
        Assert.Contains(told.Rows(), r => r is { About: Connected, Figure: "Ladywood", Value: 7 });
        // What lies behind a number of people is the claim that told it, and nobody's steps.
        var claim = Assert.Single(OfWards().Facts, e => e.Data is ProgrammeClaimed);
        Assert.Empty(Assert.IsType<ProgrammeClaimed>(told.Shown(claim.Data)).Lines);
        Assert.All(
            told.Wards.SelectMany(w => w.Cells.Where((_, i) => told.Columns[i].People)).Select(c => c.Figure.Events.Count),
            n => Assert.InRange(n, 0, 1)
        );
    }

    [Fact]
    public void a_table_stands_until_no_ward_differs_by_a_few()
    {
        var told = OfWards();
        told.Connect("one more", 1, Ladywood, 0);
        told.Connect("many more", 5, Soho, 0);
        Assert.Equal("2024-Q1", Column(In(told), Connected).AsOf);
        told.Claim(new Quarter(2024, 4));
        // Told as a whole anew, but one has come to Ladywood alone.
        Assert.Equal("2024-Q1", Column(In(told), Connected).AsOf);
        Assert.Equal((7m, false), Line(In(told), Connected, "Ladywood")[0]);
        told.Connect("four more", 4, Ladywood, 0);
        told.Connect("more elsewhere", 5, Handsworth, 0);
        told.Claim(new Quarter(2025, 4));
        Assert.Equal("2025-Q4", Column(In(told), Connected).AsOf);
        Assert.Equal(
            [(12m, false), (8m, false), (11m, false), (39m, false)],
            Line(In(told), Connected, "Ladywood", "Handsworth", "Soho & Jewellery Quarter")
        );
    }

    [Fact]
    public void a_funder_that_sets_ten_is_told_of_nobody_below()
    {
        var told = new ToldProgramme();
        told.Add(Id, new ProgrammePeopleLimitSet(Id, 10));
        told.Connect("ladywood", 9, Ladywood, 0);
        Assert.Null(told.Claim(new Quarter(2024, 1)).Totals.Single(t => t.Indicator == Code(In(told))).Value);
        told = new ToldProgramme();
        told.Add(Id, new ProgrammePeopleLimitSet(Id, 10));
        told.Connect("ladywood", 9, Ladywood, 0);
        told.Connect("soho", 30, Soho, 0);
        told.Connect("handsworth", 12, Handsworth, 0);
        told.Claim(new Quarter(2024, 1));
        Assert.Equal(10, In(told).PeopleLimit);
        Assert.Equal(
            [(null, true), (null, true), (30m, false), (51m, false)],
            Line(In(told), Connected, "Ladywood", "Handsworth", "Soho & Jewellery Quarter")
        );

        static string Code(ProgrammeInWards wards) => Column(wards, Connected).Code;
    }

    [Theory]
    [InlineData(4, "people-limit-wrong")]
    [InlineData(101, "people-limit-wrong")]
    [InlineData(7, "people-limit-lower")]
    public void a_limit_is_never_below_five_nor_below_the_one_before(int limit, string refused)
    {
        var programme = Programme.Empty.Evolve(new ProgrammePeopleLimitSet(Id, 10));
        new Then(SetPeopleLimitHandler.Handle(new SetPeopleLimit(Id, limit), programme)).Refused(refused);
        new Then(SetPeopleLimitHandler.Handle(new SetPeopleLimit(Id, 10), programme)).Nothing();
        new Then(SetPeopleLimitHandler.Handle(new SetPeopleLimit(Id, 12), programme)).Facts(new ProgrammePeopleLimitSet(Id, 12));
        new Then(SetPeopleLimitHandler.Handle(new SetPeopleLimit(Id, 5), Programme.Empty)).Nothing();
    }

    [Fact]
    public void without_a_claim_no_people_are_told()
    {
        var told = new ToldProgramme();
        told.Connect("ladywood", 9, Ladywood, 0);
        Assert.Empty(In(told).Wards);
        Assert.Null(Column(In(told), Connected).AsOf);
    }

    [Fact]
    public void a_ward_is_known_and_of_an_enterprise_and_said_twice_is_said_once()
    {
        Place("E12000005").Refused("ward-unknown");
        Place("Ladywood").Refused("ward-unknown");
        Place(Ladywood, enterprise: false).Refused("enterprise-unknown");
        var said = new EnterpriseWardRecorded(Id, Ise, Ladywood, Actor.System.Person);
        Place(Ladywood).Facts(said);
        Place(Ladywood, true, said).Nothing();
        Place(Soho, true, said).Facts(said with { PlaceCode = Soho });
    }

    [Fact]
    public async Task an_adviser_says_the_ward_on_a_page_and_everybody_of_the_programme_reads_it_in_every_form()
    {
        var told = await app.ProgrammeAsync("Wards");
        var (support, director) = await told.EnterpriseAsync("Bandicoot Bakers CIC");
        await told.SessionAsync(support, director, 720);
        await app.SettledAsync();
        using var adviser = await Browsing.AsAsync(app, told.Adviser);
        var page = $"/programmes/{told.Id}/record/ward?Q=Bandicoot";
        var unsaid = await adviser.SendAsync(await adviser.GetAsync(page), page, ("OrganisationId", director.Organisation.ToString()));
        Assert.Equal(["Choose the ward or the district it is in"], unsaid.Mistakes.Select(m => m.Sentence));
        await adviser.DoneAsync(
            page,
            [("OrganisationId", director.Organisation.ToString()), ("Ward", Ladywood), ("WardWords", "Ladywood")]
        );
        await app.SettledAsync();
        var report = BidSteps.Id(
            await told.PartnerManager.Http.DoAsync("/api/v1/reports", new { kind = "programme-by-ward", subjectId = told.Id })
        );
        var json = await told.PartnerManager.Http.ReadAsync($"/api/v1/reports/{report}.json");
        Assert.Equal("Ladywood", json["wards"]![0]!["name"]!.GetValue<string>());
        foreach (var form in new[] { "html", "csv" })
        {
            var text = await told.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{report}.{form}", UriKind.Relative));
            Assert.Contains("Ladywood", text, StringComparison.Ordinal);
            Assert.Contains("Whole programme", text, StringComparison.Ordinal);
            Assert.Contains("Not recorded", text, StringComparison.Ordinal);
        }
        var at = $"{told.At}/enterprises/{director.Organisation}/ward";
        var other = await app.ProgrammeAsync("Elsewhere");
        await other.Adviser.Http.RefusedWithAsync(at, new { placeCode = Soho }, HttpStatusCode.NotFound);
        await director.Http.RefusedWithAsync(at, new { placeCode = Soho }, HttpStatusCode.Forbidden);
        await (await app.ClientAsync()).RefusedWithAsync(at, new { placeCode = Soho }, HttpStatusCode.Unauthorized);
        await director.Http.RefusedWithAsync(
            "/api/v1/reports",
            new { kind = "programme-by-ward", subjectId = told.Id },
            HttpStatusCode.NotFound
        );
        using var strange = await Browsing.AsAsync(app, other.Adviser);
        Assert.Equal(HttpStatusCode.NotFound, (await strange.GetAsync($"/programmes/{told.Id}/record/ward")).Status);
    }

    private static ProgrammeInWards In(ToldProgramme told) => ProgrammeInWards.From(told.All, "cut", demonstration: true);

    private static ProgrammeWardColumn Column(ProgrammeInWards told, string title) => told.Columns.Single(c => c.Title == title);

    // The wards asked for, and the whole.
    private static (decimal? Value, bool Held)[] Line(ProgrammeInWards told, string title, params string[] wards)
    {
        var at = told.Columns.ToList().FindIndex(c => c.Title == title);
        return
        [
            .. wards
                .Select(w => told.Wards.Single(l => l.Name == w))
                .Append(told.Whole)
                .Select(l => (l.Cells[at].Figure.Value, l.Cells[at].Held)),
        ];
    }

    private static Then Place(string code, bool enterprise = true, params object[] facts) =>
        Spec.Given<ProgrammeEnterprise>(facts)
            .When(
                (ProgrammeEnterprise e) =>
                    RecordEnterpriseWardHandler.Handle(
                        new RecordEnterpriseWard(Id, Ise, code),
                        Programme.Empty,
                        e,
                        new(OrganisationInProgramme.Empty with { IsEnterprise = enterprise }),
                        Actor.System
                    )
            );
}
