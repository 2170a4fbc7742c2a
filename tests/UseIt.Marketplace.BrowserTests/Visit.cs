using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>One visitor's tab. It remembers what the browser complained about.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    public Visit(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // A page that answers 4xx is reported as an error too; the test that asked for it knows.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && response.Request.ResourceType != "document")
                complaints.Add($"{response.Status} {response.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Scripts that failed, files that were not found, and whatever the content security policy refused.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        await ReadyAsync();
    }

    /// <summary>Sends the form around a button and waits for the page that answers.</summary>
    public async Task PressAsync(string button)
    {
        await Page.RunAndWaitForResponseAsync(
            () => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync(),
            response => response.Request.IsNavigationRequest && response.Status is < 300 or >= 400
        );
        await LoadedAsync();
        await ReadyAsync();
    }

    // The event may have come before anybody listened: then the page itself knows.
    private async Task LoadedAsync()
    {
        try
        {
            await Page.WaitForLoadStateAsync(LoadState.Load, new() { Timeout = 10_000 });
        }
        catch (TimeoutException)
        {
            if (await Page.EvaluateAsync<string>("document.readyState") != "complete")
                throw;
        }
    }

    /// <summary>Follows a link, or a button that leads on, to the page it leads to.</summary>
    public async Task FollowAsync(string name, AriaRole role = AriaRole.Link)
    {
        var before = Page.Url;
        try
        {
            await Page.GetByRole(role, new() { Name = name, Exact = true }).ClickAsync();
            // Playwright would wait for an event of the new page here, which may have come already.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (Page.Url == before)
                await Task.Delay(20, patience.Token);
            await LoadedAsync();
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            throw new TimeoutException($"“{name}” leads nowhere from {Page.Url}, where it says:\n{await Page.InnerTextAsync("body")}", e);
        }
    }

    /// <summary>The rules of WCAG 2.2 A and AA and axe's best practice; the empty text when all hold.</summary>
    public async Task<string> AxeAsync()
    {
        var result = await Page.RunAxe(
            new AxeRunOptions
            {
                // Of what is right one example is enough; all of them would be a megabyte a page.
                ResultTypes = [ResultType.Violations],
                RunOnly = new RunOnlyOptions
                {
                    Type = "tag",
                    Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                },
            }
        );
        Assert.True(result.Passes.Length > 10, "axe found almost nothing to check: is the page empty?");
        return string.Join(
            '\n',
            result.Violations.Select(rule => $"{rule.Id}: {rule.Help}\n  {string.Join("\n  ", rule.Nodes.Select(node => node.Html))}")
        );
    }

    /// <summary>By how many pixels the page is wider than the window.</summary>
    public Task<int> OverflowAsync() =>
        Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>The id, or else the class, of what has the focus.</summary>
    public Task<string> FocusAsync() => Page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.className");

    /// <summary>Keeps a picture where USEIT_PICTURES names a folder, for people to look at.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("USEIT_PICTURES") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    /// <summary>govuk-frontend marks each part it has taken care of; a test that acts before would test the page without script.</summary>
    private async Task ReadyAsync()
    {
        if (await Page.Locator("body.js-enabled").CountAsync() == 0)
            return;
        await Page.WaitForFunctionAsync(
            "[...document.querySelectorAll('[data-module]')].every(part => part.hasAttribute(`data-${part.dataset.module}-init`))"
        );
    }
}
