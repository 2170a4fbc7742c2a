using System.Text;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Spend;
using UseIt.Marketplace.Tests.Imports;

namespace UseIt.Marketplace.Tests.Spend;

/// <summary>What a spreadsheet of paid invoices comes to, and who its suppliers are.</summary>
public sealed class InvoicePlanTests
{
    private const string Headings = "Supplier,Company number,Postcode,Net amount,Date paid,Reference\n";

    private static readonly DateOnly Today = new(2026, 6, 30);
    private static readonly OrganisationName Grounds = Named("Ladywood Grounds CIC", "01234567", "B16 8TP");
    private static readonly OrganisationName Kitchen = Named("Handsworth Community Kitchen CIC", "07654321", "B21 9RE");

    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    [Fact]
    public void a_supplier_is_matched_by_its_number_and_asked_about_where_only_its_name_is_alike()
    {
        var rows = Rows(
            """
            Ladywood Grnds,1234567,B16 8TP,"1,000.00",01/04/2026,A1
            Handsworth Kitchen CIC,,B21 4AA,50,02/04/2026,A2
            Handsworth Kitchen CIC,,B21 4AA,25,03/04/2026,A3
            Handsworth Kitchen CIC,,LS1 4AP,75,04/04/2026,A4
            Far Supplies Ltd,,LS1 4AP,20,04/04/2026,A5
            """
        );
        var asked = Plan(rows);
        Assert.Equal([Grounds.OrganisationId, null, null, null, null], asked.Ready.Select(l => l.OrganisationId));
        var open = Assert.Single(asked.Open);
        Assert.Equal((3, 2, 75m), (open.First.Row, open.Lines, open.Net));
        Assert.Equal([Kitchen.OrganisationId.ToString()], open.Asked.Select(a => a.Answer));

        var said = Plan(rows, answers: new() { [3] = Kitchen.OrganisationId.ToString() });
        Assert.Equal(
            [Grounds.OrganisationId, Kitchen.OrganisationId, Kitchen.OrganisationId, null, null],
            said.Ready.Select(l => l.OrganisationId)
        );
        Assert.Empty(said.Open);
        // Nobody is made of an answer that was never offered.
        Assert.Single(Plan(rows, answers: new() { [3] = Grounds.OrganisationId.ToString() }).Open);
        var nobody = Plan(rows, answers: new() { [3] = InvoicePlan.Nobody });
        Assert.Empty(nobody.Open);
        Assert.Equal(170m, nobody.Unmatched.Sum(s => s.Net));
    }

    [Fact]
    public void a_payment_that_looks_the_same_waits_until_somebody_says_what_it_is()
    {
        var rows = Rows(
            """
            Far Supplies Ltd,,,20,04/04/2026,A5
            FAR SUPPLIES LIMITED,,,20.00,04/04/2026,a 5
            Far Supplies Ltd,,,20,04/04/2026,A6
            Ladywood Grounds,01234567,,20,05/04/2026,
            """
        );
        var earlier = new PaidLine(
            9,
            "Another name for it",
            new Identifier("GB-COH", "01234567"),
            null,
            new(20m),
            new(2026, 4, 5),
            null,
            null,
            false
        );
        var marks = earlier.Marks().ToHashSet();
        var plan = Plan(rows, marks: marks);
        Assert.Equal([3, 5], plan.Twice.Select(l => l.Row));
        Assert.Equal([2, 4], plan.Ready.Select(l => l.Row));
        Assert.Equal([2, 4], Plan(rows, marks: marks, twice: TwiceAnswer.LeaveOut).Ready.Select(l => l.Row));
        Assert.Equal([2, 3, 4, 5], Plan(rows, marks: marks, twice: TwiceAnswer.TakeIn).Ready.Select(l => l.Row));
        var some = Plan(rows, marks: marks, twice: TwiceAnswer.Some, others: [5]);
        Assert.Equal([(2, false), (4, false), (5, true)], some.Ready.Select(l => (l.Row, l.Another)));
    }

