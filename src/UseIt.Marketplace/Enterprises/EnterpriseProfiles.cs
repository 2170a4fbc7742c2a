using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

public sealed record ProfileEvidence(
    Guid EvidenceId,
    StatusCriterion Criterion,
    string Statement,
    DateOnly From,
    DateOnly? Until,
    bool? Verified
);

public sealed record ProfileCapability(
    Guid CapabilityId,
    string Title,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<string> Words,
    IReadOnlyList<Place> Places,
    string? Capacity
);

/// <summary>An enterprise as everybody sees it: its public capabilities and what is known of its status.</summary>
public sealed record EnterpriseProfile(
    Guid OrganisationId,
    string Name,
    string LegalForm,
    string Mission,
    DateOnly? TradingSince,
    bool Registered,
    IReadOnlyList<ProfileEvidence> Evidence,
    IReadOnlyList<ProfileCapability> Capabilities
)
{
    /// <summary>Whether it was made sure that who speaks for it does; nobody sees it before.</summary>
    public bool IdentityChecked { get; init; }

    /// <summary>Suspended, closed or merged: nobody sees it.</summary>
    public bool AtRest { get; init; }

    /// <summary>Whether everybody sees it.</summary>
    [JsonIgnore]
    public bool IsPublic => Registered && IdentityChecked && !AtRest;

    /// <summary>The stream in which an organisation's facts as an enterprise lie.</summary>
    public static Guid StreamOf(Guid organisation) => SocialEnterprise.IdOf(organisation);
}

/// <summary>The public profiles, by organisation.</summary>
public sealed class EnterpriseProfiles : TableView<EnterpriseProfile>
{
    public override string Name => "enterprise_profiles";
    public override Composite Composite => Composites.Search;

    protected override IReadOnlyList<string> Columns =>
        [
            "name varchar generated always as (data ->> 'name') stored",
            """
                registered boolean generated always as
                  ((data ->> 'registered')::boolean and (data ->> 'identityChecked')::boolean and not (data ->> 'atRest')::boolean) stored
                """,
            "cpv jsonb generated always as (jsonb_path_query_array(data, '$.capabilities[*].cpv[*]')) stored",
            "places jsonb generated always as (jsonb_path_query_array(data, '$.capabilities[*].places[*].code')) stored",
            // Bounded: PostgreSQL takes no longer text into one index of words.
            """
                words tsvector generated always as (to_tsvector('english', left(coalesce(data ->> 'name', ''), 1000))
                  || to_tsvector('english', left(jsonb_path_query_array(data, '$.capabilities[*].title') #>> '{}', 50000))
                  || to_tsvector('english', left(jsonb_path_query_array(data, '$.capabilities[*].words[*]') #>> '{}', 50000))
                  || to_tsvector('english', left(coalesce(data ->> 'mission', ''), 20000))) stored
                """,
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["name"] = "(name, key) where registered",
            ["cpv"] = "using gin (cpv) where registered",
            ["places"] = "using gin (places) where registered",
            ["words"] = "using gin (words) where registered",
            ["capabilities"] = "using gin ((data -> 'capabilities') jsonb_path_ops)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(OrganisationRegistered),
            typeof(OrganisationRenamed),
            typeof(OrganisationIdentityChecked),
            typeof(OrganisationSuspended),
            typeof(OrganisationReinstated),
            typeof(OrganisationMerged),
            typeof(OrganisationClosed),
            typeof(EnterpriseRegistered),
            typeof(EnterpriseProfileChanged),
            typeof(StatusEvidenceRecorded),
            typeof(StatusEvidenceWithdrawn),
            typeof(StatusEvidenceVerified),
            typeof(StatusEvidenceRejected),
            typeof(CapabilityDeclared),
            typeof(CapabilityWithdrawn),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        e.Data switch
        {
            OrganisationRegistered f => f.Kinds.Contains(OrganisationKind.Enterprise) ? [f.OrganisationId] : [],
            OrganisationRenamed f => [f.OrganisationId],
            OrganisationIdentityChecked f => [f.OrganisationId],
            OrganisationSuspended f => [f.OrganisationId],
            OrganisationReinstated f => [f.OrganisationId],
            OrganisationMerged f => [f.OrganisationId],
            OrganisationClosed f => [f.OrganisationId],
            EnterpriseRegistered f => [f.OrganisationId],
            EnterpriseProfileChanged f => [f.OrganisationId],
            StatusEvidenceRecorded f => [f.OrganisationId],
            StatusEvidenceWithdrawn f => [f.OrganisationId],
            StatusEvidenceVerified f => [f.OrganisationId],
            StatusEvidenceRejected f => [f.OrganisationId],
            CapabilityDeclared f => [f.OrganisationId],
            CapabilityWithdrawn f => [f.OrganisationId],
            _ => [],
        };

    public override EnterpriseProfile? Apply(Guid key, EnterpriseProfile? row, IEvent e) =>
        (row, e.Data) switch
        {
            (_, OrganisationRegistered f) => new EnterpriseProfile(key, f.Name, "", "", null, false, [], []),
            (null, _) => null,
            (_, OrganisationRenamed f) => row with { Name = f.Name },
            (_, OrganisationIdentityChecked) => row with { IdentityChecked = true },
            (_, OrganisationSuspended or OrganisationMerged or OrganisationClosed) => row with { AtRest = true },
            (_, OrganisationReinstated) => row with { AtRest = false },
            (_, EnterpriseProfileChanged f) => row with { LegalForm = f.LegalForm, Mission = f.Mission, TradingSince = f.TradingSince },
            (_, EnterpriseRegistered f) => row with
            {
                LegalForm = f.LegalForm,
                Mission = f.Mission,
                TradingSince = f.TradingSince,
                Registered = true,
            },
            (_, StatusEvidenceRecorded f) => row with
            {
                Evidence = [.. row.Evidence, new ProfileEvidence(f.EvidenceId, f.Criterion, f.Statement, f.From, f.Until, null)],
            },
            (_, StatusEvidenceWithdrawn f) => row with { Evidence = [.. row.Evidence.Where(p => p.EvidenceId != f.EvidenceId)] },
            (_, StatusEvidenceVerified f) => row with { Evidence = Decide(row.Evidence, f.EvidenceId, true) },
            (_, StatusEvidenceRejected f) => row with { Evidence = Decide(row.Evidence, f.EvidenceId, false) },
            (_, CapabilityDeclared f) => row with
            {
                Capabilities =
                [
                    .. row.Capabilities.Where(c => c.CapabilityId != f.CapabilityId),
                    .. f.Public ? new[] { new ProfileCapability(f.CapabilityId, f.Title, f.Cpv, f.Words, f.Places, f.Capacity) } : [],
                ],
            },
            (_, CapabilityWithdrawn f) => row with { Capabilities = [.. row.Capabilities.Where(c => c.CapabilityId != f.CapabilityId)] },
            _ => row,
        };

    private static IReadOnlyList<ProfileEvidence> Decide(IReadOnlyList<ProfileEvidence> evidence, Guid id, bool verified) =>
        [.. evidence.Select(p => p.EvidenceId == id ? p with { Verified = verified } : p)];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/enterprises", ListAsync).AllowedTo(AllowedTo.Anyone).WithTags("Enterprises");
        routes.MapGet("/api/v1/enterprises/{organisationId:guid}", OneAsync).AllowedTo(AllowedTo.Anyone).WithTags("Enterprises");
    }

