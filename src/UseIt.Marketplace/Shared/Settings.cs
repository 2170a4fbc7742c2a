namespace UseIt.Marketplace.Shared;

/// <summary>How this process runs. Embedded means that no connection string is configured: a private PostgreSQL, loopback only, a built-in issuer.</summary>
public sealed record Settings
{
    public required string ConnectionString { get; init; }
    public required string DataFolder { get; init; }
    public required bool Embedded { get; init; }
    public required byte[] KeyEncryptionKey { get; init; }

    /// <summary>Whether this process signs its own tokens; only embedded and under test.</summary>
    public bool BuiltInIssuer { get; init; }

    /// <summary>Whether readers, reactions and the outbox run in this process.</summary>
    public bool Works { get; init; } = true;

    /// <summary>The publisher's registered OCID prefix; the default is the one the standard keeps for tests.</summary>
    public string OcidPrefix { get; init; } = "ocds-213czf";

    /// <summary>Where the templates lie; beside the sources or the program where nothing is said.</summary>
    public string? TemplatesFolder { get; init; }

    public string MailFolder => Path.Combine(DataFolder, "mail");
}
