using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Story;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Story;

/// <summary>The demo story, told once in the process for each size without anybody in its way; each test has a copy.</summary>
internal static class ToldStory
{
    public static Task<string> CreateDatabaseAsync(StorySize size = StorySize.Small) =>
        PostgresFixture.CreateDatabaseAsync(
            $"story {size}",
            async connection =>
            {
                var settings = new Settings
                {
                    ConnectionString = connection,
                    DataFolder = TestFolders.Scratch(),
                    Embedded = true,
                    KeyEncryptionKey = MarketplaceApp.TestKey,
                };
                await MarketplaceHost.MigrateAsync(settings);
                await using var running = await RunningServices.StartAsync(settings, CancellationToken.None);
                Assert.True(await UseItStory.TellAsync(running, size, _ => { }, CancellationToken.None));
            }
        );
}
