using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Imports;

/// <summary>Support as a row declares it.</summary>
public sealed record DeclaredSession(DateOnly On, int Minutes, string? Topic, string Project);

/// <summary>One row, understood or not: what it says of which enterprise, and what is wrong with it.</summary>
public sealed record CaseLine(
    int Row,
    string Name,
    Identifier? Number,
    string? Town,
    string? Postcode,
    string? Need,
    DeclaredSession? Session,
    IReadOnlyList<string> Wrong
)
{
    private const int LongestName = 200;
    private const int LongestPlace = 200;
    private const int LongestPostcode = 20;
    private const int LongestNeed = 5_000;
    private const int LongestTopic = 200;

    // What a spreadsheet shows where a formula cannot be worked out.
    private static readonly HashSet<string> Errors = new(StringComparer.Ordinal)
    {
        "#N/A",
        "#REF!",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    };

    public static IReadOnlyList<CaseLine> Of(Sheet sheet, IReadOnlyList<CaseField?> columns, DateOnly today)
    {
        var at = new Dictionary<CaseField, int>();
        foreach (var (column, field) in columns.Index())
            if (field is { } f)
                at.TryAdd(f, column);
        var americans =
            at.TryGetValue(CaseField.SessionOn, out var days)
            && sheet.Rows.Any(r => r[days] is { Day: null, Text: { } text } && UkDay.IsAmerican(text));
        return [.. sheet.Rows.Select(r => Of(r, at, americans, today))];
    }

    private static CaseLine Of(SheetRow row, Dictionary<CaseField, int> at, bool americans, DateOnly today)
    {
        var wrong = new List<string>();
        if (row.Merged)
            wrong.Add("Cells of this row are merged. Undo the merge, and fill each cell");
        SheetCell Cell(CaseField field) => at.TryGetValue(field, out var column) ? row[column] : default;
        string? Text(CaseField field, int longest)
        {
            var text = Cell(field).Text ?? "";
            if (Errors.Contains(text))
                wrong.Add($"{CaseColumns.Called(field)} is a formula that came to {text}");
            if (text.Length > longest || !Texts.IsPlain(text))
                wrong.Add($"{CaseColumns.Called(field)} is longer than {longest} characters, or holds hidden ones");
            return text.Length == 0 ? null : text;
        }
        var name = Text(CaseField.Enterprise, LongestName);
        if (name is null)
            wrong.Add("The name of the enterprise is missing");
        Identifier? number = null;
        if (Text(CaseField.CompanyNumber, 100) is { } said)
        {
            number = new Identifier(Identifier.Company, said).Normal();
            if (!number.IsPossible())
                wrong.Add("A company number has 8 characters, such as 01234567, SC123456 or IP12345R");
        }
        return new CaseLine(
            row.Number,
            name ?? "",
            number,
            Text(CaseField.Town, LongestPlace),
            Text(CaseField.Postcode, LongestPostcode),
            Text(CaseField.Need, LongestNeed),
            SessionOf(),
            wrong
        );

        DeclaredSession? SessionOf()
        {
            var (on, hours, minutes, topic, project) = (
                Cell(CaseField.SessionOn),
                Cell(CaseField.Hours).Text ?? "",
                Cell(CaseField.Minutes).Text ?? "",
                Text(CaseField.Topic, LongestTopic),
                Text(CaseField.Project, LongestPlace)
            );
            if (string.IsNullOrEmpty(on.Text) && hours.Length == 0 && minutes.Length == 0 && topic is null)
                return null;
            var (day, not) =
                on.Day is { } known ? (known, null)
                : string.IsNullOrEmpty(on.Text) ? (null, "is missing")
                : UkDay.Read(on.Text, americans);
            if (not is not null)
                wrong.Add($"The day of the session {not}");
            else if (day > today)
                wrong.Add("The day of the session is in the future");
            var length = LengthOf(hours, minutes);
            if (length is null)
                wrong.Add(
                    hours.Length > 0 && minutes.Length > 0
                        ? "Say the length of the session in hours or in minutes, not in both"
                        : "The length of the session must be from 1 minute to 12 hours, such as 1.5 or 1:30 hours"
                );
            if (project is null)
                wrong.Add("The project that the session is charged to is missing");
            return day is { } d && length is { } l && project is not null ? new DeclaredSession(d, l, topic, project) : null;
        }
    }

    private static int? LengthOf(string hours, string minutes)
    {
        if (hours.Length > 0 == minutes.Length > 0)
            return null;
        decimal? length =
            hours.Split(':') is [var h, { Length: 2 } m]
            && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            && int.TryParse(m, NumberStyles.None, CultureInfo.InvariantCulture, out var rest)
            && rest < 60
            && whole < 100
                ? 60 * whole + rest
            : decimal.TryParse(
                hours.Length > 0 ? hours : minutes,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number < 10_000
                ? number * (hours.Length > 0 ? 60 : 1)
            : null;
        return length is { } l && l == Math.Floor(l) && l is >= 1 and <= DeclareSession.MostMinutes ? (int)l : null;
    }
}
