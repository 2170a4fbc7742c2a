using System.Reflection;
using Mono.Cecil;
using UseIt.PrivatePostgres;
using static UseIt.Marketplace.Tests.House.Compiled;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// A context reaches another by its facts and views only, never by its state or its handlers; libraries know nothing of tendering. Read
/// from the compiled code.
/// </summary>
public sealed class BordersTests
{
    private static readonly Assembly PrivatePostgres = typeof(PrivateCluster).Assembly;

    // Wiring sees everything; the story and the verbs speak as people do, through commands.
    private static readonly HashSet<string> Everywhere = [Root, $"{Root}.CommandLine", $"{Root}.Story"];

    // What each room below the contexts may use beside itself; none of them knows of tendering.
    private static readonly Dictionary<string, string[]> Foundations = new()
    {
        ["Values"] = ["Engine"],
        ["Engine"] = [],
        ["Privacy"] = ["Engine"],
        ["Templates"] = ["Values"],
        // Who is there, and the name to greet them by.
        ["Web"] = ["Engine", "Values", "Accounts", "Organisations"],
    };

    [Fact]
    public void no_context_uses_the_state_or_the_handlers_of_another()
    {
        var trespasses =
            from type in Types()
            where !Everywhere.Contains(Context(type))
            from used in Used(type).Distinct()
            where IsPrivate(used) && Context(used) != Context(type)
            select $"{type.FullName} uses {used.FullName}";
        None(trespasses);
    }

    [Fact]
    public void the_rooms_below_the_contexts_know_nothing_of_tendering()
    {
        var trespasses =
            from type in Types()
            where Foundations.ContainsKey(Room(type))
            from used in Used(type).Distinct()
            where Room(used) is { Length: > 0 } room && room != Room(type) && !Foundations[Room(type)].Contains(room)
            select $"{Context(type)}.{type.Name} uses {used.FullName}";
        None(trespasses);
    }

    [Fact]
    public void the_private_postgresql_knows_nothing_of_the_marketplace()
    {
        Assert.DoesNotContain(Known(PrivatePostgres), name => name!.StartsWith("UseIt.", StringComparison.Ordinal));
        // The guard itself: what is known is seen.
        Assert.Contains("UseIt.PrivatePostgres", Known(typeof(MarketplaceHost).Assembly));
    }

    [Fact]
    public void the_border_is_seen_where_it_is_crossed()
    {
        // The guard itself: the story does use handlers' commands of all contexts, and the scan sees method bodies.
        var story = Application.MainModule.GetType("UseIt.Marketplace.Story.UseItStory");
        Assert.Contains(story.NestedTypes.SelectMany(Used).Concat(Used(story)), t => t.Namespace == "UseIt.Marketplace.Organisations");
    }

    private static void None(IEnumerable<string> trespasses)
    {
        var all = trespasses.Distinct().ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static IEnumerable<string?> Known(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name);

    private static bool IsPrivate(TypeDefinition type) =>
        type.Name.EndsWith("Handler", StringComparison.Ordinal)
        || type.Interfaces.Any(i => i.InterfaceType.Name == "IState`1" && Context(type).StartsWith(Root, StringComparison.Ordinal));
}