    private static async Task<IResult> ListAsync(
        HttpContext http,
        EnterpriseProfiles view,
        NpgsqlDataSource database,
        ReadYourWrite readYourWrite,
        string? cpv = null,
        string? place = null,
        string? afterName = null,
        Guid? after = null,
        int limit = 50
    )
    {
        await readYourWrite.WaitAsync(http, view);
        await using var command = database.CreateCommand(
            $"""
            select data from {view.Table} where registered and (name, key) > ($1, $2)
              and ($3::jsonb is null or data -> 'capabilities' @> $3) and ($4::jsonb is null or data -> 'capabilities' @> $4)
            order by name, key limit $5
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = afterName ?? "" });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after ?? Guid.Empty });
        command.Parameters.Add(Json(cpv is null ? null : new[] { new { cpv = new[] { cpv } } }));
        command.Parameters.Add(Json(place is null ? null : new[] { new { places = new[] { new { code = place } } } }));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Clamp(limit, 1, 100) });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        var items = new List<EnterpriseProfile>();
        while (await reader.ReadAsync(http.RequestAborted))
            items.Add(JsonSerializer.Deserialize<EnterpriseProfile>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!);
        var last = items.Count == limit ? items[^1] : null;
        return Results.Json(
            new
            {
                items,
                next = last is null
                    ? null
                    : $"/api/v1/enterprises?afterName={Uri.EscapeDataString(last.Name)}&after={last.OrganisationId}&limit={limit}",
            },
            EventJson.Options
        );
    }

    private static async Task<IResult> OneAsync(
        Guid organisationId,
        HttpContext http,
        EnterpriseProfiles view,
        NpgsqlDataSource database,
        ReadYourWrite readYourWrite
    )
    {
        await readYourWrite.WaitAsync(http, view);
        return await view.FindAsync(database, organisationId, http.RequestAborted) is { IsPublic: true } profile
            ? Results.Json(profile, EventJson.Options)
            : Problems.NotFound();
    }

    private static NpgsqlParameter Json(object? value) =>
        new()
        {
            Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, EventJson.Options),
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb,
        };
}
