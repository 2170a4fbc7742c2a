using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Opportunities;

/// <summary>
/// Notes that a saved search has found what is new between two positions, once, whichever node found it; that its person is told follows.
/// </summary>
public sealed record TellOfFoundWork(Guid SearchId, long After, long UpTo, int Number) : Message, ICommand;

public static class TellOfFoundWorkHandler
{
    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static Decision Handle(TellOfFoundWork command, SavedSearch search) =>
        search.Forgotten || search.Told == Told.Never || search.ToldUpTo >= command.UpTo
            ? Decision.Nothing
            : Decision.On<SavedSearch>(
                command.SearchId,
                new WorkFound(
                    command.SearchId,
                    search.PersonId,
                    search.OrganisationId,
                    Math.Max(command.After, search.ToldUpTo),
                    command.UpTo,
                    command.Number
                )
            );
}
