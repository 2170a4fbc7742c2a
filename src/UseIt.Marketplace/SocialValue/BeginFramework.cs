using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>A buyer begins a framework of its own: what it is called, and how it counts, which stays.</summary>
public sealed record BeginFramework([property: NewId] Guid FrameworkId, Guid OwnerId, string Name, FrameworkMode Mode) : Message, ICommand;

public static class BeginFrameworkHandler
{
    public static Access Authorise(Actor actor, BeginFramework command) => FrameworkAccess.ForAuthor(actor, command.OwnerId);

    public static Decision Handle(BeginFramework command, Stream<Framework> framework, [Peek] FrameworkOwner owner, Actor actor) =>
        framework.Exists ? Decision.Nothing
        : !owner.MayOwn ? FrameworkAccess.OwnerNotChecked
        : string.IsNullOrWhiteSpace(command.Name) ? FrameworkAccess.NameMissing
        : Decision.On<Framework>(
            command.FrameworkId,
            new FrameworkBegun(command.FrameworkId, command.OwnerId, command.Name.Trim(), command.Mode, null, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<BeginFramework>("POST", "/api/v1/frameworks", FrameworkAccess.Authors, creates: "frameworkId");
}
