using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>One row, understood or not: the payment it says, and what is wrong with it.</summary>
public sealed record InvoiceLine(int Row, string Supplier, PaidLine? Line, IReadOnlyList<string> Wrong)
{
    private const int Longest = 200;
    private const int LongestPostcode = 20;

    // What a workbook keeps in binary comes out beside the amount that was typed.
    private const decimal Binary = 0.000001m;

    public static IReadOnlyList<InvoiceLine> Of(Sheet sheet, IReadOnlyList<InvoiceField?> columns, DateOnly today)
    {
        var at = new Dictionary<InvoiceField, int>();
        foreach (var (column, field) in columns.Index())
            if (field is { } f)
                at.TryAdd(f, column);
        var americans =
            at.TryGetValue(InvoiceField.Paid, out var days)
            && sheet.Rows.Any(r => r[days] is { Day: null, Text: { } text } && UkDay.IsAmerican(text));
        return [.. sheet.Rows.Select(r => Of(r, at, americans, today))];
    }

    private static InvoiceLine Of(SheetRow row, Dictionary<InvoiceField, int> at, bool americans, DateOnly today)
    {
        var wrong = new List<string>();
        if (row.Merged)
            wrong.Add("Cells of this row are merged. Undo the merge, and fill each cell");
        var supplier = Text(InvoiceField.Supplier, Longest);
        if (supplier is null)
            wrong.Add("The supplier is missing");
        var number = NumberOf(Text(InvoiceField.Number, Longest), wrong);
        var postcode = Text(InvoiceField.Postcode, LongestPostcode);
        var net = NetOf(Cell(InvoiceField.Net).Text ?? "", wrong);
        var currency = CurrencyOf(Text(InvoiceField.Currency, Longest), wrong);
        var paid = PaidOf();
        var reference = Text(InvoiceField.Reference, Longest);
        return new InvoiceLine(
            row.Number,
            supplier ?? "",
            wrong.Count == 0
                ? new PaidLine(
                    row.Number,
                    supplier!,
                    number,
                    postcode,
                    new Money(net!.Value, currency!),
                    paid!.Value,
                    reference,
                    null,
                    false
                )
                : null,
            wrong
        );

        SheetCell Cell(InvoiceField field) => at.TryGetValue(field, out var column) ? row[column] : default;

        string? Text(InvoiceField field, int longest)
        {
            var text = Cell(field).Text ?? "";
            if (text.Length > longest || !Texts.IsPlain(text))
                wrong.Add($"{InvoiceColumns.All.Called(field)} is longer than {longest} characters, or holds hidden ones");
            return text.Length == 0 ? null : text;
        }

        DateOnly? PaidOf()
        {
            var cell = Cell(InvoiceField.Paid);
            var (day, not) =
                cell.Day is { } known ? (known, null)
                : string.IsNullOrEmpty(cell.Text) ? (null, "is missing")
                : UkDay.Read(cell.Text, americans);
            if (not is not null)
                wrong.Add($"The date paid {not}");
            else if (day > today)
                wrong.Add("The date paid is in the future");
            return day;
        }
    }

    private static Identifier? NumberOf(string? said, List<string> wrong)
    {
        if (said is null)
            return null;
        // A number may say its register, as org-id writes it: GB-CHC-1164883.
        var plain = said.ToUpperInvariant();
        var register = new[]
        {
            Identifier.Company,
            Identifier.Charity,
            Identifier.ScottishCharity,
            Identifier.NorthernIrishCharity,
        }.FirstOrDefault(r => plain.StartsWith($"{r}-", StringComparison.Ordinal));
        var number = (
            register is null ? new Identifier(Identifier.Company, said) : new Identifier(register, said[(register.Length + 1)..])
        ).Normal();
        if (number.IsPossible())
            return number;
        wrong.Add(
            "A company number has 8 characters, such as 01234567 or SC123456; write GB-CHC- before a charity number. Leave it empty where there is none"
        );
        return null;
    }

    private static decimal? NetOf(string said, List<string> wrong)
    {
        if (said.Length == 0)
        {
            wrong.Add("The net amount is missing");
            return null;
        }
        // Accounts write a credit in brackets, or with the sign behind it.
        var typed =
            said is ['(', .. var inner, ')'] ? $"-{inner}"
            : said is [.. var before, '-'] && before.Length > 0 ? $"-{before}"
            : said;
        if (typed.Contains('%', StringComparison.Ordinal) || !Typed.Number(typed, out var number) || number is not { } exact)
        {
            wrong.Add("The net amount is not a number such as 1,250.00");
            return null;
        }
        var pence = decimal.Round(exact, 2, MidpointRounding.AwayFromZero);
        if (Math.Abs(exact - pence) > Binary)
            wrong.Add("The net amount has more than two decimal places");
        if (Math.Abs(exact) > Texts.Largest)
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"The net amount is above {Texts.Largest:N0}"));
        return pence;
    }

    private static string? CurrencyOf(string? said, List<string> wrong)
    {
        var code = said?.ToUpperInvariant() switch
        {
            null or "£" => Money.Pounds,
            "€" => "EUR",
            var other => other,
        };
        if (code.Length == 3 && code.All(char.IsAsciiLetterUpper))
            return code;
        wrong.Add("The currency is not a code such as GBP");
        return null;
    }
}
