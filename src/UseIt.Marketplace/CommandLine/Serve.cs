using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Story;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// Runs the marketplace: the private PostgreSQL where none is configured, the schema, the story in an empty store, the web.
/// </summary>
public static class Serve
{
    private const string DefaultUrl = Settings.DefaultAddress;

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"Where to listen, {DefaultUrl} by default. Links lead there, or to Site__Address where that is set",
    };
    private static readonly Option<bool> Empty = new("--empty") { Description = "Start without the demo story" };

    public static Command Verb()
    {
        var verb = new Command("serve", "Start the marketplace");
        AddTo(verb);
        return verb;
    }

    public static void AddTo(Command command)
    {
        command.Add(Urls);
        command.Add(Empty);
        command.Add(Verbs.Story);
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    parsed.GetValue(Verbs.Data),
                    parsed.GetValue(Urls),
                    parsed.GetValue(Empty) ? null : parsed.GetValue(Verbs.Story),
                    cancel
                )
        );
    }

    private static async Task<int> RunAsync(string? data, string? urls, StorySize? story, CancellationToken cancel)
    {
        await using var installation = await Installation.OpenAsync(data, Console.WriteLine, cancel);
        await installation.WorkAloneAsync();
        var address = urls ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultUrl;
        if (installation.Settings.Embedded)
        {
            RequireLoopback(address);
            // Links lead to where it listens, those of the story too, unless somebody says that it is found elsewhere.
            if (installation.Settings.Address == Settings.DefaultAddress && !address.EndsWith(":0", StringComparison.Ordinal))
                installation.LeadTo(address.Split(';')[0].TrimEnd('/'));
        }
        var settings = installation.Settings;
        await MarketplaceHost.EnsureSchemaAsync(settings, cancel);
        await RefuseOtherKeyAsync(settings);
        var demo = settings.Embedded && await TellStoryAsync(installation, story, cancel);
        // What the telling took goes back to the machine before anybody is served.
        if (demo)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await RefuseBentClockAsync(settings, cancel);

        await using var app = MarketplaceHost.Build(settings, [], address.Split(';'));
        app.Services.GetRequiredService<Site>().Demonstration = demo;
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            // What had begun beside the web ends in its own time, while its database is still there.
            await app.StopAsync(CancellationToken.None);
            throw new CommandException(
                $"The address {address} is in use. Stop what listens there, or choose another with --urls http://127.0.0.1:PORT.",
                e
            );
        }
        Console.WriteLine($"USE-IT! Marketplace is at {string.Join(", ", app.Urls)}");
        using var found = installation.FoundAt(settings.Address == Settings.DefaultAddress ? app.Urls.First() : settings.Address);
        if (demo)
            Console.WriteLine(
                $"Sign in at {app.Urls.First()}/sign-in as, for example, {Cast.Author.Name} (buyer), {Cast.GroundsManager.Name} (enterprise) or {Cast.Adviser.Name} (adviser). Everybody there is invented."
            );
        using var terminated = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                app.Lifetime.StopApplication();
            }
        );
        using var interrupted = cancel.Register(app.Lifetime.StopApplication);
        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    private static async Task<bool> TellStoryAsync(Installation installation, StorySize? story, CancellationToken cancel)
    {
        await using (var database = MarketplaceHost.UnpooledSource(installation.Settings.ConnectionString))
            if (await UseItStory.IsToldAsync(database, cancel) is { } told)
                return told;
        await using var services = await installation.StartToTellAsync(cancel);
        if (story is null && !(await StoreMark.ReadAsync(services.GetRequiredService<NpgsqlDataSource>(), cancel)).IsDemo)
            return false;
        return await UseItStory.TellAsync(services, story ?? StorySize.Full, scene => Console.WriteLine($"  {scene}"), cancel);
    }

    // A demo may bend the clock while it lays out its past; nobody but a test is served by a bent clock.
    private static async Task RefuseBentClockAsync(Settings settings, CancellationToken cancel)
    {
        await using var database = MarketplaceHost.UnpooledSource(settings.ConnectionString);
        await using var command = database.CreateCommand("select kind = 'test' or clock_offset = interval '0' from events.mark");
        if (await command.ExecuteScalarAsync(cancel) is not true)
            throw new CommandException("The store's clock is bent (events.mark.clock_offset). Set it back to 0 before serving.");
    }

    // With another key nobody is found and no name can be read: said at the start, and not by every page.
    private static async Task RefuseOtherKeyAsync(Settings settings)
    {
        await using var database = MarketplaceHost.UnpooledSource(settings.ConnectionString);
        await using var secrets = new SecretsSource(database, settings);
        try
        {
            new DerivedKeys(secrets, settings.KeyRing).Of(DerivedKeys.Digest);
        }
        catch (CryptographicException e)
        {
            throw new CommandException(
                "What is stored is wrapped under another key-encryption key than the one that is set. Set that one; to change it, see docs/running.md.",
                e
            );
        }
    }

    private static void RequireLoopback(string urls)
    {
        foreach (var url in urls.Split(';'))
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !uri.IsLoopback)
                throw new CommandException(
                    $"{url} is not a loopback address. With the private PostgreSQL the marketplace listens on 127.0.0.1 only; configure ConnectionStrings__Marketplace for more."
                );
    }
}
