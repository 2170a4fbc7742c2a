using System.Security.Cryptography.X509Certificates;

namespace UseIt.Marketplace;

/// <summary>
/// How this process runs. Embedded means that no connection string is configured: a private PostgreSQL, loopback only, a built-in issuer.
/// </summary>
public sealed record Settings
{
    public const string TestOcidPrefix = "ocds-213czf";
    public const string NoGrantPrefix = "360G-unregistered";
    public const string DefaultAddress = "http://127.0.0.1:5080";

    public required string ConnectionString { get; init; }

    /// <summary>How the owner of the schema connects; where nothing is said, the application owns it.</summary>
    public string? MigrationsConnectionString { get; init; }

    /// <summary>How to reach the keys under a role of their own; where nothing is said, the application's role reaches them.</summary>
    public string? SecretsConnectionString { get; init; }

    public required string DataFolder { get; init; }
    public required bool Embedded { get; init; }
    public required byte[] KeyEncryptionKey { get; init; }

    /// <summary>Keys that what is stored may be wrapped under besides, while the key-encryption key is being changed.</summary>
    public IReadOnlyList<byte[]> OtherKeyEncryptionKeys { get; init; } = [];

    public Privacy.KeyRing KeyRing => new(KeyEncryptionKey, OtherKeyEncryptionKeys);

    /// <summary>Whether this process signs its own tokens; only embedded and under test.</summary>
    public bool BuiltInIssuer { get; init; }

    /// <summary>Whether views, reactions and messages are looked after in this process.</summary>
    public bool Works { get; init; } = true;

    /// <summary>How long a page or query waits for the asker's own change before it says that it is on its way.</summary>
    public TimeSpan ReadYourWriteWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The publisher's registered OCID prefix; the default is the one the standard keeps for tests.</summary>
    public string OcidPrefix { get; init; } = TestOcidPrefix;

    /// <summary>The publisher's registered prefix of 360Giving; the default says that there is none.</summary>
    public string GrantPrefix { get; init; } = NoGrantPrefix;

    /// <summary>Where the templates lie; beside the sources or the program where nothing is said.</summary>
    public string? TemplatesFolder { get; init; }

    /// <summary>Where people sign in, and who signs the tokens of programs; none in a private installation.</summary>
    public IdentityProvider? IdentityProvider { get; init; }

    /// <summary>Whether people may have a link to sign in mailed; where not, the identity provider alone lets them in.</summary>
    public bool SignInByMail { get; init; } = true;

    /// <summary>Whether a demonstration asks for second factors too; every real installation does.</summary>
    public bool SecondFactorInDemo { get; init; }

    /// <summary>Whom people write to about the marketplace.</summary>
    public string? Contact { get; init; }

    /// <summary>Where browsers find the marketplace, for links that leave it.</summary>
    public string Address { get; init; } = DefaultAddress;

    /// <summary>Who takes our mails; where there is nobody they are written to files.</summary>
    public MailRelay? Mail { get; init; }

    /// <summary>Whether webhooks may lead to this machine itself, and without TLS: to try them out, where nobody else comes in.</summary>
    public bool WebhooksToLoopback { get; init; }

    /// <summary>How many times the usual number of requests everybody may send; 0 for as many as they like.</summary>
    public int RateLimits { get; init; } = 1;

    /// <summary>How long after it was asked what is not found is answered, at the earliest.</summary>
    public TimeSpan NotFoundAfter { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many bytes of uploads and stored documents each organisation may have here.</summary>
    public long StorageQuota { get; init; } = 5L << 30;

    /// <summary>Who looks at files that come in; where nothing is said, nobody.</summary>
    public Documents.ScannerSettings? Scanner { get; init; }

    public string MailFolder => Path.Combine(DataFolder, "mail");
}

/// <summary>An OpenID Connect provider.</summary>
/// <param name="Authority">Its issuer; the discovery document is found below it.</param>
/// <param name="ClientId">What this application is called there.</param>
/// <param name="ClientSecret">This application's secret there.</param>
/// <param name="ApiAudience">The audience that bearer tokens for the API must name.</param>
public sealed record IdentityProvider(string Authority, string ClientId, string ClientSecret, string ApiAudience)
{
    /// <summary>Without TLS only where nothing leaves the machine.</summary>
    public bool NeedsTls => !(Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && uri.IsLoopback);
}

public enum MailTls
{
    /// <summary>Everything in clear: for a relay on this machine, or where the network is trusted with it.</summary>
    None,

    /// <summary>Begins in clear and goes on encrypted, or not at all.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte.</summary>
    Implicit,
}

/// <summary>The SMTP server that takes our mails.</summary>
/// <param name="Host">Its name, which its certificate must bear.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Tls">How what is sent is kept from others.</param>
/// <param name="From">The address mails come from.</param>
public sealed record MailRelay(string Host, int Port, MailTls Tls, string From)
{
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>The authorities its certificate may come from; where nothing is said, those this machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>How long one mail may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(1);

    // A record prints what it holds, and this one holds a password.
    public override string ToString() => $"{Host}:{Port}";
}
