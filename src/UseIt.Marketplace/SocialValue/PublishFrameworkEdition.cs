using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>What is drafted becomes an edition, whole: from now on it can be chosen, and never changes.</summary>
public sealed record PublishFrameworkEdition(Guid FrameworkId, string Edition, DateOnly From) : Message, ICommand;

public static class PublishFrameworkEditionHandler
{
    public static readonly Refusal EditionMissing = new(
        "edition-missing",
        "edition",
        "Enter what this edition is called, such as May 2026"
    );
    public static readonly Refusal EditionTaken = new(
        "edition-taken",
        "edition",
        "There is an edition of this name, and it never changes. Give this one another name"
    );
    public static readonly Refusal FromMissing = new("from-missing", "from", "Enter the day from which it is meant to be used");
    public static readonly Refusal NothingInIt = new("framework-empty", null, "Add a metric first");
    public static readonly Refusal NothingNew = new("framework-unchanged", null, "Nothing has changed since the last edition");

    public static Access Authorise(Actor actor, Framework framework) => FrameworkAccess.ForAuthor(actor, framework.Owner);

    public static Decision Handle(PublishFrameworkEdition command, Framework framework, Actor actor)
    {
        if (framework.Licensed)
            return FrameworkAccess.Licensed;
        List<Refusal> wrong = [];
        if (framework.Draft.IsEmpty)
            wrong.Add(NothingInIt);
        else if (framework.Unchanged)
            wrong.Add(NothingNew);
        wrong.AddRange(WrongEdition(command.Edition, command.From, framework));
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Framework>(
                command.FrameworkId,
                new FrameworkEditionPublished(
                    command.FrameworkId,
                    framework.Owner,
                    framework.Editions.Count + 1,
                    command.Edition.Trim(),
                    command.From,
                    framework.Draft,
                    actor.Person
                )
            );
    }

    internal static IEnumerable<Refusal> WrongEdition(string? edition, DateOnly from, Framework framework)
    {
        if (string.IsNullOrWhiteSpace(edition))
            yield return EditionMissing;
        else if (framework.Editions.Contains(edition.Trim(), StringComparer.OrdinalIgnoreCase))
            yield return EditionTaken;
        if (from == default)
            yield return FromMissing;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PublishFrameworkEdition>("POST", "/api/v1/frameworks/{frameworkId}/editions", FrameworkAccess.Authors);
}
