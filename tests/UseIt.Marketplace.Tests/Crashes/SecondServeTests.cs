using UseIt.Marketplace.Tests.CommandLine;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Crashes;

public sealed class SecondServeTests
{
    [Fact]
    public async Task a_second_one_on_the_same_folder_says_so_in_one_line_also_after_the_database_was_killed()
    {
        var folder = TestFolders.New();
        TestFolders.RemoveWhenWeAreGone(folder);
        await using var first = await ServeProcess.StartAsync(folder);
        await RefusedAsync(folder);
        // The lock is not the server's: that one comes again, and knows nothing.
        Assert.True(TestFolders.KillServer(folder));
        await RefusedAsync(folder);

        await first.KillAsync();
        await using var next = await ServeProcess.StartAsync(folder);
    }

    private static async Task RefusedAsync(string folder)
    {
        foreach (var verb in new[] { "serve", "demo" })
        {
            var second = await Verb.RunAsync([verb, "--data", folder]);
            Assert.Equal((verb, 1), (verb, second.Code));
            Assert.Equal(
                $"A marketplace runs on {folder} already. Use that one, stop it, or give another --data folder.",
                second.Error.Trim()
            );
        }
    }
}
