using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

/// <summary>Where a sheet says what.</summary>
public sealed class SheetLayout<TField>
    where TField : struct, Enum
{
    private readonly Dictionary<TField, int> at = [];
    private readonly Sheet sheet;

    public SheetLayout(Sheet sheet, IReadOnlyList<TField?> columns)
    {
        this.sheet = sheet;
        foreach (var (column, field) in columns.Index())
            if (field is { } f)
                at.TryAdd(f, column);
    }

    public SheetCell Of(SheetRow row, TField field) => at.TryGetValue(field, out var column) ? row[column] : default;

    /// <summary>Whether a day of this column has its month first.</summary>
    public bool IsAmerican(TField field) =>
        at.TryGetValue(field, out var column) && sheet.Rows.Any(r => r[column] is { Day: null, Text: { } text } && UkDay.IsAmerican(text));
}

/// <summary>One row as it is read: what is wrong with its cells is gathered, and never repeats what stands in them.</summary>
public sealed class RowCells<TField>
    where TField : struct, Enum
{
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

    private readonly SheetRow row;
    private readonly SheetLayout<TField> layout;
    private readonly SheetColumns<TField> columns;
    private readonly List<string> wrong = [];

    public RowCells(SheetRow row, SheetLayout<TField> layout, SheetColumns<TField> columns)
    {
        (this.row, this.layout, this.columns) = (row, layout, columns);
        if (row.Merged)
            wrong.Add("Cells of this row are merged. Undo the merge, and fill each cell");
    }

    public IReadOnlyList<string> Wrong => wrong;

    public SheetCell this[TField field] => layout.Of(row, field);

    public void Refuse(string sentence) => wrong.Add(sentence);

    /// <summary>What a cell says, on one line; null where it says nothing.</summary>
    public string? Text(TField field, int longest)
    {
        var text = this[field].Text ?? "";
        if (Errors.Contains(text))
            wrong.Add($"{columns.Called(field)} is a formula that came to {text}");
        if (text.Length > longest || !Texts.IsPlain(text))
            wrong.Add($"{columns.Called(field)} is longer than {longest} characters, or holds hidden ones");
        return text.Length == 0 ? null : text;
    }

    /// <summary>A day that has come, as it is written here; null where the cell says none, or none that is certain.</summary>
    public DateOnly? Day(TField field, DateOnly today)
    {
        var cell = this[field];
        if (string.IsNullOrEmpty(cell.Text))
            return null;
        var (day, not) = cell.Day is { } known ? (known, null) : UkDay.Read(cell.Text, layout.IsAmerican(field));
        if (not is not null)
            wrong.Add($"{columns.Called(field)} {not}");
        else if (day > today)
            wrong.Add($"{columns.Called(field)} is in the future");
        return day;
    }
}
