using System.Text.Json.Nodes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// Makes a key for a program of the organisation's. The key is shown once, in the answer; what is kept is its digest.
/// </summary>
[NeedsSecondFactor]
public sealed record MakeApiKey(
    [property: NewId] Guid KeyId,
    Guid OrganisationId,
    string Name,
    IReadOnlyList<string> Roles,
    DateTimeOffset Until,
    [property: ServerMade] string? Digest = null
) : Message, ICommand;

public static class MakeApiKeyHandler
{
    private const int Most = 20;
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static readonly Refusal NameMissing = new("api-key-name-missing", "name", "Say which program it is for");
    public static readonly Refusal UntilWrong = new("api-key-until-wrong", "until", "A key ends after now, and within a year");
    public static readonly Refusal TooMany = new("api-keys-too-many", null, $"Your organisation has {Most} keys. Revoke one first");

    public static Refusal NotForServices(string role) =>
        new(
            "role-not-for-programs",
            "roles",
            $"A program cannot be {RoleRules.Words(role).ToLowerInvariant()}: that is for people",
            new Dictionary<string, object?> { ["role"] = role }
        );

    /// <summary>How many keys of the organisation count now, and what duties its maker has.</summary>
    public sealed record Found(int Live);

    public static Access Authorise(Actor actor, MakeApiKey command) => RoleRules.Administers(actor, command.OrganisationId);

    public static async Task<Found> Load(MakeApiKey command, ApiKeys keys, CancellationToken cancel) =>
        new((await keys.OfAsync(command.OrganisationId, cancel)).Count(k => k.Counts));

    public static Decision Handle(
        MakeApiKey command,
        Stream<ApiKey> key,
        Organisation organisation,
        Found found,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (key.Exists)
            return key.State.Organisation == command.OrganisationId ? Decision.Nothing : NewIds.InUse("keyId");
        List<Refusal> refusals = [];
        if (string.IsNullOrWhiteSpace(command.Name))
            refusals.Add(NameMissing);
        if (command.Roles.FirstOrDefault(r => Roles.All.Contains(r) && !ApiKey.Roles.Contains(r)) is { } role)
            refusals.Add(NotForServices(role));
        else if (RoleRules.Broken(command.Roles, organisation) is { } broken)
            refusals.Add(broken);
        // What the program writes counts as written by whoever made its key.
        else if (SeparatedDuties.Joined(actor.Roles, command.Roles.Except(actor.Roles)) is { } pair)
            refusals.Add(SeparatedDuties.WouldJoin(pair, "roles"));
        if (command.Until <= now || command.Until > now + Longest)
            refusals.Add(UntilWrong);
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        return found.Live >= Most || command.Digest is not { } digest
            ? TooMany
            : Decision.On<ApiKey>(
                command.KeyId,
                new ApiKeyMade(
                    command.KeyId,
                    command.OrganisationId,
                    command.Name.Trim(),
                    [.. command.Roles.Distinct()],
                    digest,
                    command.Until,
                    actor.Person
                )
            );
    }

    /// <summary>Makes the key and the digest of it; the answer holds the key, where it was made just now.</summary>
    public static async Task<Outcome> SendAsync(Commands commands, MakeApiKey command, CommandContext context, CancellationToken cancel)
    {
        var key = ApiKeySecrets.New();
        var outcome = await commands.SendAsync(command with { Digest = ApiKeySecrets.DigestOf(key) }, context, cancel);
        return outcome is Outcome.Done { Replayed: false, Versions.Count: > 0 } done
            ? done with
            {
                Answer = new JsonObject { ["key"] = key },
            }
            : outcome;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<MakeApiKey>(
            "POST",
            "/api/v1/organisations/{organisationId}/api-keys",
            RoleRules.Administrators,
            creates: "keyId",
            send: (services, command, context, cancel) => SendAsync(services.GetRequiredService<Commands>(), command, context, cancel)
        );
}
