using System.CommandLine;
using UseIt.Marketplace.Story;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Tells the demo story into an empty store, without serving it.</summary>
public static class Demo
{
    public static Command Verb()
    {
        var verb = new Command("demo", "Tell the demo story into an empty store; an interrupted one goes on") { Verbs.Story };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.StartToTellAsync(cancel);
                if (!await UseItStory.TellAsync(services, parsed.GetValue(Verbs.Story), scene => Console.WriteLine($"  {scene}"), cancel))
                    throw new CommandException(
                        "This store is not empty: the story is told into an empty one only. Give another --data folder or another database."
                    );
                Console.WriteLine(
                    "The story is told. Everybody and everything in it is invented, and the store is marked as a demo for ever."
                );
                return 0;
            }
        );
        return verb;
    }
}
