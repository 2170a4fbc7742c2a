using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>How often people signed in, were turned away or were held back, by day.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class SecurityNumbersPage(SecurityEvents events) : PageModel
{
    private const int Days = 30;

    public static IReadOnlyDictionary<SecurityEvent, string> Words { get; } =
        new Dictionary<SecurityEvent, string>
        {
            [SecurityEvent.SignedIn] = "Signed in",
            [SecurityEvent.SignInFailed] = "Sign-in failed",
            [SecurityEvent.SignedOut] = "Signed out",
            [SecurityEvent.TokenRefused] = "Token refused",
            [SecurityEvent.Malformed] = "Not readable, or not our form",
            [SecurityEvent.Denied] = "Not allowed",
            [SecurityEvent.NotFound] = "Not there, or not theirs",
            [SecurityEvent.RateLimited] = "Too many requests",
            [SecurityEvent.FactorEnrolled] = "Second factor set up",
            [SecurityEvent.FactorShown] = "Second factor shown",
            [SecurityEvent.FactorFailed] = "Second factor wrong",
            [SecurityEvent.FactorRemoved] = "Second factor removed",
            [SecurityEvent.FactorReset] = "Second factor reset",
        };

    /// <summary>Each day on which something happened, and the number of each kind in the order of <see cref="Words"/>.</summary>
    public IReadOnlyList<(string Day, IReadOnlyList<string> Numbers)> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) =>
        Rows = [
            .. (await events.NumbersAsync(Days, cancel))
                .GroupBy(n => n.Day)
                .Select(day =>
                    (
                        day.Key.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
                        (IReadOnlyList<string>)
                            [
                                .. Words.Keys.Select(kind =>
                                    day.Where(n => n.Kind == kind.ToString())
                                        .Sum(n => n.Times)
                                        .ToString("#,##0", CultureInfo.InvariantCulture)
                                ),
                            ]
                    )
                ),
        ];
}
