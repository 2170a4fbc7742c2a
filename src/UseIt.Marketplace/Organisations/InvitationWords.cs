using System.Text.RegularExpressions;
using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Organisations;

/// <summary>What an invitation says of who invites, and where to; nothing where a name does not go out.</summary>
public sealed record InvitationSaid(string? Inviter, string? Organisation, bool IdentityChecked, int Days);

/// <summary>
/// What the mail of an invitation says of who invites, and where to. Names are what somebody typed, and anybody may register an
/// organisation: one that could lead elsewhere, or be rung up, does not go out, and whoever is unchecked is said to be.
/// </summary>
public sealed partial class InvitationWords(IDocumentStore store, Vault vault)
{
    private const int Longest = 100;

    public async Task<InvitationSaid> OfAsync(Guid organisation, Guid? inviter, CancellationToken cancel)
    {
        var to = (await store.FetchAsync<Organisation>(organisation, cancel)).State;
        var by =
            inviter is { } person && (await store.FetchAsync<Person>(person, cancel)).State.Name is { } name
                ? await vault.RevealAsync(name, cancel)
                : "";
        return new InvitationSaid(Harmless(by), Harmless(to.Name), to.IdentityChecked, (int)InvitePersonHandler.Lasting.TotalDays);
    }

    /// <summary>The name, unless it is none, or looks like an address or a number to ring.</summary>
    internal static string? Harmless(string name) =>
        name.Trim() is { Length: > 0 and <= Longest } plain && plain != Protected.Erased && !Leading().IsMatch(plain) ? plain : null;

    [GeneratedRegex(@"[@/\\:<>]|\w\.\w{2}|(\d\W?){5}", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();
}
