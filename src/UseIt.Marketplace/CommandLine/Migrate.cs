using System.CommandLine;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Brings the database to this program's schema.</summary>
public static class Migrate
{
    public static Command Verb()
    {
        var verb = new Command("migrate", "Bring the database to this program's schema");
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                var applied = await MarketplaceHost.MigrateAsync(installation.Settings, cancel: cancel);
                Console.WriteLine(applied == 0 ? "The schema is up to date." : $"{applied} migrations applied.");
                return 0;
            }
        );
        return verb;
    }
}
