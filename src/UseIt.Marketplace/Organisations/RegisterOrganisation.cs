using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Registers an organisation; whoever does it becomes its first administrator. It may act once its identity is checked.</summary>
[CountsAs(Counted.Registration)]
public sealed record RegisterOrganisation(
    [property: NewId] Guid OrganisationId,
    string Name,
    IReadOnlyList<OrganisationKind> Kinds,
    IReadOnlyList<Identifier>? Identifiers = null,
    Address? Address = null,
    Uri? Website = null
) : Message, ICommand;

public static class RegisterOrganisationHandler
{
    public static readonly Refusal NameMissing = new("organisation-name-missing", "name", "Enter the organisation's name");
    public static readonly Refusal KindMissing = new(
        "organisation-kind-missing",
        "kinds",
        "Say whether the organisation buys, is a social enterprise, supports enterprises, or funds"
    );
    public static readonly Refusal PlatformKind = new(
        "organisation-kind-platform",
        "kinds",
        "Only an administrator can register the platform's own organisation"
    );

    public static Refusal IdentifierEmpty(int n) =>
        new("identifier-empty", $"identifiers[{n}]", "Enter both the scheme (such as GB-COH) and the number, with its leading zeros");

    public static Refusal IdentifierWrong(int n, Identifier identifier) =>
        new(
            "identifier-wrong",
            $"identifiers[{n}]",
            identifier.Scheme == Identifier.Company
                ? "A company number has 8 characters, such as 01234567, SC123456 or IP12345R"
                : "A charity number has 6 or 7 digits, such as 1234567, or looks like SC012345 or NIC100123"
        );

    /// <summary>What is wrong with it, whoever sends it.</summary>
    internal static IEnumerable<Refusal> Wrong(RegisterOrganisation command)
    {
        if (string.IsNullOrWhiteSpace(command.Name))
            yield return NameMissing;
        if (command.Kinds.Count == 0)
            yield return KindMissing;
        foreach (var (n, identifier) in Normal(command).Index())
            if (string.IsNullOrWhiteSpace(identifier.Scheme) || string.IsNullOrWhiteSpace(identifier.Id))
                yield return IdentifierEmpty(n);
            else if (!identifier.IsPossible())
                yield return IdentifierWrong(n, identifier);
    }

    public static Access Authorise(Actor actor) => actor.Person == Guid.Empty ? Access.SignInNeeded : Access.Granted;

    public static async Task<StoreMark> Load(Streams streams, CancellationToken cancel) =>
        await StoreMark.ReadAsync(streams.Database, cancel);

    public static Decision Handle(RegisterOrganisation command, Stream<Organisation> organisation, Actor actor, StoreMark mark)
    {
        if (organisation.Exists)
            return Decision.Nothing;
        var refusals = Wrong(command).ToList();
        if (command.Kinds.Contains(OrganisationKind.Platform) && !actor.IsSystem)
            refusals.Add(PlatformKind);
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);

        var identifiers = Normal(command);
        var decision = Decision.On<Organisation>(
            command.OrganisationId,
            new OrganisationRegistered(
                command.OrganisationId,
                command.Name.Trim(),
                command.Kinds,
                identifiers,
                command.Address,
                command.Website,
                mark.IsDemo
            )
        );
        foreach (var identifier in identifiers)
            decision.Reserve("organisation-identifier", $"{identifier.Scheme}:{identifier.Id}", command.OrganisationId);
        if (actor.IsSystem)
            return decision;
        var membership = UuidV5.Of(command.OrganisationId, $"membership:{actor.Person}");
        return decision.And<Membership>(
            membership,
            new MembershipGranted(membership, actor.Person, command.OrganisationId, [Roles.OrganisationAdministrator], actor.Person)
        );
    }

    private static Identifier[] Normal(RegisterOrganisation command) => [.. (command.Identifiers ?? []).Select(i => i.Normal()).Distinct()];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RegisterOrganisation>("POST", "/api/v1/organisations", AllowedTo.Person, creates: "organisationId");
}
