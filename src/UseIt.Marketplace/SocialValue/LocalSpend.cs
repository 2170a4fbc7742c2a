using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// What counts as local is each buyer's own definition: postcode areas (B), districts (B18) or sectors (B18 7), in words it publishes.
/// </summary>
public sealed record LocalArea(string Name, IReadOnlyList<string> Postcodes)
{
    /// <summary>Whether a postcode lies in it; null where it cannot be placed.</summary>
    public bool? Holds(string? postcode)
    {
        var whole = string.Concat((postcode ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        // An outward code of two to four characters and an inward one of a digit and two letters.
        if (
            whole.Length is < 5 or > 7
            || !char.IsAsciiLetter(whole[0])
            || whole[^3..] is not [>= '0' and <= '9', >= 'A' and <= 'Z', >= 'A' and <= 'Z']
        )
            return null;
        var district = whole[..^3];
        var area = string.Concat(district.TakeWhile(char.IsAsciiLetter));
        var sector = $"{district} {whole[^3]}";
        return Postcodes.Any(p => p == area || p == district || p == sector);
    }
}

/// <summary>One paid invoice: net of VAT, and where the supplier is.</summary>
public sealed record PaidInvoice(Money Net, string? Postcode);

/// <summary>
/// Spend in an area. What cannot be placed stands beside the share and never in it, and so does what was not paid in pounds.
/// </summary>
/// <param name="Local">Paid to suppliers in the area.</param>
/// <param name="Placed">Paid to suppliers whose place is known: what the share is of.</param>
/// <param name="Unplaceable">Paid to suppliers who could not be placed.</param>
/// <param name="NotInPounds">How many payments were in another currency; they are in no sum.</param>
public sealed record LocalSpend(decimal Local, decimal Placed, decimal Unplaceable, int NotInPounds)
{
    public decimal Paid => Placed + Unplaceable;

    /// <summary>In percent of what could be placed; null where nothing could.</summary>
    public decimal? Share => Figure.PercentOf(Local, Placed);

    public static LocalSpend Of(IEnumerable<PaidInvoice> invoices, LocalArea area)
    {
        var (local, placed, unplaceable, foreign) = (0m, 0m, 0m, 0);
        foreach (var invoice in invoices)
            if (invoice.Net.Currency != Money.Pounds)
                foreign++;
            else if (area.Holds(invoice.Postcode) is { } inside)
            {
                placed += invoice.Net.Amount;
                local += inside ? invoice.Net.Amount : 0m;
            }
            else
                unplaceable += invoice.Net.Amount;
        return new LocalSpend(local, placed, unplaceable, foreign);
    }
}
