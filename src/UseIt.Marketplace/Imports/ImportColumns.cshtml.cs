using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Imports;

/// <summary>What each column says; proposed by the words of its heading, and by what was said of such a heading before.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class ImportColumnsPage(Actors actors, ImportFiles files, IDocumentStore store) : ImportPage(actors, files, store)
{
    public static readonly Refusal NoName = new("columns-without-name", "columns[0]", "Choose the column that names the enterprise");

    public static Refusal Twice(int column, CaseField field) =>
        new("column-twice", $"columns[{column}]", $"“{CaseColumns.Called(field)}” is chosen for two columns. Choose one of them");

    public static IReadOnlyList<Choice> Fields { get; } =
    [.. Enum.GetValues<CaseField>().Select(f => new Choice(f.ToString(), CaseColumns.Called(f)))];

    [BindProperty]
    public Dictionary<string, string?> Columns { get; set; } = [];

    public string Sample(int column) =>
        string.Join(", ", Sheet.Rows.Select(r => r[column].Text).Where(t => !string.IsNullOrEmpty(t)).Distinct().Take(3));

    public async Task<IActionResult> OnGetAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadAsync(file, cancel))
            return NotFound();
        if (State.Done is not null)
            return Redirect($"/cases/import/{file}");
        var columns = State.Columns ?? CaseColumns.Match(Sheet.Headings, await Files.HeadingsAsync(Own, cancel));
        Columns = columns.Index().ToDictionary(c => Key(c.Index), c => c.Item?.ToString());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadAsync(file, cancel))
            return NotFound();
        if (State.Done is not null)
            return Redirect($"/cases/import/{file}");
        if (!ModelState.IsValid)
            return this.Refused();
        var wrong = new List<Refusal>();
        var columns = new CaseField?[Sheet.Headings.Count];
        for (var i = 0; i < columns.Length; i++)
            if (Enum.TryParse<CaseField>(Columns.GetValueOrDefault(Key(i)), out var field) && Enum.IsDefined(field))
                if (columns.Contains(field))
                    wrong.Add(Twice(i, field));
                else
                    columns[i] = field;
        if (!columns.Contains(CaseField.Enterprise))
            wrong.Add(NoName);
        if (wrong.Count > 0)
            return this.Refused([.. wrong]);
        await Files.RememberAsync(Own, Sheet.Headings, columns, cancel);
        await Files.SaveAsync(file, State with { Columns = columns }, cancel);
        return Redirect($"/cases/import/{file}");
    }

    public string? Chosen(int column) => Columns.GetValueOrDefault(Key(column));

    internal static string Name(int column) => $"Columns[{Key(column)}]";

    private static string Key(int column) => column.ToString(CultureInfo.InvariantCulture);
}
