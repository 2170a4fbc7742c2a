using System.Globalization;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>A line of a price as somebody typed it, on the form or in a spreadsheet.</summary>
public sealed class PriceLineTyped
{
    public Guid? WorkPackageId { get; set; }
    public string? Title { get; set; }
    public string? Quantity { get; set; }
    public string? Unit { get; set; }
    public string? Rate { get; set; }
    public string? Year { get; set; }
    public string? VatRate { get; set; }

    /// <summary>Nothing was typed into it, at most a title that was proposed.</summary>
    public bool IsEmpty(IEnumerable<string> proposed) =>
        new[] { Unit, Rate, Year, VatRate }.All(string.IsNullOrWhiteSpace)
        && Quantity?.Trim() is null or "" or "1"
        && (string.IsNullOrWhiteSpace(Title) || proposed.Contains(Title.Trim(), StringComparer.Ordinal));

    public static PriceLineTyped Empty(Guid? package, string? title) =>
        new()
        {
            WorkPackageId = package,
            Title = title,
            Quantity = "1",
        };

    public static PriceLineTyped Of(PriceLine line) =>
        new()
        {
            WorkPackageId = line.WorkPackageId,
            Title = line.Title,
            Quantity = Written(line.Times),
            Unit = line.Unit,
            Rate = line.Each.Amount.ToString("0.00##", CultureInfo.InvariantCulture),
            Year = line.Year?.ToString(CultureInfo.InvariantCulture),
            VatRate = line.VatRate is { } vat ? Written(vat) : null,
        };

    /// <summary>The line, as far as it can be read; what cannot be is said of its field.</summary>
    /// <param name="only">The one work package there is to price, where there is just one.</param>
    /// <param name="wrong">Hears the field and what is wrong with it.</param>
    public PriceLine? Read(Guid? only, Action<string, string> wrong)
    {
        var quantity = Number(Quantity, nameof(Quantity), "Enter how many, for example 12 or 7.5");
        var rate = Number(Rate, nameof(Rate), "Enter the price for one in pounds, for example 1,250 or 18.40");
        var year = Number(Year, nameof(Year), "Enter the year of the contract as a number, for example 1");
        var vat = Number(VatRate, nameof(VatRate), "Enter the VAT rate in per cent, for example 20");
        if (quantity is null && string.IsNullOrWhiteSpace(Quantity))
            wrong(nameof(Quantity), "Enter how many, for example 12 or 7.5");
        if (rate is null && string.IsNullOrWhiteSpace(Rate))
            wrong(nameof(Rate), "Enter the price for one in pounds, for example 1,250 or 18.40");
        if (year is { } typed && (decimal.Truncate(typed) != typed || Math.Abs(typed) > 1000))
        {
            wrong(nameof(Year), "Enter the year of the contract as a number, for example 1");
            return null;
        }
        if (quantity is not { } many || rate is not { } each)
            return null;
        var largest = Engine.Texts.Largest;
        if (Math.Abs(many) > largest || Math.Abs(each) > largest || Math.Abs(each) * Math.Abs(many) > largest)
        {
            wrong(nameof(Rate), "How many times the price for one is more than anything costs. Check both");
            return null;
        }
        return new PriceLine(
            Title?.Trim() ?? "",
            PriceLine.AmountOf(many, new Money(each)),
            only ?? WorkPackageId,
            many,
            string.IsNullOrWhiteSpace(Unit) ? null : Unit.Trim(),
            new Money(each),
            (int?)year,
            vat
        );

        decimal? Number(string? text, string field, string sentence)
        {
            if (Typed.Number(text, out var number))
                return number;
            wrong(field, sentence);
            return null;
        }
    }

    private static string Written(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
