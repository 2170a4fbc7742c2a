using System.Globalization;
using System.Security.Cryptography;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Story;
using UseIt.PrivatePostgres;

namespace UseIt.Marketplace.CommandLine;

/// <summary>A problem the person at the command line can mend; one line on standard error, exit code 1.</summary>
public sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// The installation a verb works on: a configured server's, or the private one of a data folder, held while the verb runs.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    private const string ConnectionVariable = "ConnectionStrings__Marketplace";
    private const string MigrationsVariable = "ConnectionStrings__Migrations";
    private const string SecretsVariable = "ConnectionStrings__Secrets";
    private const string KeyVariable = "Keys__KeyEncryptionKey";
    private const string KeyFileVariable = "Keys__KeyEncryptionKeyFile";
    private const string OtherKeyVariable = "Keys__OtherKeyEncryptionKey";
    private const string OtherKeyFileVariable = "Keys__OtherKeyEncryptionKeyFile";
    private const string KeyFile = "key-encryption.key";

    private readonly PrivateCluster? cluster;
    private IDisposable? work;

    private Installation(Settings settings, PrivateCluster? cluster) => (Settings, this.cluster) = (settings, cluster);

    public Settings Settings { get; private set; }

    /// <exception cref="CommandException">It cannot be opened; the message says what to do.</exception>
    public static async Task<Installation> OpenAsync(
        string? dataFolder,
        Action<string>? progress = null,
        CancellationToken cancel = default
    )
    {
        if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } connection && dataFolder is null)
            return new Installation(
                new Settings
                {
                    ConnectionString = DatabaseTls.Of(connection),
                    MigrationsConnectionString = Given(MigrationsVariable) is { } owner ? DatabaseTls.Of(owner) : null,
                    SecretsConnectionString = Given(SecretsVariable) is { } keys ? DatabaseTls.Of(keys) : null,
                    DataFolder = DataFolderOfServer(),
                    Embedded = false,
                    KeyEncryptionKey = ConfiguredKey(),
                    OtherKeyEncryptionKeys = OtherKeys(),
                    IdentityProvider = ConfiguredProvider(),
                    SignInByMail = SignInByMail(),
                    Contact = ConfiguredContact(),
                    Mail = MailSettings.Read(Given),
                    Address = ConfiguredAddress(),
                    RateLimits = ConfiguredNumber("Limits__Rates", 1),
                    StorageQuota = (long)ConfiguredNumber("Limits__StorageMiB", 5120) << 20,
                    Scanner = ScannerSetting.Read(Given),
                    OcidPrefix = Environment.GetEnvironmentVariable("OpenData__OcidPrefix") is { Length: > 0 } prefix
                        ? prefix
                        : Marketplace.Settings.TestOcidPrefix,
                    GrantPrefix = Environment.GetEnvironmentVariable("OpenData__GrantPrefix") is { Length: > 0 } grants
                        ? grants
                        : Marketplace.Settings.NoGrantPrefix,
                },
                null
            );
        var (mail, address) = (MailSettings.Read(Given), ConfiguredAddress());
        var (contact, scanner) = (ConfiguredContact(), ScannerSetting.Read(Given));
        var (rates, storage) = (ConfiguredNumber("Limits__Rates", 1), ConfiguredNumber("Limits__StorageMiB", 5120));
        try
        {
            var cluster = await PrivateCluster.StartAsync(
                new PrivateClusterOptions { Folder = dataFolder ?? PrivateCluster.DefaultFolder, Progress = progress },
                cancel
            );
            return new Installation(
                new Settings
                {
                    ConnectionString = cluster.ConnectionString,
                    DataFolder = cluster.Folder.Path,
                    Embedded = true,
                    BuiltInIssuer = true,
                    KeyEncryptionKey = KeyOf(cluster.Folder),
                    OtherKeyEncryptionKeys = OtherKeys(),
                    Mail = mail,
                    Address = address,
                    Contact = contact,
                    RateLimits = rates,
                    StorageQuota = (long)storage << 20,
                    Scanner = scanner,
                    SecondFactorInDemo = Switched("SignIn__SecondFactor"),
                    WebhooksToLoopback = Switched("Webhooks__Loopback"),
                },
                cluster
            );
        }
        catch (PrivateClusterException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    /// <summary>Migrates and gives the marketplace's services for reading: no web, and nothing that runs by itself.</summary>
    public async Task<ServiceProvider> ServicesAsync(CancellationToken cancel = default)
    {
        await MarketplaceHost.EnsureSchemaAsync(Settings, cancel);
        var services = new ServiceCollection().AddLogging(l => l.AddConsole().SetMinimumLevel(LogLevel.Warning));
        MarketplaceHost.AddMarketplace(services, Settings with { Works = false }, MarketplaceHost.Modules());
        return services.BuildServiceProvider();
    }

    /// <summary>The same with commands: messages are left to the servers that run.</summary>
    public async Task<RunningServices> StartAsync(CancellationToken cancel = default)
    {
        await MarketplaceHost.EnsureSchemaAsync(Settings, cancel);
        return await RunningServices.StartAsync(Settings with { Works = false }, cancel);
    }

    /// <summary>The same for the story: messages are carried out here, and while one is told the disk is not waited for.</summary>
    public async Task<RunningServices> StartToTellAsync(CancellationToken cancel)
    {
        await WorkAloneAsync();
        await MarketplaceHost.EnsureSchemaAsync(Settings, cancel);
        await using var database = MarketplaceHost.UnpooledSource(Settings.ConnectionString);
        var settings = await UseItStory.IsToldAsync(database, cancel) is null ? UseItStory.Telling(Settings) : Settings;
        return await RunningServices.StartAsync(settings with { Works = true }, cancel);
    }

    /// <summary>
    /// Makes this the one process that works on a private installation, until it ends: who starts there takes over everybody's messages.
    /// A lock of the database would be lost with the server, which is started again under a process that goes on.
    /// </summary>
    /// <exception cref="CommandException">Another does.</exception>
    public async Task WorkAloneAsync()
    {
        if (cluster is not null)
            work ??=
                await cluster.Folder.TryHoldAsync("work.lock")
                ?? throw new CommandException(
                    $"A marketplace runs on {cluster.Folder.Path} already. Use that one, stop it, or give another --data folder."
                );
    }

    /// <summary>
    /// Where people find the marketplace: what <c>Site__Address</c> says, else where the server that runs on this folder listens.
    /// </summary>
    public string Address =>
        cluster is not null && Given("Site__Address") is null && File.Exists(AddressFile)
            ? File.ReadAllText(AddressFile).Trim()
            : Settings.Address;

    /// <summary>Makes links lead there.</summary>
    public void LeadTo(string address) => Settings = Settings with { Address = address };

    /// <summary>Tells the verbs used beside this server where it is found, until it ends.</summary>
    public IDisposable FoundAt(string address)
    {
        if (cluster is not null)
            File.WriteAllText(AddressFile, address);
        return new Gone(cluster is null ? null : AddressFile);
    }

    private string AddressFile => Path.Combine(Settings.DataFolder, "address");

    private sealed class Gone(string? file) : IDisposable
    {
        public void Dispose()
        {
            if (file is not null)
                File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        work?.Dispose();
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static string DataFolderOfServer() => Environment.GetEnvironmentVariable("Data__Folder") ?? PrivateCluster.DefaultFolder;

    private static string ConfiguredAddress()
    {
        if (Environment.GetEnvironmentVariable("Site__Address") is not { Length: > 0 } address)
            return Marketplace.Settings.DefaultAddress;
        return
            Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? address.TrimEnd('/')
            : throw new CommandException("Site__Address must be the address people use, such as https://marketplace.example.org.");
    }

    private static string? ConfiguredContact() =>
        Given("Site__Contact") is not { } mail ? null
        : MailAddress.Is(mail) ? mail.Trim()
        : throw new CommandException("Site__Contact must be the mail address people write to, such as help@marketplace.example.org.");

    private static bool SignInByMail() =>
        Given("SignIn__ByMail") switch
        {
            null or "true" => true,
            "false" when Given("SignIn__Authority") is not null => false,
            "false" => throw new CommandException("SignIn__ByMail is false and SignIn__Authority is not set: nobody could sign in."),
            _ => throw new CommandException("SignIn__ByMail must be true or false."),
        };

    // Both are for trying things out; an installation that others reach knows neither.
    private static bool Switched(string variable) =>
        Given(variable) switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw new CommandException($"{variable} must be true or false."),
        };

    private static int ConfiguredNumber(string variable, int otherwise) =>
        Given(variable) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000 ? number
        : throw new CommandException($"{variable} must be a whole number from 0 to 1000000.");

    private static IdentityProvider? ConfiguredProvider()
    {
        if (Environment.GetEnvironmentVariable("SignIn__Authority") is not { Length: > 0 } authority)
            return null;
        if (Environment.GetEnvironmentVariable("SignIn__ClientId") is not { Length: > 0 } client)
            throw new CommandException(
                "SignIn__Authority is set and SignIn__ClientId is not. Set it to the name this application has there."
            );
        var secret =
            Secret("SignIn__ClientSecret", "SignIn__ClientSecretFile")
            ?? throw new CommandException(
                "SignIn__Authority is set and SignIn__ClientSecret (or SignIn__ClientSecretFile) is not. Set it to this application's secret there."
            );
        var provider = new IdentityProvider(
            authority.TrimEnd('/'),
            client,
            secret,
            Environment.GetEnvironmentVariable("SignIn__ApiAudience") is { Length: > 0 } audience ? audience : client
        );
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || (provider.NeedsTls && uri.Scheme != Uri.UriSchemeHttps))
            throw new CommandException("SignIn__Authority must be an https address.");
        return provider;
    }

    /// <summary>A secret from its variable, or from the file that another variable names.</summary>
    private static string? Secret(string variable, string fileVariable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            return value;
        if (Environment.GetEnvironmentVariable(fileVariable) is not { Length: > 0 } file)
            return null;
        return File.Exists(file)
            ? File.ReadAllText(file).Trim()
            : throw new CommandException($"The file {file} named by {fileVariable} is not there.");
    }

    private static byte[] ConfiguredKey()
    {
        var text = Secret(KeyVariable, KeyFileVariable);
        if (string.IsNullOrWhiteSpace(text))
            throw new CommandException(
                $"Set {KeyVariable} (or {KeyFileVariable}) to the key-encryption key: 32 random bytes in base64, such as `openssl rand -base64 32` prints."
            );
        return KeyFrom(text, KeyVariable);
    }

    // While the key is being changed: what is stored may be wrapped under this one, nothing more will be.
    private static IReadOnlyList<byte[]> OtherKeys() =>
        Secret(OtherKeyVariable, OtherKeyFileVariable) is { Length: > 0 } text ? [KeyFrom(text, OtherKeyVariable)] : [];

    private static byte[] KeyFrom(string text, string variable)
    {
        var bytes = new byte[64];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == 32
            ? bytes[..32]
            : throw new CommandException($"{variable} must be 32 bytes in base64.");
    }

    private static byte[] KeyOf(DataFolder folder)
    {
        var file = Path.Combine(folder.PrivateFolder("keys"), KeyFile);
        if (File.Exists(file))
            return Convert.FromBase64String(File.ReadAllText(file).Trim());
        var key = RandomNumberGenerator.GetBytes(32);
        // Written aside and moved without overwriting: of two processes that start at once one makes the key and both use it.
        var aside = $"{file}.{Environment.ProcessId}";
        using (
            var stream = new FileStream(
                aside,
                new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        )
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
