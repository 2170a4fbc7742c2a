namespace UseIt.Marketplace.Tests.Notifications;

public static class Told
{
    /// <summary>Of what somebody was told, oldest first, and whether it waits no more: kinds that begin with one of these.</summary>
    public static async Task<IReadOnlyList<(string Kind, bool Read)>> ToldAsync(this HttpClient who, params string[] beginnings) =>
        [
            .. (await who.ReadAsync("/api/v1/inbox"))["items"]!
                .AsArray()
                .Select(m => (Kind: m!["kind"]!.GetValue<string>(), Read: m["read"]!.GetValue<bool>()))
                .Where(m => beginnings.Any(b => m.Kind.StartsWith(b, StringComparison.Ordinal)))
                .Reverse(),
        ];
}
