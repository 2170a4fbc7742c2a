using System.Diagnostics;
using UseIt.Marketplace.Engine;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.House;

/// <summary>The code by which Wolverine carries messages out is committed; it must be what the handlers of today call for.</summary>
public sealed class GeneratedCodeTests
{
    private static readonly string Committed = Path.Combine(Checkout.Folder, "src", "UseIt.Marketplace", "Internal", "Generated");

    private static IEnumerable<Type> Messages => MarketplaceHost.Assemblies.SelectMany(a => a.GetTypes()).Where(MessageSettings.IsMessage);

    [Fact]
    public async Task it_is_what_would_be_generated_now()
    {
        // Built with the solution; it is the program without its generated code.
        var generator = Path.Combine(
            Checkout.Folder,
            "src",
            "UseIt.Marketplace.Generator",
            "bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            new DirectoryInfo(AppContext.BaseDirectory).Name,
            "UseIt.Marketplace.Generator.dll"
        );
        var folder = TestFolders.Scratch();
        using var run = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", generator, "generate", folder])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = await Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == 0, string.Concat(said));

        var (now, before) = (Files(folder), Files(Committed));
        Assert.Equal(before.Keys, now.Keys);
        Assert.All(before, file => Assert.Equal(file.Value, now[file.Key]));
    }

    [Fact]
    public void every_message_has_its_code_and_every_commands_code_commits()
    {
        var code = Files(Committed).Values.ToArray();
        foreach (var message in Messages)
        {
            var own = Assert.Single(code, c => c.Contains($" = ({message.FullName})context.Envelope.Message;", StringComparison.Ordinal));
            if (typeof(ICommand).IsAssignableFrom(message))
                Assert.Contains("await documentSession.SaveChangesAsync(cancellation)", own, StringComparison.Ordinal);
            else
                Assert.Contains(nameof(HandledMessages.NoteAsync), own, StringComparison.Ordinal);
        }
    }

    private static SortedDictionary<string, string> Files(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .ToDictionary(f => Path.GetRelativePath(folder, f), f => File.ReadAllText(f).ReplaceLineEndings("\n").Trim()),
            StringComparer.Ordinal
        );
}
