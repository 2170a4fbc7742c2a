using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

/// <summary>An organisation as the platform's administrators see it in their list.</summary>
public sealed record RegisteredOrganisation(
    Guid OrganisationId,
    string Name,
    IReadOnlyList<OrganisationKind> Kinds,
    IReadOnlyList<Identifier> Identifiers,
    OrganisationStatus Status,
    bool IdentityChecked,
    DateTimeOffset RegisteredAt
);

/// <summary>Every organisation of the installation; those that wait for their check stand first.</summary>
public sealed class OrganisationRegister : TableView<RegisteredOrganisation>
{
    public const int PageSize = 50;

    public override string Name => "organisation_register";
    public override Composite Composite => Composites.Platform;

    protected override IReadOnlyList<string> Columns =>
        [
            "place integer generated always as (case when data ->> 'status' = 'Registered' then 0 else 1 end) stored",
            "name varchar generated always as (lower(data ->> 'name')) stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["order"] = "(place, name, key)",
            ["numbers"] = "using gin ((data -> 'identifiers') jsonb_path_ops)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(OrganisationRegistered),
            typeof(OrganisationIdentityChecked),
            typeof(OrganisationRenamed),
            typeof(OrganisationIdentified),
            typeof(OrganisationSuspended),
            typeof(OrganisationReinstated),
            typeof(OrganisationMerged),
            typeof(OrganisationClosed),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override RegisteredOrganisation? Apply(Guid key, RegisteredOrganisation? row, IEvent e) =>
        (row, e.Data) switch
        {
            (_, OrganisationRegistered f) => new RegisteredOrganisation(
                key,
                f.Name,
                f.Kinds,
                f.Identifiers,
                OrganisationStatus.Registered,
                false,
                e.Timestamp
            ),
            (null, _) => null,
            (_, OrganisationIdentityChecked) => row with { Status = OrganisationStatus.Active, IdentityChecked = true },
            (_, OrganisationRenamed f) => row with { Name = f.Name },
            (_, OrganisationIdentified f) => row with { Identifiers = [.. row.Identifiers, f.Identifier] },
            (_, OrganisationSuspended) => row with { Status = OrganisationStatus.Suspended },
            (_, OrganisationReinstated) => row with
            {
                Status = row.IdentityChecked ? OrganisationStatus.Active : OrganisationStatus.Registered,
            },
            (_, OrganisationMerged) => row with { Status = OrganisationStatus.Merged },
            (_, OrganisationClosed) => row with { Status = OrganisationStatus.Closed },
            _ => row,
        };

    /// <summary>How many wait for their check.</summary>
    public async Task<long> WaitingAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select count(*) from {Table} where place = 0");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>A page of them, by a part of the name or a whole number, and by state; and the last of it where there are more.</summary>
    public async Task<(IReadOnlyList<RegisteredOrganisation> Items, Guid? Next)> FindAsync(
        NpgsqlDataSource database,
        string? words,
        OrganisationStatus? status,
        Guid? after,
        CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select data from {Table}
            where ($1 is null or name like '%' || $1 || '%' or data -> 'identifiers' @> any($2))
              and ($3 is null or data ->> 'status' = $3)
              and ($4 is null or (place, name, key) > (select place, name, key from {Table} where key = $4))
            order by place, name, key limit {PageSize + 1}
            """
        );
        var text = words?.Trim() is { Length: > 0 and <= 200 } typed ? typed : null;
        Add(text?.ToLowerInvariant().Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_"), NpgsqlDbType.Text);
        Add(text is null ? Array.Empty<string>() : Numbers(text), NpgsqlDbType.Array | NpgsqlDbType.Jsonb);
        Add(status?.ToString(), NpgsqlDbType.Text);
        Add(after, NpgsqlDbType.Uuid);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var items = new List<RegisteredOrganisation>();
        while (await reader.ReadAsync(cancel))
            items.Add(
                System.Text.Json.JsonSerializer.Deserialize<RegisteredOrganisation>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!
            );
        var more = items.Count > PageSize;
        if (more)
            items.RemoveAt(PageSize);
        return (items, more ? items[^1].OrganisationId : null);

        void Add(object? value, NpgsqlDbType type) =>
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
    }

    // A number is found however it is written, in whichever register it stands.
    private static string[] Numbers(string typed) =>
        [
            .. new[] { new Identifier(Identifier.Company, typed).Normal(), Identifier.OfCharity(typed).Normal() }
                .Select(i => System.Text.Json.JsonSerializer.Serialize(new[] { new { id = i.Id } }, EventJson.Options))
                .Distinct(),
        ];
}
