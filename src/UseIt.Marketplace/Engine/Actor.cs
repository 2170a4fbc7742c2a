namespace UseIt.Marketplace.Engine;

/// <summary>Who acts, for whom, and by what right.</summary>
/// <param name="Person">The acting person.</param>
/// <param name="Organisation">The organisation acted for, if any.</param>
/// <param name="Roles">The roles that right gives in that organisation.</param>
/// <param name="Authority">What gives it: <c>membership:ID</c>, <c>delegation:ID</c>, <c>mandate:ID</c> (joined by + where several do) or
/// <c>system</c>.</param>
public sealed record Actor(Guid Person, Guid? Organisation, IReadOnlySet<string> Roles, string Authority)
{
    private static readonly Guid SystemPerson = new("00000000-0000-7000-8000-000000000001");

    /// <summary>The program itself: reactions, timers.</summary>
    public static Actor System { get; } = new(SystemPerson, null, new HashSet<string>(), "system") { IsSystem = true };

    /// <summary>Nobody signed in.</summary>
    public static Actor Anonymous { get; } = new(Guid.Empty, null, new HashSet<string>(), "none");

    /// <summary>
    /// How long ago the person proved who they are (by a password, a passkey, a choice in a demo), where that is known. Not when a session
    /// was last used.
    /// </summary>
    public TimeSpan? ProvenSince { get; init; }

    /// <summary>
    /// How long ago the person showed a second factor, in this session, by this token or with this request; null where they have not.
    /// </summary>
    public TimeSpan? FactorSince { get; init; }

    /// <summary>Whether a service account acts: a program of an organisation's, by a key. It does nothing that is for people.</summary>
    public bool IsService { get; init; }

    /// <summary>
    /// Whether the program itself acts. It is not told by an id, which somebody could come to bear: only <see cref="System"/>, and what our
    /// own code derives from it by <c>with</c>, is the program.
    /// </summary>
    public bool IsSystem { get; private init; }

    /// <summary>Whether the actor acts for this organisation.</summary>
    public bool ActsFor(Guid? organisation) => organisation is not null && Organisation == organisation;

    /// <summary>Whether the actor acts for this organisation in one of these roles.</summary>
    public bool ActsFor(Guid? organisation, params ReadOnlySpan<string> roles)
    {
        if (!ActsFor(organisation))
            return false;
        foreach (var role in roles)
            if (Roles.Contains(role))
                return true;
        return false;
    }

    /// <summary>Whether the actor has the role, for whichever organisation.</summary>
    public bool Has(string role) => Roles.Contains(role);
}

/// <summary>The answer to "may this actor do this?".</summary>
public enum Access
{
    /// <summary>Yes.</summary>
    Granted,

    /// <summary>Not yours, which looks the same as not there.</summary>
    NotFound,

    /// <summary>Yours to see, but not with the roles you have.</summary>
    Forbidden,

    /// <summary>Nobody is signed in.</summary>
    SignInNeeded,

    /// <summary>Not before the person has shown a second factor within the last minutes; see <see cref="StepUp"/>.</summary>
    SecondFactorNeeded,
}
