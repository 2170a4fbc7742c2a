using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Story;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Story;

/// <summary>The demo story, told once in the process without anybody in its way; each test has a copy.</summary>
internal static class ToldStory
{
    public static Task<string> CreateDatabaseAsync() =>
        PostgresFixture.CreateDatabaseAsync(
            "story",
            async connection =>
            {
                var settings = new Settings
                {
                    ConnectionString = connection,
                    DataFolder = TestFolders.Scratch(),
                    Embedded = true,
                    KeyEncryptionKey = MarketplaceApp.TestKey,
                    Works = false,
                };
                await MarketplaceHost.MigrateAsync(settings);
                var services = new ServiceCollection().AddLogging();
                MarketplaceHost.AddMarketplace(services, settings, MarketplaceHost.Modules());
                await using var built = services.BuildServiceProvider();
                Assert.True(await UseItStory.TellAsync(built, _ => { }, CancellationToken.None));
            }
        );
}
