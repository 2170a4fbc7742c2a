using System.CommandLine;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// Makes a view anew from the whole log. A view that follows the log is read meanwhile; one that is written with its facts makes its
/// writers wait.
/// </summary>
public static class RebuildView
{
    private static readonly Argument<string?> Name = new("view") { Description = "The view's name", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> All = new("--all") { Description = "Every view" };

    public static Command Verb()
    {
        var verb = new Command("rebuild", "Make a view anew from the whole log") { Name, All };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                var modules = MarketplaceHost.Modules();
                IViewTable[] all = [.. modules.SelectMany(m => m.Inline), .. modules.SelectMany(m => m.Views)];
                var name = parsed.GetValue(Name);
                if (name is null != parsed.GetValue(All))
                    throw new CommandException("Name one view, or say --all.");
                var views = Array.FindAll(all, v => name is null || v.Name == name);
                if (views.Length == 0)
                    throw new CommandException(
                        $"No view is named {name}. There are: {string.Join(", ", all.Select(v => v.Name).Order(StringComparer.Ordinal))}"
                    );
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.ServicesAsync(cancel);
                foreach (var view in views)
                {
                    await (
                        view is TableView following
                            ? ActivatorUtilities.CreateInstance<Replay>(services, following).ReplaceAsync(cancel)
                            : ActivatorUtilities.CreateInstance<InlineReplay>(services, view).ReplaceAsync(cancel)
                    );
                    Console.WriteLine($"{view.Name} was rebuilt.");
                }
                return 0;
            }
        );
        return verb;
    }
}
