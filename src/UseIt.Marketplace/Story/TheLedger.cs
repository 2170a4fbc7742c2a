using System.Security.Cryptography;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Spend;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>What the hospital trust has paid, as its accounts have it: to three suppliers known here, and to three who are not.</summary>
internal static class TheLedger
{
    private static readonly Guid Lines = Teller.Id("ledger/hospital");

    public static void Tell(Teller tell) =>
        tell.Scene(
            "The hospital says what it has paid",
            tell.At(-42, 10),
            async () =>
            {
                await tell.AsAsync(
                    Cast.ContractManager,
                    new DefineLocalArea(Cast.Hospital.Id, "Ladywood, Soho and Handsworth", ["B16", "B18", "B19", "B20", "B21"])
                );
                var lines = PaidLines.Write(Paid(tell));
                await tell.StoreAsync(Cast.ContractManager, Lines, "paid-invoices.txt", lines);
                await tell.AsAsync(
                    Cast.ContractManager,
                    new TakeInPaidInvoices(Cast.Hospital.Id, Lines, Convert.ToHexStringLower(SHA256.HashData(lines)))
                );
            }
        );

    private static IEnumerable<PaidLine> Paid(Teller tell)
    {
        (Company? Known, string Supplier, string? Postcode, decimal Net, int Day)[] payments =
        [
            (Cast.Grounds, "Ladywood Grounds CIC", "B16 8TP", 7_480.00m, -140),
            (Cast.Kitchen, "HANDSWORTH COMMUNITY KITCHEN", "B21 9RE", 1_265.50m, -126),
            (null, "Midland Linen Hire Ltd", "WS1 1QL", 22_140.00m, -119),
            (Cast.Grounds, "Ladywood Grounds CIC", "B16 8TP", 7_480.00m, -110),
            (null, "Soho Road Hardware", "B21 9BH", 318.75m, -104),
            (Cast.Kitchen, "HANDSWORTH COMMUNITY KITCHEN", "B21 9RE", -65.50m, -98),
            (null, "Overseas Imaging GmbH", null, 48_000.00m, -90),
            (Cast.Grounds, "Ladywood Grounds CIC", "B16 8TP", 7_480.00m, -80),
            (Cast.Interpreters, "Many Tongues Interpreting", "B18 5LE", 2_310.00m, -73),
        ];
        return payments.Select(
            (p, n) =>
                new PaidLine(
                    n + 2,
                    p.Supplier,
                    p.Known?.CompanyNumber is { } number ? new Identifier(Identifier.Company, number) : null,
                    p.Postcode,
                    new Money(p.Net),
                    tell.Day(p.Day),
                    $"AP-{4100 + n}",
                    p.Known?.Id,
                    Another: false
                )
        );
    }
}
