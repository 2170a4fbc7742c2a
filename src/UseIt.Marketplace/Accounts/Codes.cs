using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Accounts;

internal static class Codes
{
    /// <summary>The recovery codes that a command answered, to be shown this once.</summary>
    public static IReadOnlyList<string> Of(Outcome outcome) =>
        outcome is Outcome.Done { Answer: { } codes } ? [.. codes.AsArray().Select(code => code!.GetValue<string>())] : [];
}
