using System.Globalization;
using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Spend;

/// <summary>One paid invoice as the ledger keeps it.</summary>
/// <param name="Row">Its row in the file it came in.</param>
/// <param name="Supplier">Who was paid, as the buyer calls it.</param>
/// <param name="Number">The supplier's number in a register, in its one form.</param>
/// <param name="Postcode">Where the supplier is, as it was written.</param>
/// <param name="Net">What was paid, without VAT; a credit is below nothing.</param>
/// <param name="Paid">When it was paid.</param>
/// <param name="Reference">What the buyer calls the invoice.</param>
/// <param name="OrganisationId">Who that is here, where somebody or a number said so.</param>
/// <param name="Another">Somebody has said that it is another payment than one that looks the same.</param>
public sealed record PaidLine(
    int Row,
    string Supplier,
    Identifier? Number,
    string? Postcode,
    Money Net,
    DateOnly Paid,
    string? Reference,
    Guid? OrganisationId,
    bool Another
)
{
    /// <summary>As what it is known again: by reference, amount and day, and by the supplier's number or name.</summary>
    public IEnumerable<string> Marks()
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{Plain(Reference)}|{Net.Currency}{Net.Amount:0.00}|{Paid:yyyy-MM-dd}|");
        if (Number is { } number)
            yield return $"{what}{number.Scheme}-{number.Id}";
        yield return what + Likeness.Plain(Supplier);
    }

    public PaidInvoice Invoice() => new(Net, Postcode);

    private static string Plain(string? reference) => (reference ?? "").Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}

/// <summary>The lines of a file as a document: one line of JSON each, which reads the same for ever.</summary>
public static class PaidLines
{
    /// <summary>A line is a few hundred bytes.</summary>
    public const long MostBytes = 20 << 20;

    private const int LongestText = 200;
    private const int LongestPostcode = 20;

    public static byte[] Write(IEnumerable<PaidLine> lines)
    {
        using var bytes = new MemoryStream();
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(bytes, line, EventJson.Options);
            bytes.WriteByte((byte)'\n');
        }
        return bytes.ToArray();
    }

    /// <summary>The lines; null where it is no such document.</summary>
    public static IReadOnlyList<PaidLine>? Read(byte[] bytes)
    {
        var lines = new List<PaidLine>();
        try
        {
            using var text = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
            while (text.ReadLine() is { } line)
                if (
                    JsonSerializer.Deserialize<PaidLine>(line, EventJson.Options) is { } read
                    && IsLine(read)
                    && lines.Count < Sheet.MostRows
                )
                    lines.Add(read);
                else
                    return null;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
        return lines.Count == 0 ? null : lines;
    }

    // What others may have written is taken as little on trust as a spreadsheet.
    private static bool IsLine(PaidLine line) =>
        line.Row > 0
        && !string.IsNullOrWhiteSpace(line.Supplier)
        && IsShort(line.Supplier, LongestText)
        && IsShort(line.Reference, LongestText)
        && IsShort(line.Postcode, LongestPostcode)
        && (
            line.Number is not { } number
            || number.Scheme is not null && number.Id is not null && number == number.Normal() && number.IsPossible()
        )
        && Math.Abs(line.Net.Amount) <= Texts.Largest
        && line.Net == line.Net.ToPence()
        && line.Net.Currency is { Length: 3 } currency
        && currency.All(char.IsAsciiLetterUpper);

    private static bool IsShort(string? text, int longest) => text is null || text.Length <= longest && Texts.IsPlain(text);
}
