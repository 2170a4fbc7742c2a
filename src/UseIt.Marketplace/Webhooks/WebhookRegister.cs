using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>An address as its organisation's administrators see it; the secret is not among it.</summary>
public sealed record WebhookRow(
    Guid WebhookId,
    Guid OrganisationId,
    Uri Address,
    IReadOnlyList<string> EventTypes,
    bool Enabled,
    DateTimeOffset Registered,
    DateTimeOffset? FailingSince
);

/// <summary>Strong reads of who is told what.</summary>
public sealed class WebhookRegister(NpgsqlDataSource database, WebhookTable table, RestingTable resting)
{
    private const int Shown = 50;

    /// <summary>The webhooks of an organisation.</summary>
    public Task<IReadOnlyList<WebhookRow>> OfAsync(Guid organisation, CancellationToken cancel) =>
        ReadAsync("w.organisation = $1", organisation, cancel);

    public async Task<WebhookRow?> FindAsync(Guid webhook, CancellationToken cancel) =>
        (await ReadAsync("w.id = $1", webhook, cancel)).FirstOrDefault();

    /// <summary>Those that are to be told of something: of everybody, or of these organisations, as far as those may act.</summary>
    public async Task<IReadOnlyList<Guid>> ToldOfAsync(string type, IReadOnlyList<Guid>? organisations, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select w.id from {table.Table} w
            where w.enabled and $1 = any(w.types) and ($2 is null or w.organisation = any($2))
            and not exists (select from {resting.Table} r where r.organisation = w.organisation)
            order by w.id
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = type });
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = (object?)organisations?.ToArray() ?? DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid,
            }
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<Guid>();
        while (await reader.ReadAsync(cancel))
            found.Add(reader.GetGuid(0));
        return found;
    }

    private async Task<IReadOnlyList<WebhookRow>> ReadAsync(string which, Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select w.id, w.organisation, w.address, w.types, w.enabled, w.registered, f.since
            from {table.Table} w left join webhooks.failing f on f.webhook = w.id
            where {which} order by w.registered, w.id
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<WebhookRow>();
        while (await reader.ReadAsync(cancel))
            rows.Add(
                new WebhookRow(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    new Uri(reader.GetString(2)),
                    reader.GetFieldValue<string[]>(3),
                    reader.GetBoolean(4),
                    reader.GetFieldValue<DateTimeOffset>(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6)
                )
            );
        return rows;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/organisations/{organisationId:guid}/webhooks",
                async (Guid organisationId, HttpContext http, Actors actors, WebhookRegister webhooks, CancellationToken cancel) =>
                    RegisterWebhookHandler.Administers(await actors.OfAsync(http, cancel), organisationId) is var access
                    && access != Access.Granted
                        ? Problems.Denied(access)
                        : Results.Json(await webhooks.OfAsync(organisationId, cancel), EventJson.Options)
            )
            .AllowedTo(RegisterWebhookHandler.Administrators)
            .Produces<IReadOnlyList<WebhookRow>>()
            .WithName(nameof(WebhookRegister))
            .WithTags(nameof(Webhooks));
        routes
            .MapGet(
                "/api/v1/organisations/{organisationId:guid}/webhooks/{webhookId:guid}/deliveries",
                async (
                    Guid organisationId,
                    Guid webhookId,
                    HttpContext http,
                    Actors actors,
                    WebhookRegister webhooks,
                    Deliveries deliveries,
                    CancellationToken cancel
                ) =>
                    RegisterWebhookHandler.Administers(await actors.OfAsync(http, cancel), organisationId) is var access
                    && access != Access.Granted
                        ? Problems.Denied(access)
                    : (await webhooks.FindAsync(webhookId, cancel))?.OrganisationId != organisationId ? Problems.NotFound()
                    : Results.Json(await deliveries.OfAsync(webhookId, Shown, cancel), EventJson.Options)
            )
            .AllowedTo(RegisterWebhookHandler.Administrators)
            .Produces<IReadOnlyList<Delivery>>()
            .WithName(nameof(Deliveries))
            .WithTags(nameof(Webhooks));
    }
}
