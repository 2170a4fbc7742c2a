using System.Security.Cryptography;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// A database remembers each migration by its name and its digest: a file that is renamed, moved or changed would stop every upgrade. After
/// adding one, run the tests once with USEIT_FREEZE=1.
/// </summary>
public sealed class MigrationsTests
{
    private static readonly string Frozen = Path.Combine(
        Checkout.Folder,
        "tests",
        "UseIt.Marketplace.Tests",
        "House",
        "FrozenMigrations.txt"
    );

    [Fact]
    public void names_and_contents_of_every_migration_are_as_they_were_frozen()
    {
        string[] now =
        [
            .. from assembly in MarketplaceHost.Assemblies
            from name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
            orderby name
            select $"{name} {Convert.ToHexStringLower(SHA256.HashData(assembly.GetManifestResourceStream(name)!))}",
        ];
        if (Environment.GetEnvironmentVariable("USEIT_FREEZE") == "1")
            File.WriteAllLines(Frozen, now);
        Assert.Equal(File.ReadAllLines(Frozen), now);
    }
}
