using System.Net;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>What tests of pages do over and over.</summary>
public static class PageSteps
{
    /// <summary>Opens a page, sends its form, and tells where it led.</summary>
    public static async Task<string> DoneAsync(this Browsing browser, string page, IEnumerable<(string, string)> typed)
    {
        var opened = await browser.GetAsync(page);
        Assert.True(opened.Status == HttpStatusCode.OK, $"{page} answered {opened.Status}");
        var sent = await browser.SendAsync(opened, page, [.. typed]);
        Assert.True(sent.Status == HttpStatusCode.Found, $"{page}: {string.Join('\n', sent.Mistakes.Select(m => m.Sentence))}");
        return sent.Response.Headers.Location!.ToString();
    }

    /// <summary>Opens a page and presses one of its buttons, with what is typed beside it.</summary>
    public static async Task PressedAsync(this Browsing browser, string page, string handler, IEnumerable<(string, string)>? typed = null)
    {
        var opened = await browser.GetAsync(page);
        Assert.True(opened.Status == HttpStatusCode.OK, $"{page} answered {opened.Status}");
        var sent = await browser.SendAsync(opened, $"{page}?handler={handler}", [.. typed ?? []]);
        Assert.True(sent.Status == HttpStatusCode.Found, $"{page}: {string.Join('\n', sent.Mistakes.Select(m => m.Sentence))}");
    }

    /// <summary>A day as it is typed in three fields.</summary>
    public static IEnumerable<(string, string)> Day(string field, DateOnly day) =>
        [($"{field}.Day", $"{day.Day}"), ($"{field}.Month", $"{day.Month}"), ($"{field}.Year", $"{day.Year}")];
}
