namespace UseIt.Marketplace.Web;

/// <summary>Who may use a page: the attribute's word for <see cref="AllowedTo"/>. A page without one is closed, and fails a test.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class PageForAttribute(AllowedTo who) : Attribute
{
    public AllowedTo Who { get; } = who;
}

public sealed class ForAnyoneAttribute() : PageForAttribute(AllowedTo.Anyone);

/// <summary>Anybody signed in; the query or command decides the rest.</summary>
public sealed class ForPeopleAttribute() : PageForAttribute(AllowedTo.Person);

/// <summary>People who hold one of the roles in the organisation they act for.</summary>
public sealed class ForRolesAttribute(string who, params string[] roles) : PageForAttribute(AllowedTo.Role(who, roles));
