using Microsoft.Playwright;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>
/// One person's way through pages, by what is written on them. It counts what it costs: pages seen, fields filled in or chosen, and what
/// had to be typed a second time. Each page is held to the same: axe finds nothing, and nothing runs off the window.
/// </summary>
public sealed class Steps(Visit visit, bool script) : IAsyncDisposable
{
    private readonly HashSet<string> typed = new(StringComparer.OrdinalIgnoreCase);

    public int Pages { get; private set; }
    public int Fields { get; private set; }
    public int TypedTwice { get; private set; }
    public IPage Page => visit.Page;

    public async Task OpenAsync(string path)
    {
        await visit.OpenAsync(path);
        await SeenAsync();
    }

    public async Task FollowAsync(string link, AriaRole role = AriaRole.Link)
    {
        await visit.FollowAsync(link, role);
        await SeenAsync();
    }

    public async Task PressAsync(string button)
    {
        await visit.PressAsync(button);
        await SeenAsync();
    }

    public async Task TypeAsync(string label, string text)
    {
        await Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);
        Fields++;
        if (!typed.Add(text.Trim()))
            TypedTwice++;
    }

    public async Task ChooseAsync(string label)
    {
        await Page.GetByLabel(label, new() { Exact = true }).CheckAsync();
        Fields++;
    }

    public async Task SelectAsync(string label, string answer)
    {
        await Page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = answer });
        Fields++;
    }

    public Task SeesAsync(string text) => Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public ValueTask DisposeAsync() => visit.DisposeAsync();

    private async Task SeenAsync()
    {
        Pages++;
        var where = $"{Page.Url} ({await Page.TitleAsync()})";
        // axe is a script itself; what it looks at is the same page with and without.
        var finding = script ? await visit.AxeAsync() : "";
        Assert.True(finding.Length == 0, $"{where}: {finding}");
        Assert.True(await visit.OverflowAsync() <= 0, $"{where} is wider than the window");
        Assert.Empty(visit.Complaints);
    }
}