    [Theory]
    [InlineData(",,,1,01/04/2026,", "The supplier is missing")]
    [InlineData("A,,,,01/04/2026,", "The net amount is missing")]
    [InlineData("A,,,\"12,50\",01/04/2026,", "The net amount is not a number")]
    [InlineData("A,,,5%,01/04/2026,", "The net amount is not a number")]
    [InlineData("A,,,1.234,01/04/2026,", "more than two decimal places")]
    [InlineData("A,,,1,,", "The date paid is missing")]
    [InlineData("A,,,1,13/13/2026,", "The date paid is no real date")]
    [InlineData("A,,,1,01/07/2026,", "The date paid is in the future")]
    [InlineData("A,12AB,,1,01/04/2026,", "A company number has 8 characters")]
    [InlineData("A,,a postcode much too long for one,1,01/04/2026,", "Postcode is longer than 20 characters")]
    public void a_row_with_a_mistake_says_what_is_wrong(string row, string wrong)
    {
        var read = Assert.Single(Rows(row));
        Assert.Null(read.Line);
        Assert.Contains(wrong, Assert.Single(read.Wrong), StringComparison.Ordinal);
        Assert.Empty(Plan([read]).Ready);
    }

    [Theory]
    [InlineData("(1,250.75)", -1250.75)]
    [InlineData("40-", -40)]
    [InlineData("£1,250.00", 1250)]
    [InlineData("0.30000000000000004", 0.3)]
    public void an_amount_is_read_as_accounts_write_it(string said, double net) =>
        Assert.Equal((decimal)net, Assert.Single(Rows($"A,,,\"{said}\",01/04/2026,")).Line!.Net.Amount);

    [Fact]
    public void a_workbook_says_the_same_as_text()
    {
        var sheet = Sheet
            .Read(
                Workbooks.Of([
                    ["Vendor", "Amount", "Payment date", "CRN"],
                    ["Ladywood Grounds", 1234.5m, new Workbooks.Styled("46115", 1), "01234567"],
                ])
            )
            .Sheet!;
        var line = Assert.Single(InvoiceLine.Of(sheet, Columns(sheet), Today)).Line!;
        Assert.Equal((1234.5m, new DateOnly(2026, 4, 3), "01234567"), (line.Net.Amount, line.Paid, line.Number!.Id));
    }

    [Fact]
    public void lines_are_kept_and_read_as_they_were_and_nothing_else_is()
    {
        var lines = Plan(Rows("=1+1 وظائف,GB-CHC-1164883,B16 8TP,-12.50,01/04/2026,\"@SUM(A1)\"")).Ready;
        var bytes = PaidLines.Write(lines);
        Assert.Equal(lines, PaidLines.Read(bytes));
        Assert.Equal(new Identifier("GB-CHC", "1164883"), lines[0].Number);
        Assert.Equal(bytes, PaidLines.Write(PaidLines.Read(bytes)!));
        Assert.Null(PaidLines.Read(Encoding.UTF8.GetBytes("Supplier,Net\nA,1\n")));
        Assert.Null(PaidLines.Read([]));
        Assert.Null(PaidLines.Read([.. bytes, 0xff]));
        Assert.Null(PaidLines.Read(PaidLines.Write([lines[0] with { Net = new(0.001m) }])));
        Assert.Null(PaidLines.Read(PaidLines.Write([lines[0] with { Supplier = " " }])));
        Assert.Null(PaidLines.Read(PaidLines.Write([lines[0] with { Number = new("GB-COH", "1234567") }])));
    }

    private static OrganisationName Named(string name, string number, string postcode) =>
        new(
            Guid.NewGuid(),
            name,
            [OrganisationKind.Enterprise],
            [new Identifier("GB-COH", number)],
            new Address(null, "Birmingham", null, postcode),
            null,
            false
        );

    private static IReadOnlyList<InvoiceLine> Rows(string rows)
    {
        var sheet = Sheet.Read(Encoding.UTF8.GetBytes(Headings + rows)).Sheet!;
        return InvoiceLine.Of(sheet, Columns(sheet), Today);
    }

    private static IReadOnlyList<InvoiceField?> Columns(Sheet sheet) =>
        InvoiceColumns.All.Match(sheet.Headings, new Dictionary<string, InvoiceField?>());

    private static InvoicePlan Plan(
        IReadOnlyList<InvoiceLine> rows,
        IReadOnlySet<string>? marks = null,
        Dictionary<int, string>? answers = null,
        TwiceAnswer? twice = null,
        int[]? others = null
    ) => InvoicePlan.Of(rows, [Grounds, Kitchen], marks ?? Nothing, answers ?? [], twice, others ?? []);
}
