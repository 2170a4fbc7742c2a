using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Documents;

public enum ListFormat
{
    Csv,
    Xlsx,
}

/// <summary>
/// A list as a file, at the list's own address with <c>as=csv</c> or <c>as=xlsx</c>: so whoever may not see the page gets no file of it,
/// and what narrows the page narrows the file. A page of the list becomes all of it.
/// </summary>
public static class ListFile
{
    /// <summary>
    /// What one file holds; nobody works through more, and a public search could otherwise be read out whole at every turn.
    /// </summary>
    public const int Most = 5000;

    /// <summary>How many lines are read at a time.</summary>
    public const int AtOnce = 100;

    /// <summary>All lines of a list that is read page by page, up to <see cref="Most"/> and one to tell that there are more.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T, TPlace>(Func<TPlace?, Task<(IReadOnlyList<T> Items, TPlace? Next)>> page)
    {
        var (all, after) = (new List<T>(), default(TPlace));
        do
        {
            (var items, after) = await page(after);
            all.AddRange(items);
        } while (after is not null && all.Count <= Most);
        return all;
    }

    /// <summary>The file: a line of headings, one for each entry, and where there were more, one that says so.</summary>
    public static IActionResult ListAs<T>(
        this PageModel page,
        ListFormat format,
        string name,
        IReadOnlyList<T> rows,
        params (string Heading, Func<T, object?> Cell)[] columns
    )
    {
        List<object?[]> lines =
        [
            [.. columns.Select(c => (object?)c.Heading)],
        ];
        lines.AddRange(rows.Take(Most).Select(r => columns.Select(c => Plain(c.Cell(r))).ToArray()));
        if (rows.Count > Most)
            lines.Add([
                $"There are more than {Most.ToString("N0", CultureInfo.InvariantCulture)}. Narrow the list to get the rest",
                .. columns.Skip(1).Select(_ => (object?)null),
            ]);
        return format == ListFormat.Csv
            ? page.File(Spreadsheet.Csv(lines), "text/csv; charset=utf-8", $"{name}.csv")
            : page.File(Spreadsheet.Xlsx(name, lines), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{name}.xlsx");
    }

    // Days and instants so that they sort, in UK time; money as a number, its currency being pounds unless another is said.
    private static object? Plain(object? cell) =>
        cell switch
        {
            null => null,
            string text => text,
            decimal number => number,
            int number => (decimal)number,
            bool yes => yes ? "Yes" : "No",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTimeOffset instant => UkTime.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            Money { Currency: Money.Pounds } money => money.Amount,
            Money money => money.ToString(),
            IEnumerable<string> texts => string.Join("; ", texts),
            _ => throw new ArgumentException($"A cell cannot hold {cell.GetType().Name}.", nameof(cell)),
        };
}
