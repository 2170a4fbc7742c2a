using Microsoft.Playwright;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>The machine's own Chromium, started once for each class of tests: classes run beside each other.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task InitializeAsync()
    {
        // Beside others a page takes its time.
        Assertions.SetDefaultExpectTimeout(20_000);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Find(),
                Headless = true,
                // Tests may run as root in a container, where Chromium's own sandbox cannot start; nothing here speaks to the network.
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    /// <summary>A visitor with cookies of his own.</summary>
    public async Task<Visit> VisitAsync(Uri address, Screen? screen = null, bool script = true)
    {
        screen ??= Screen.Desk;
        var context = await browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = address.ToString(),
                ViewportSize = new ViewportSize { Width = screen.Width, Height = screen.Height },
                JavaScriptEnabled = script,
                Locale = "en-GB",
                TimezoneId = "Europe/London",
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        return new Visit(context, await context.NewPageAsync());
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            "Chromium is not installed. On Debian: apt-get install chromium-headless-shell fonts-liberation. tests/run does it by itself."
        );
}

/// <summary>The size of a window, in CSS pixels. The narrowest is what WCAG 1.4.10 asks for: a 1280 px window at 400%.</summary>
public sealed record Screen(int Width, int Height)
{
    public static Screen Desk { get; } = new(1280, 900);
    public static Screen Narrow { get; } = new(320, 640);
    public static Screen Phone { get; } = new(390, 844);
}
