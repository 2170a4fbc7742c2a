namespace UseIt.Marketplace.Engine;

/// <summary>
/// The usual answer to "may this actor?": on no side of it, it is not there; on the right side without the role, it is forbidden.
/// </summary>
public static class Sides
{
    public static Access On(this Actor actor, Guid organisation, params ReadOnlySpan<string> roles) =>
        actor.ActsFor(organisation, roles) ? Access.Granted
        : actor.ActsFor(organisation) ? Access.Forbidden
        : Access.NotFound;
}
