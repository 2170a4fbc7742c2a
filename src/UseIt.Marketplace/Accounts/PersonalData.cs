using System.Text.Json;
using System.Text.Json.Nodes;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Everything that is kept about one person, in one JSON (UK GDPR article 15): what is sealed under the person's key, in clear; places,
/// sessions and messages; what the person did and who looked, as kinds and instants. What was done to a bid or a tender is the
/// organisation's and not in it.
/// </summary>
public sealed class PersonalData(IDocumentStore store, NpgsqlDataSource database, Vault vault, ReadAudit audit)
{
    // Sessions and instants are told, and what would let somebody in is not. Acts on bids are told to the person alone: who bids is hidden
    // until the opening, from an administrator too.
    private const string Besides = """
        select jsonb_build_object(
          'places', (select coalesce(jsonb_agg(jsonb_build_object('at', e.timestamp, 'kind', e.type, 'data', e.data)
                                               order by e.seq_id), '[]')
                     from events.mt_events e join events.mt_streams s on s.id = e.stream_id
                     where s.type in ('membership', 'delegations', 'mandate', 'absences') and e.data::text like '%' || $1::text || '%'),
          'acts', (select coalesce(jsonb_agg(jsonb_build_object('at', e.timestamp, 'kind', e.type, 'on', s.type, 'id', e.stream_id)
                                             order by e.seq_id), '[]')
                   from events.mt_events e join events.mt_streams s on s.id = e.stream_id
                   where e.user_name = $1::text and ($2 or s.type not in ('bid', 'consortium'))),
          'namedIn', (select coalesce(jsonb_agg(jsonb_build_object('at', e.timestamp, 'kind', e.type, 'on', s.type, 'id', e.stream_id)
                                                order by e.seq_id), '[]')
                      from events.mt_events e join events.mt_streams s on s.id = e.stream_id
                      where s.type not in ('person', 'membership', 'delegations', 'mandate', 'absences')
                        and e.data::text like '%' || $1::text || '%'
                        and ($2 or s.type not in ('bid', 'consortium'))),
          'sessions', (select coalesce(jsonb_agg(jsonb_build_object('begun', created, 'seen', seen, 'organisation', organisation,
                         'browser', browser)), '[]')
                       from accounts.session where person = $1),
          'keptForms', (select coalesce(jsonb_agg(jsonb_build_object('kept', kept)), '[]') from accounts.kept_form where person = $1),
          'spreadsheets', (select coalesce(jsonb_agg(jsonb_build_object('kept', kept)), '[]') from imports.file where person = $1),
          'messages', (select coalesce(jsonb_agg(jsonb_build_object('at', i.at, 'kind', i.kind, 'about', i.subject, 'read', i.read_at,
                                                                    'mail', d.result) order by i.at), '[]')
                       from notifications.inbox i left join notifications.delivery d on d.notification = i.id where i.person = $1),
          'uploads', (select coalesce(jsonb_agg(jsonb_build_object('begun', begun, 'document', document, 'title', title)), '[]')
                      from files.upload where person = $1),
          'lookedAt', (select coalesce(jsonb_agg(jsonb_build_object('at', at, 'kind', kind, 'subject', subject, 'purpose', purpose)
                                                 order by id), '[]')
                       from audit.read where person = $1 and ($2 or kind not in ('bid', 'bid-part'))),
          'lookedAtBy', (select coalesce(jsonb_agg(jsonb_build_object('at', at, 'person', person, 'purpose', purpose) order by id), '[]')
                         from audit.read where subject = $1))
        """;

    /// <summary>Null where there is no such person, or it is not for this actor to see.</summary>
    public async Task<JsonObject?> OfAsync(Guid person, Actor actor, CancellationToken cancel)
    {
        if (actor.Person != person && !actor.Has(Roles.Administrator))
            return null;
        var facts = await store.ReadStreamAsync(person, cancel: cancel);
        if (!facts.Any(f => f.Data is PersonRegistered))
            return null;
        await audit.NoteAsync(actor, "person", person, "subject access", cancel);
        await using var command = database.CreateCommand(Besides);
        command.CommandTimeout = 300;
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = actor.Person == person });
        var all = JsonNode.Parse((string)(await command.ExecuteScalarAsync(cancel))!)!.AsObject();
        all.Insert(0, "person", person);
        all.Insert(
            1,
            "registered",
            new JsonArray([
                .. facts.Select(f => new JsonObject
                {
                    ["at"] = f.Timestamp,
                    ["kind"] = f.EventTypeName,
                    ["data"] = JsonSerializer.SerializeToNode(f.Data, f.Data.GetType(), EventJson.Options),
                }),
            ])
        );
        // Nothing else here is sealed, and whatever came to lie there is not opened.
        await RevealAsync(all["registered"], cancel);
        return all;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/people/{personId:guid}/data",
                async (Guid personId, HttpContext http, Actors actors, PersonalData data, CancellationToken cancel) =>
                    Answer(http, await data.OfAsync(personId, await actors.OfAsync(http, cancel), cancel))
            )
            .AllowedTo(AllowedTo.Person)
            .WithName(nameof(PersonalData))
            .WithTags(nameof(Organisations))
            .WithMetadata(new CountsAsAttribute(Counted.OwnData));
        // The same for a browser's session.
        routes
            .MapGet(
                "/account/data",
                async (HttpContext http, Actors actors, PersonalData data, CancellationToken cancel) =>
                {
                    var actor = await actors.OfAsync(http, cancel);
                    return Answer(http, await data.OfAsync(actor.Person, actor, cancel));
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithMetadata(new CountsAsAttribute(Counted.OwnData))
            .ExcludeFromDescription();
    }

    private static IResult Answer(HttpContext http, JsonObject? data)
    {
        if (data is null)
            return Problems.NotFound();
        http.Response.Headers.ContentDisposition = "attachment; filename=\"your-data.json\"";
        return Results.Text(data.ToJsonString(new JsonSerializerOptions(EventJson.Options) { WriteIndented = true }), "application/json");
    }

    private async Task RevealAsync(JsonNode? node, CancellationToken cancel)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (name, value) in o.ToArray())
                    if (value is JsonObject { Count: 3 } sealedValue && sealedValue.ContainsKey("kid"))
                        o[name] = await vault.RevealAsync(sealedValue.Deserialize<Protected>(EventJson.Options)!, cancel);
                    else
                        await RevealAsync(value, cancel);
                break;
            case JsonArray a:
                foreach (var value in a)
                    await RevealAsync(value, cancel);
                break;
        }
    }
}
