using System.Text.RegularExpressions;
using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// What the mail of an invitation says of who invites, and where to. Names are what somebody typed, and anybody may register an
/// organisation: one that could lead elsewhere, or be rung up, does not go out, and whoever is unchecked is said to be.
/// </summary>
public sealed partial class InvitationWords(IDocumentStore store, Vault vault)
{
    private const int Longest = 100;
    private const string Unchecked = "Nobody has checked yet that it is who it says it is.";

    public async Task<string> OfAsync(Guid organisation, Guid? inviter, CancellationToken cancel)
    {
        var to = (await store.FetchAsync<Organisation>(organisation, cancel)).State;
        var by =
            inviter is { } person && (await store.FetchAsync<Person>(person, cancel)).State.Name is { } name
                ? await vault.RevealAsync(name, cancel)
                : "";
        var what = Harmless(to.Name) ?? "an organisation";
        var days = InvitePersonHandler.Lasting.TotalDays;
        return $"""
            {Harmless(by) ?? "Somebody"} invites you to join {what}.{(to.IdentityChecked ? "" : $"\n{Unchecked}")}

            If you know them, sign in with this mail address. Then accept or decline the invitation under “Your account”.
            It stands for {days} days. If you do not know them, do nothing.
            """;
    }

    /// <summary>The name, unless it is none, or looks like an address or a number to ring.</summary>
    internal static string? Harmless(string name) =>
        name.Trim() is { Length: > 0 and <= Longest } plain && plain != Protected.Erased && !Leading().IsMatch(plain) ? plain : null;

    [GeneratedRegex(@"[@/\\:<>]|\w\.\w{2}|(\d\W?){5}", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();
}
