using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>A key as its organisation's administrators see it; the key itself is not among it.</summary>
public sealed record ApiKeyRow(
    Guid KeyId,
    string Name,
    IReadOnlyList<string> Roles,
    Guid ServiceId,
    Guid MadeBy,
    DateTimeOffset Made,
    DateTimeOffset Until,
    DateTimeOffset? Revoked,
    DateTimeOffset? LastUsed
)
{
    /// <summary>Whether it lets somebody in: neither revoked nor ended when it was read.</summary>
    public bool Counts { get; init; }
}

/// <summary>Strong reads of keys, and the note when one was last used.</summary>
public sealed class ApiKeys(NpgsqlDataSource database, ApiKeyTable table, RestingTable resting, CheckedTable identified)
{
    /// <summary>Who acts by a key.</summary>
    public sealed record Service(Guid KeyId, Guid Id, Guid Organisation, IReadOnlySet<string> Roles, Guid MadeBy);

    /// <summary>Whose key this is, if it counts at this moment. Read at each request, so it holds on all nodes.</summary>
    public async Task<Service?> FindAsync(string key, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select k.id, k.service, k.organisation, k.roles, k.made_by,
              exists (select from {identified.Table} c where c.organisation = k.organisation)
            from {table.Table} k
            where k.digest = $1 and k.revoked is null and k.until > events.clock()
            and not exists (select from {resting.Table} r where r.organisation = k.organisation)
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ApiKeySecrets.DigestOf(key) });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new Service(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetGuid(2),
                reader
                    .GetFieldValue<string[]>(3)
                    .Where(r => reader.GetBoolean(5) || !Roles.OverOthers.Contains(r))
                    .ToHashSet(StringComparer.Ordinal),
                reader.GetGuid(4)
            )
            : null;
    }

    /// <summary>Notes that it was used, once a minute at most.</summary>
    public async Task NoteUseAsync(Guid key, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            insert into accounts.api_key_use as u (key, at) values ($1, clock_timestamp())
            on conflict (key) do update set at = excluded.at where u.at < excluded.at - interval '1 minute'
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The keys of an organisation, the newest first.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> OfAsync(Guid organisation, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select k.id, k.name, k.roles, k.service, k.made_by, k.made, k.until, k.revoked, u.at,
              k.revoked is null and k.until > events.clock()
            from {table.Table} k left join accounts.api_key_use u on u.key = k.id
            where k.organisation = $1 order by k.made desc, k.id limit 200
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<ApiKeyRow>();
        while (await reader.ReadAsync(cancel))
            rows.Add(
                new ApiKeyRow(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetFieldValue<string[]>(2),
                    reader.GetGuid(3),
                    reader.GetGuid(4),
                    reader.GetFieldValue<DateTimeOffset>(5),
                    reader.GetFieldValue<DateTimeOffset>(6),
                    reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
                    reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8)
                )
                {
                    Counts = reader.GetBoolean(9),
                }
            );
        return rows;
    }

    /// <summary>The names of service accounts among these ids.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var names = new Dictionary<Guid, string>();
        if (ids.Count == 0)
            return names;
        await using var command = database.CreateCommand($"select service, name from {table.Table} where service = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            names[reader.GetGuid(0)] = $"{reader.GetString(1)} (a program)";
        return names;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/organisations/{organisationId:guid}/api-keys",
                async (Guid organisationId, HttpContext http, Actors actors, ApiKeys keys, CancellationToken cancel) =>
                    RoleRules.Administers(await actors.OfAsync(http, cancel), organisationId) is var access && access != Access.Granted
                        ? Problems.Denied(access)
                        : Results.Json(await keys.OfAsync(organisationId, cancel), EventJson.Options)
            )
            .AllowedTo(RoleRules.Administrators)
            .Produces<IReadOnlyList<ApiKeyRow>>()
            .WithName(nameof(ApiKeys))
            .WithTags(nameof(Organisations));
}
