using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Schema;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// The views of a composite share its version, and whoever changes one of them raises it: otherwise rows of the old kind and the new would
/// lie in one table, and what was never read would be missing. After raising one, run the tests once with USEIT_FREEZE=1.
/// </summary>
public sealed class CompositesTests
{
    private static readonly string Frozen = Path.Combine(
        Checkout.Folder,
        "tests",
        "UseIt.Marketplace.Tests",
        "House",
        "FrozenComposites.txt"
    );
    private static readonly TableView[] Views = [.. MarketplaceHost.Modules().SelectMany(m => m.Views)];

    [Fact]
    public void whatever_changed_in_a_composite_raised_its_version()
    {
        string[] now =
        [
            .. from composite in Views.GroupBy(v => v.Composite)
            orderby composite.Key.Name
            from line in composite
                .OrderBy(v => v.Name, StringComparer.Ordinal)
                .Select(Line)
                .Prepend($"{composite.Key.Name} {composite.Key.Version}")
            select line,
        ];
        var (before, after) = (Read(File.Exists(Frozen) ? File.ReadAllLines(Frozen) : []), Read(now));
        foreach (var (name, (version, views)) in after)
            if (before.TryGetValue(name, out var frozen) && !frozen.Views.SequenceEqual(views))
                Assert.True(version > frozen.Version, $"A view of {name} was changed: raise its version above {frozen.Version}.");
        if (Environment.GetEnvironmentVariable("USEIT_FREEZE") == "1")
            File.WriteAllLines(Frozen, now);
        Assert.Equal(File.ReadAllLines(Frozen), now);
    }

    [Fact]
    public void every_view_and_every_composite_has_a_name_of_its_own()
    {
        Assert.Distinct(Views.Select(v => v.Name));
        Assert.Distinct(Views.Select(v => v.Progress));
        Assert.Distinct(Views.Select(v => v.Composite).Distinct().Select(c => c.Name));
        Assert.Empty(Views.Select(v => v.Progress).Intersect(Views.Select(v => v.Composite.Progress)));
    }

    private static Dictionary<string, (uint Version, string[] Views)> Read(string[] lines)
    {
        var read = new Dictionary<string, (uint, string[])>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Length; )
        {
            var parts = lines[i++].Split(' ');
            var views = lines.Skip(i).TakeWhile(line => line.StartsWith(' ')).ToArray();
            read[parts[0]] = (uint.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), views);
            i += views.Length;
        }
        return read;
    }

    private static readonly EventTypes Types = MarketplaceHost.FactTypes(MarketplaceHost.Modules());

    // Its name in the log, its facts in all their shapes, and the shape of its rows and table.
    private static string Line(TableView view)
    {
        var row = view.GetType().BaseType!.GetGenericArguments()[0];
        var shape =
            EventJson.Options.GetJsonSchemaAsNode(row).ToJsonString()
            + view.Ddl.Split(';')[0].Replace(view.Table, view.Name, StringComparison.Ordinal);
        return $"  {view.GetType().Name} {view.Name} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape)))[..16]} "
            + string.Join(' ', Types.AliasesOf(view.Handles).Order(StringComparer.Ordinal));
    }
}
