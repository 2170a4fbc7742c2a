using System.Security.Cryptography;
using Npgsql;
using UseIt.EventStore;
using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Commands;

/// <summary>A problem the person at the command line can mend; one line on standard error, exit code 1.</summary>
public sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The installation a verb works on: a configured server's, or the private one of a data folder, held while the verb runs.</summary>
public sealed class Installation : IAsyncDisposable
{
    private const string ConnectionVariable = "ConnectionStrings__Marketplace";
    private const string KeyVariable = "Keys__KeyEncryptionKey";
    private const string KeyFileVariable = "Keys__KeyEncryptionKeyFile";
    private const string KeyFile = "key-encryption.key";

    private readonly PrivateCluster? cluster;

    private Installation(Settings settings, PrivateCluster? cluster) => (Settings, this.cluster) = (settings, cluster);

    public Settings Settings { get; }

    /// <exception cref="CommandException">It cannot be opened; the message says what to do.</exception>
    public static async Task<Installation> OpenAsync(string? dataFolder, Action<string>? progress = null, CancellationToken cancel = default)
    {
        if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } connection && dataFolder is null)
            return new Installation(new Settings { ConnectionString = connection, DataFolder = DataFolderOfServer(), Embedded = false, KeyEncryptionKey = ConfiguredKey() }, null);
        try
        {
            var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Folder = dataFolder ?? PrivateCluster.DefaultFolder, Progress = progress }, cancel);
            return new Installation(new Settings
            {
                ConnectionString = cluster.ConnectionString,
                DataFolder = cluster.Folder.Path,
                Embedded = true,
                BuiltInIssuer = true,
                KeyEncryptionKey = KeyOf(cluster.Folder)
            }, cluster);
        }
        catch (PrivateClusterException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    /// <summary>Migrates and gives the marketplace's services, without web, readers or outbox.</summary>
    public async Task<ServiceProvider> ServicesAsync(CancellationToken cancel = default)
    {
        await MarketplaceHost.MigrateAsync(Settings, cancel);
        var services = new ServiceCollection().AddLogging(l => l.AddConsole().SetMinimumLevel(LogLevel.Warning));
        MarketplaceHost.AddMarketplace(services, Settings with { Works = false }, MarketplaceHost.Modules());
        return services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null) await cluster.DisposeAsync();
    }

    private static string DataFolderOfServer() => Environment.GetEnvironmentVariable("Data__Folder") ?? PrivateCluster.DefaultFolder;

    private static byte[] ConfiguredKey()
    {
        var text = Environment.GetEnvironmentVariable(KeyVariable);
        if (string.IsNullOrEmpty(text) && Environment.GetEnvironmentVariable(KeyFileVariable) is { Length: > 0 } file)
            text = File.Exists(file) ? File.ReadAllText(file) : throw new CommandException($"The file {file} named by {KeyFileVariable} is not there.");
        if (string.IsNullOrWhiteSpace(text))
            throw new CommandException($"Set {KeyVariable} (or {KeyFileVariable}) to the key-encryption key: 32 random bytes in base64, such as `openssl rand -base64 32` prints.");
        var bytes = new byte[64];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == 32
            ? bytes[..32]
            : throw new CommandException($"{KeyVariable} must be 32 bytes in base64.");
    }

    private static byte[] KeyOf(DataFolder folder)
    {
        var file = Path.Combine(folder.PrivateFolder("keys"), KeyFile);
        if (File.Exists(file)) return Convert.FromBase64String(File.ReadAllText(file).Trim());
        var key = RandomNumberGenerator.GetBytes(32);
        // Written aside and moved without overwriting: of two processes that start at once one makes the key and both use it.
        var aside = $"{file}.{Environment.ProcessId}";
        using (var stream = new FileStream(aside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        using (var writer = new StreamWriter(stream))
            writer.WriteLine(Convert.ToBase64String(key));
        try
        {
            File.Move(aside, file, overwrite: false);
            return key;
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(aside);
            return Convert.FromBase64String(File.ReadAllText(file).Trim());
        }
    }
}
