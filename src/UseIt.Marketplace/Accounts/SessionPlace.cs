namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Where a session began, in words its person knows it by: what kind of browser, on what. The network address would say more, and is not
/// kept here.
/// </summary>
public static class SessionPlace
{
    private const int Longest = 2000;

    // Each names itself beside those it descends from, so the younger ones come first.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "a Mac"),
        ("CrOS", "a Chromebook"),
        ("Linux", "Linux"),
    ];

    /// <summary>What a browser says it is, in our own words alone: what it sends is kept nowhere.</summary>
    public static string BrowserOf(string? sent)
    {
        var said = sent is { Length: <= Longest } ? sent : "";
        var browser = Browsers.FirstOrDefault(b => said.Contains(b.Mark, StringComparison.Ordinal)).Name ?? "A browser";
        return Systems.FirstOrDefault(s => said.Contains(s.Mark, StringComparison.Ordinal)).Name is { } system
            ? $"{browser} on {system}"
            : browser;
    }
}
