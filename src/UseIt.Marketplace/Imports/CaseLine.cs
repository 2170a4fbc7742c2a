using System.Globalization;
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

    public string? LegalForm { get; init; }

    /// <summary>Since when it is registered, by its register.</summary>
    public DateOnly? RegisteredOn { get; init; }

    public static IReadOnlyList<CaseLine> Of(Sheet sheet, IReadOnlyList<CaseField?> columns, DateOnly today)
    {
        var layout = new SheetLayout<CaseField>(sheet, columns);
        return [.. sheet.Rows.Select(r => Of(r.Number, new RowCells<CaseField>(r, layout, CaseColumns.All), today))];
    }

    private static CaseLine Of(int row, RowCells<CaseField> cells, DateOnly today)
    {
        var name = cells.Text(CaseField.Enterprise, LongestName);
        if (name is null)
            cells.Refuse("The name of the enterprise is missing");
        Identifier? number = null;
        if (cells.Text(CaseField.CompanyNumber, 100) is { } said)
        {
            number = new Identifier(Identifier.Company, said).Normal();
            if (!number.IsPossible())
                cells.Refuse("A company number has 8 characters, such as 01234567, SC123456 or IP12345R");
        }
        return new CaseLine(
            row,
            name ?? "",
            number,
            cells.Text(CaseField.Town, LongestPlace),
            cells.Text(CaseField.Postcode, LongestPostcode),
            cells.Text(CaseField.Need, LongestNeed),
            SessionOf(cells, today),
            cells.Wrong
        )
        {
            LegalForm = LegalForms.Called(cells.Text(CaseField.LegalForm, LongestPlace)),
            RegisteredOn = cells.Day(CaseField.RegisteredOn, today),
        };
    }

    private static DeclaredSession? SessionOf(RowCells<CaseField> cells, DateOnly today)
    {
        var (on, hours, minutes, topic, project) = (
            cells[CaseField.SessionOn].Text,
            cells[CaseField.Hours].Text ?? "",
            cells[CaseField.Minutes].Text ?? "",
            cells.Text(CaseField.Topic, LongestTopic),
            cells.Text(CaseField.Project, LongestPlace)
        );
        if (string.IsNullOrEmpty(on) && hours.Length == 0 && minutes.Length == 0 && topic is null)
            return null;
        if (string.IsNullOrEmpty(on))
            cells.Refuse("The day of the session is missing");
        var day = cells.Day(CaseField.SessionOn, today);
        var length = LengthOf(hours, minutes);
        if (length is null)
            cells.Refuse(
                hours.Length > 0 && minutes.Length > 0
                    ? "Say the length of the session in hours or in minutes, not in both"
                    : "The length of the session must be from 1 minute to 12 hours, such as 1.5 or 1:30 hours"
            );
        if (project is null)
            cells.Refuse("The project that the session is charged to is missing");
        return day is { } d && length is { } l && project is not null ? new DeclaredSession(d, l, topic, project) : null;
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
