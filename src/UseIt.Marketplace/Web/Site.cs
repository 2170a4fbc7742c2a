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

/// <summary>A link in the line below the header; a lower order stands further left.</summary>
public sealed record NavigationLink(string Text, string Href, int Order, Func<Actor, bool> ShownTo)
{
    public bool IsPage(PathString path) => path.Equals(Href, StringComparison.OrdinalIgnoreCase);

    public bool Holds(PathString path) => Href != "/" && path.StartsWithSegments(Href);
}

public sealed record FooterLink(string Text, string Href);

public static class Navigation
{
    /// <summary>Called by a context's module; without <paramref name="shownTo"/> everybody sees the link.</summary>
    public static IServiceCollection AddNavigation(
        this IServiceCollection services,
        string text,
        string href,
        int order = 100,
        Func<Actor, bool>? shownTo = null
    ) => services.AddSingleton(new NavigationLink(text, href, order, shownTo ?? (_ => true)));

    /// <summary>A link at the foot of every page, for everybody.</summary>
    public static IServiceCollection AddFooter(this IServiceCollection services, string text, string href) =>
        services.AddSingleton(new FooterLink(text, href));
}
