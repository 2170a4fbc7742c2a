using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Which roles an organisation has to give.</summary>
internal static class RoleRules
{
    public static readonly Refusal RolesMissing = new("roles-missing", "roles", "Choose at least one role");

    public static Refusal RoleUnknown(string role) =>
        new("role-unknown", "roles", $"{role} is not a role here", new Dictionary<string, object?> { ["role"] = role });

    public static Refusal RoleOfAnotherKind(string role) =>
        new(
            "role-of-another-kind",
            "roles",
            $"This kind of organisation has no {role}",
            new Dictionary<string, object?> { ["role"] = role }
        );

    public static Refusal? Broken(IReadOnlyList<string> roles, Organisation organisation)
    {
        if (roles.Count == 0)
            return RolesMissing;
        foreach (var role in roles)
        {
            if (!Roles.All.Contains(role))
                return RoleUnknown(role);
            if (!Fits(role, organisation))
                return RoleOfAnotherKind(role);
        }
        return null;
    }

    /// <summary>What makes an administrator of the platform takes two of them, also inside the platform's own organisation.</summary>
    public static readonly Refusal PlatformTakesTwo = new(
        "platform-administrator-takes-two",
        "roles",
        "Two administrators of the platform together make another one: propose it, and have somebody else confirm it"
    );

    /// <summary>What the roles given by people cannot be, beside what no organisation has to give.</summary>
    public static Refusal? NotToGive(IReadOnlyList<string> roles, IReadOnlyList<string> before, Organisation organisation) =>
        Broken(roles, organisation) is { } broken ? broken
        : roles.Except(before).Contains(Roles.Administrator) ? PlatformTakesTwo
        : SeparatedDuties.Joined(roles, roles.Except(before)) is { } pair ? SeparatedDuties.WouldJoin(pair, "roles")
        : null;

    /// <summary>Who may give and take roles: the organisation's own administrator, and nobody from outside.</summary>
    public static Access Administers(Actor actor, Guid organisation) =>
        actor.ActsFor(organisation, Roles.OrganisationAdministrator) ? Access.Granted
        : actor.ActsFor(organisation) ? Access.Forbidden
        : Access.NotFound;

    public static AllowedTo Administrators { get; } =
        AllowedTo.Role("an administrator of the organisation", Roles.OrganisationAdministrator);

    public static AllowedTo AdministratorsAndPlatform { get; } =
        AllowedTo.Role("an administrator of the organisation or of the platform", Roles.OrganisationAdministrator, Roles.Administrator);

    /// <summary>The roles this organisation has to give, in the words of a form.</summary>
    public static IReadOnlyList<Choice> Choices(Organisation organisation) =>
        [.. Meaning.Where(role => Fits(role.Name, organisation)).Select(role => new Choice(role.Name, Words(role.Name), role.Meaning))];

    /// <summary>A role as people say it: "contractManager" is Contract manager.</summary>
    public static string Words(string role) =>
        string.Concat(
            role.Select(
                (c, i) =>
                    i == 0 ? $"{char.ToUpperInvariant(c)}"
                    : char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}"
                    : c.ToString()
            )
        );

    private static readonly (string Name, string Meaning)[] Meaning =
    [
        (Roles.Author, "Drafts tenders, answers questions, leads the evaluation"),
        (Roles.Approver, "Publishes, decides awards, signs contracts. Never alone on what the same person wrote"),
        (Roles.Evaluator, "Scores bids for the tenders they are appointed to"),
        (Roles.Opener, "Opens sealed bids, together with another opener"),
        (Roles.ContractManager, "Verifies what suppliers report"),
        (Roles.Member, "Works on bids and reports what was delivered"),
        (Roles.BidManager, "Starts bids and consortia, and submits"),
        (Roles.Signatory, "Accepts terms and signs contracts for the organisation"),
        (Roles.Adviser, "Works with enterprises and records support"),
        (Roles.ProgrammeManager, "Oversees advisers and reports to funders"),
        (Roles.Administrator, "Runs the platform"),
        (Roles.Auditor, "Reads everything an audit needs, and changes nothing"),
        (Roles.OrganisationAdministrator, "Invites people and gives these roles"),
    ];

    private static bool Fits(string role, Organisation organisation) =>
        role == Roles.OrganisationAdministrator
        || (Roles.Buyer.Contains(role) && organisation.Is(OrganisationKind.Buyer))
        || (Roles.Enterprise.Contains(role) && organisation.Is(OrganisationKind.Enterprise))
        || (Roles.Support.Contains(role) && (organisation.Is(OrganisationKind.Support) || organisation.Is(OrganisationKind.Funder)))
        || (Roles.Platform.Contains(role) && organisation.Is(OrganisationKind.Platform));
}

/// <summary>How many administrators an organisation has beside one person.</summary>
public sealed record OtherAdministrators(int Count)
{
    public static readonly Refusal LastOne = new(
        "last-administrator",
        null,
        "The organisation's last administrator cannot go. Make somebody else an administrator first"
    );

    /// <summary>Their memberships are guarded: of two administrators who send each other away at once, one stays.</summary>
    internal static async Task<OtherAdministrators> ThanAsync(
        Guid person,
        Guid organisation,
        Memberships memberships,
        Streams streams,
        CancellationToken cancel
    )
    {
        var others = (await memberships.InAsync(organisation, cancel))
            .Where(m => m.Person != person && m.Roles.Contains(Roles.OrganisationAdministrator))
            .Select(m => m.Id)
            .ToArray();
        return new OtherAdministrators(
            others.Length == 0 ? 0 : (await streams.FetchAsync<Membership>(others, cancel)).Count(m => m.State.Administers)
        );
    }
}
