using System.Text.RegularExpressions;
using Mono.Cecil;
using static UseIt.Marketplace.Tests.House.Compiled;

namespace UseIt.Marketplace.Tests.House;

/// <summary>What people may do over the API they can do on a page; docs/pages.md names what they cannot, each with its reason.</summary>
public sealed partial class ReachedFromPagesTests
{
    [Fact]
    public void every_command_of_the_api_is_on_a_page_or_named_with_its_reason()
    {
        var all = Types().ToArray();
        var commands = all.SelectMany(Mapped).ToHashSet(StringComparer.Ordinal);
        // What a page has beside itself may make the command: what is carried from one page to the next, the taker of files.
        var beside = all.Where(IsPage)
            .SelectMany(Used)
            .Distinct()
            .Where(t => !t.Name.EndsWith("Handler", StringComparison.Ordinal))
            .ToArray();
        var onPages = beside.Concat(beside.SelectMany(Used)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        // The guard itself: what is there is seen.
        Assert.Contains("DraftTender", commands);
        Assert.Contains("DraftTender", onPages);
        var named = Named().Matches(File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "pages.md"))).Select(m => m.Groups[1].Value);
        Assert.Equal(named.Order(StringComparer.Ordinal), commands.Except(onPages).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Mapped(TypeDefinition type) =>
        type
            .Methods.Where(m => m.HasBody)
            .SelectMany(m => m.Body.Instructions)
            .Select(i => i.Operand)
            .OfType<GenericInstanceMethod>()
            .Where(m => m.Name == "MapCommand")
            .Select(m => m.GenericArguments[0].Name);

    private static bool IsPage(TypeDefinition type)
    {
        for (TypeReference? t = type; t is not null; t = t.Scope is ModuleDefinition ? t.Resolve()?.BaseType : null)
            if (t.FullName == "Microsoft.AspNetCore.Mvc.RazorPages.PageModel")
                return true;
        return false;
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Named();
}
