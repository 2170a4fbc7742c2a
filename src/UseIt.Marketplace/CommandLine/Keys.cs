using System.CommandLine;
using System.Globalization;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.CommandLine;

/// <summary>The key-encryption key: shows what is wrapped under another, and wraps it anew.</summary>
public static class Keys
{
    public static Command Verb()
    {
        var rewrap = new Command("rewrap", "Wrap every stored key anew under the present key-encryption key; may be interrupted");
        rewrap.SetAction((parsed, cancel) => RunAsync(parsed, true, cancel));
        var verb = new Command("keys", "Show how many stored keys are wrapped under another key-encryption key") { rewrap };
        verb.SetAction((parsed, cancel) => RunAsync(parsed, false, cancel));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, bool rewraps, CancellationToken cancel)
    {
        await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
        await using var services = await installation.ServicesAsync(cancel);
        // Kept before anything changes: from now on they come from there.
        services.GetRequiredService<DerivedKeys>().Of(DerivedKeys.Digest);
        var change = services.GetRequiredService<KeyChange>();
        if (rewraps)
        {
            Say($"{await change.RunAsync(cancel: cancel)} keys were wrapped anew.");
            await change.RewriteAsync(cancel);
        }
        var left = await change.LeftAsync(cancel);
        Say($"{left} keys are wrapped under another key than {KeyRing.NameOf(installation.Settings.KeyEncryptionKey)}.");
        return left == 0 || !rewraps ? 0 : 1;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
