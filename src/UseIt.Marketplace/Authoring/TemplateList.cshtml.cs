using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>Every template the reader may write: which version is used, and who changed it when.</summary>
[ForRoles("an administrator of the platform; of reports a programme manager too", Roles.Administrator, Roles.ProgrammeManager)]
public sealed class TemplateListPage(TemplatePages pages) : PageModel
{
    public sealed record Line(TemplateFile File, string Title, string By);

    public IReadOnlyList<(string Heading, IReadOnlyList<Line> Files)> Groups { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var who = await pages.WhoAsync(HttpContext);
        string[] paths = [.. pages.Shelf.Paths().Where(p => TemplateAuthors.May(who, p))];
        var files = await pages.Shelf.FilesAsync(paths, cancel);
        var names = await pages.Colleagues.NamesAsync([.. files.SelectMany(f => f.Changes).Select(c => c.By).Distinct()], cancel);
        var main = pages.Uses.All.Select(u => u.Main).ToHashSet(StringComparer.Ordinal);
        Groups =
        [
            .. files
                .Select(f => new Line(
                    f,
                    pages.TitleOf(f.Path),
                    f.Changes.Count == 0 ? "" : names.GetValueOrDefault(f.Changes[^1].By, "the program")
                ))
                .GroupBy(l => Heading(l.File.Path, main.Contains(l.File.Path)))
                .Select(g => (g.Key, (IReadOnlyList<Line>)[.. g.OrderBy(l => l.Title, StringComparer.Ordinal)])),
        ];
    }

    private static string Heading(string path, bool isMain) =>
        !isMain ? "What they share"
        : path.StartsWith("reports/", StringComparison.Ordinal) ? "Reports"
        : "Letters and notices";
}
