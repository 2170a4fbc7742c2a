namespace UseIt.Marketplace.Web;

/// <summary>
/// Who may use an endpoint, in words and as a coarse gate; the command or query itself decides the rest. An endpoint without one fails a
/// test.
/// </summary>
public sealed record AllowedTo(string Who, bool SignedIn, IReadOnlySet<string> Roles)
{
    /// <summary>Whether a service account changes something here, too, though it is for no role in particular.</summary>
    public bool Services { get; private init; }

    public static AllowedTo Anyone { get; } = new("anyone", false, new HashSet<string>());
    public static AllowedTo Person { get; } = new("anyone signed in", true, new HashSet<string>());

    /// <summary>Anyone signed in, and programs of organisations.</summary>
    public static AllowedTo PersonOrService { get; } = Person with { Services = true };

    public static AllowedTo Role(string who, params IEnumerable<string> roles) => new(who, true, roles.ToHashSet(StringComparer.Ordinal));
}

public static class AllowedToEndpoints
{
    public static TBuilder AllowedTo<TBuilder>(this TBuilder endpoint, AllowedTo who)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(who);
}
