using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>What every page shows around its content.</summary>
public sealed class Site(Settings settings, IEnumerable<NavigationLink> links, IEnumerable<FooterLink> footer)
{
    public const string Name = "USE-IT! Marketplace";

    /// <summary>The store holds the invented story: every page says so. Set once the store's mark is read.</summary>
    public bool Demonstration { get; set; }

    public bool Embedded => settings.Embedded;

    public IReadOnlyList<NavigationLink> Navigation { get; } = [.. links.OrderBy(link => link.Order)];

    public IReadOnlyList<FooterLink> Footer { get; } = [.. footer];
}

/// <summary>
/// A link in the line below the header; a lower order stands further left. Those of an area share one entry there, and a line of their own
/// once somebody is in it.
/// </summary>
public sealed record NavigationLink(string Text, string Href, int Order, Func<Actor, bool> ShownTo, string? Area = null)
{
    public bool IsPage(PathString path) => path.Equals(Href, StringComparison.OrdinalIgnoreCase);

    public bool Holds(PathString path) => Href != "/" && path.StartsWithSegments(Href);
}

/// <summary>One entry of the menu, with the links of its area where it is one.</summary>
public sealed record MenuEntry(string Text, string Href, IReadOnlyList<NavigationLink> Links);

/// <summary>What one reader's menu holds, and where in it this page is.</summary>
public sealed record Menu(IReadOnlyList<MenuEntry> Entries, NavigationLink? Here, PathString Path)
{
    /// <summary>The entry that holds this page.</summary>
    public MenuEntry? Open => Here is null ? null : Entries.FirstOrDefault(e => e.Links.Contains(Here));

    /// <summary>Null where the page is elsewhere; otherwise as <c>aria-current</c> says it.</summary>
    public string? Current(MenuEntry entry) =>
        entry != Open ? null
        : entry.Links.Count == 1 ? Current(entry.Links[0])
        : "true";

    /// <inheritdoc cref="Current(MenuEntry)"/>
    public string? Current(NavigationLink link) =>
        link != Here ? null
        : link.IsPage(Path) ? "page"
        : "true";

    public static Menu For(Actor who, PathString path, IReadOnlyList<NavigationLink> links)
    {
        var shown = links.Where(link => link.ShownTo(who)).ToList();
        return new Menu(
            [
                .. shown
                    .GroupBy(link => link.Area ?? link.Href)
                    .Select(g => g.ToList())
                    .Select(g => new MenuEntry(g.Count > 1 ? g[0].Area! : g[0].Text, g[0].Href, g)),
            ],
            shown.Where(link => link.Holds(path)).MaxBy(link => link.Href.Length),
            path
        );
    }
}

/// <summary>The areas of the menu, as it names them.</summary>
public static class Area
{
    public const string Work = "Find work";
    public const string Enterprises = "Enterprises";
    public const string People = "People";
    public const string Contracts = "Contracts";
    public const string Neighbourhood = "Neighbourhood";
    public const string Results = "What came of it";
}

public sealed record FooterLink(string Text, string Href);

public static class Navigation
{
    /// <summary>
    /// Called by a context's module; without <paramref name="shownTo"/> everybody sees the link, without <paramref name="area"/> it stands
    /// for itself.
    /// </summary>
    public static IServiceCollection AddNavigation(
        this IServiceCollection services,
        string text,
        string href,
        int order = 100,
        Func<Actor, bool>? shownTo = null,
        string? area = null
    ) => services.AddSingleton(new NavigationLink(text, href, order, shownTo ?? (_ => true), area));

    /// <summary>A link at the foot of every page, for everybody.</summary>
    public static IServiceCollection AddFooter(this IServiceCollection services, string text, string href) =>
        services.AddSingleton(new FooterLink(text, href));
}
