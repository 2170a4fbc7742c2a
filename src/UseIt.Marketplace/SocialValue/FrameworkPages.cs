using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.SocialValue;

/// <summary>A page about one framework, for its owner's authors.</summary>
public abstract class FrameworkPage(PageRooms rooms, Frameworks frameworks) : RoomsPage(rooms)
{
    public FrameworkRow Framework { get; private set; } = null!;
    public string Back => $"/frameworks/{Framework.FrameworkId}";

    protected async Task<bool> LoadAsync(Guid framework)
    {
        await BeginAsync(frameworks);
        if (await frameworks.OwnAsync(Rooms.Database, Who, framework, HttpContext.RequestAborted) is not { } row)
            return false;
        Framework = row;
        return true;
    }
}

/// <summary>What frameworks are called on pages.</summary>
internal static class FrameworkWords
{
    public static string Of(FrameworkMode mode) =>
        mode == FrameworkMode.Metric ? "In units" : "Monetised: in units, each with a proxy in pounds";

    public static string Of(FrameworkMetric metric) =>
        metric.Proxy is { } proxy
            ? $"{proxy.Value.WithPence()} for one, {proxy.Source}, as at {UkTime.Display(proxy.AsAt)}"
            : "Only recorded";
}
