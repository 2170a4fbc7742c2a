using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Imports;

public sealed class CasePlanTests
{
    private static readonly KnownEnterprise Grounds = new(
        Guid.NewGuid(),
        "Ladywood Grounds CIC",
        [new("GB-COH", "01234567")],
        "Birmingham",
        "B16"
    );

    [Fact]
    public void a_company_number_tells_who_it_is_in_whatever_form_it_is_written()
    {
        var plan = Of([Line(2, "Ladywood Grounds", "1234567"), Line(3, "Ladywood Grounds", " 0123 4567")]);
        Assert.Equal(Grounds.Id, Assert.Single(plan.Enterprises).Known);
        Assert.Equal(2, plan.Ready.Count());
    }

    [Fact]
    public void a_number_of_one_that_is_called_otherwise_is_asked_about_and_never_merged()
    {
        CaseLine[] lines = [Line(2, "Soho Kitchen", "1234567")];
        Assert.Equal(Grounds.Id.ToString(), Assert.Single(Assert.Single(Of(lines).Open).Asked).Answer);
        Assert.Equal(Grounds.Id, Assert.Single(Of(lines, (2, Grounds.Id.ToString())).Enterprises).Known);
        var mistyped = Of(lines, (2, CasePlan.Another));
        Assert.Empty(mistyped.Enterprises);
        Assert.Contains("is that of “Ladywood Grounds CIC”", Assert.Single(mistyped.Wrong).Wrong[0], StringComparison.Ordinal);
    }

    [Fact]
    public void one_number_under_two_names_is_found()
    {
        var plan = Of([Line(2, "Soho Kitchen", "999"), Line(3, "Hockley Joinery", "00000999")]);
        var wrong = Assert.Single(plan.Wrong);
        Assert.Equal(3, wrong.Row);
        Assert.Contains("Row 2 gives this company number to “Soho Kitchen”", wrong.Wrong[0], StringComparison.Ordinal);
    }

    [Fact]
    public void two_spellings_in_one_place_are_asked_about_and_never_merged()
    {
        CaseLine[] lines = [Line(2, "Soho Kitchen CIC", town: "Birmingham"), Line(3, "The Soho Kitchens C.I.C.", town: "birmingham")];
        var asked = Assert.Single(Of(lines).Open);
        Assert.Equal((3, "2"), (asked.First.Row, Assert.Single(asked.Asked).Answer));
        Assert.Equal([2], Of(lines).Ready.Select(r => r.Line.Row));

        var same = Of(lines, (3, "2"));
        Assert.Single(same.Enterprises);
        Assert.Equal([2, 2], same.Ready.Select(r => r.Enterprise.First.Row));
        var another = Of(lines, (3, CasePlan.Another));
        Assert.Equal([2, 3], another.Ready.Select(r => r.Enterprise.First.Row));
        // An answer that was not offered is none.
        Assert.Single(Of(lines, (3, Grounds.Id.ToString())).Open);
    }

    [Fact]
    public void a_name_like_one_that_is_here_is_asked_about()
    {
        CaseLine[] lines = [Line(2, "Ladywood Grounds Community Interest Company", town: "Birmingham", postcode: "B16 8AA")];
        Assert.Equal(Grounds.Id.ToString(), Assert.Single(Assert.Single(Of(lines).Open).Asked).Answer);
        Assert.Equal(Grounds.Id, Assert.Single(Of(lines, (2, Grounds.Id.ToString())).Enterprises).Known);
        // Elsewhere, or under another number, it is another.
        Assert.Empty(Of([Line(2, "Ladywood Grounds", town: "Leeds", postcode: "LS1 1AA")]).Open);
        Assert.Empty(Of([Line(2, "Ladywood Grounds", "7654321", town: "Birmingham")]).Open);
    }

    [Fact]
    public void the_rows_of_one_enterprise_are_one_enterprise()
    {
        var plan = Of([Line(2, "Soho Kitchen", town: "Birmingham"), Line(3, "Soho kitchen", town: "Birmingham"), Line(4, "Other CIC")]);
        Assert.Equal([2, 4], plan.Enterprises.Select(e => e.First.Row));
        Assert.Equal([2, 2, 4], plan.Ready.Select(r => r.Enterprise.First.Row));
    }

    private static CasePlan Of(IReadOnlyList<CaseLine> lines, params (int Row, string Answer)[] answers) =>
        CasePlan.Of(lines, [Grounds], answers.ToDictionary(a => a.Row, a => a.Answer));

    private static CaseLine Line(int row, string name, string? number = null, string? town = null, string? postcode = null) =>
        new(row, name, number is null ? null : new Identifier("GB-COH", number).Normal(), town, postcode, null, null, []);
}
