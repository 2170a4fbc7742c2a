using System.CommandLine;
using UseIt.EventStore;

namespace UseIt.Marketplace.Commands;

/// <summary>Makes a view anew from the whole log while the old one is read.</summary>
public static class RebuildView
{
    private static readonly Argument<string> Name = new("view") { Description = "The view's name, or all" };

    public static Command Verb()
    {
        var verb = new Command("rebuild", "Make a view anew from the whole log") { Name };
        verb.SetAction(async (parsed, cancel) =>
        {
            await using var installation = await Installation.OpenAsync(parsed.GetValue(CommandLine.Data), cancel: cancel);
            await using var services = await installation.ServicesAsync(cancel);
            var name = parsed.GetValue(Name)!;
            View[] all = [.. MarketplaceHost.Modules().SelectMany(m => m.Views)];
            View[] views = name == "all" ? all : [.. all.Where(v => v.Name == name)];
            if (views.Length == 0) throw new CommandException($"No view is named {name}. There are: {string.Join(", ", all.Select(v => v.Name).Order(StringComparer.Ordinal))}");
            foreach (var view in views)
            {
                await services.GetRequiredService<Projector>().RebuildAsync(view, cancel);
                Console.WriteLine($"{view.Name} was rebuilt.");
            }
            return 0;
        });
        return verb;
    }
}
