using System.Text.Json;
using System.Text.Json.Nodes;
using UseIt.EventStore;
using UseIt.Marketplace.Accounts;
using UseIt.Messaging;

namespace UseIt.Marketplace.Shared;

/// <summary>What only a person decides: whether a message that was set aside is sent again or given up, and how a paused view goes on. Who decided and why stays on record.</summary>
public static class Operating
{
    private const string Root = "/api/v1/operations";
    private static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why");
    private static readonly AllowedTo Administrators = AllowedTo.Role("an administrator of the platform", Roles.Administrator);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Root}/dead-letters", (HttpContext http, Actors actors, DeadLetters letters, Guid? after, int? limit) => AskAsync(http, actors, async cancel =>
            new { items = await letters.ListAsync(after, Math.Clamp(limit ?? 100, 1, 100), cancel) })).For("ListDeadLetters");
        routes.MapPost($"{Root}/dead-letters/{{id:guid}}/replay", (Guid id, HttpContext http, Actors actors, DeadLetters letters) =>
            DecideAsync(http, actors, (person, reason, _, cancel) => letters.ReplayAsync(id, person, reason, cancel))).For("ReplayDeadLetter");
        routes.MapPost($"{Root}/dead-letters/{{id:guid}}/discard", (Guid id, HttpContext http, Actors actors, DeadLetters letters) =>
            DecideAsync(http, actors, (person, reason, _, cancel) => letters.DiscardAsync(id, person, reason, cancel))).For("DiscardDeadLetter");
        routes.MapGet($"{Root}/readers", (HttpContext http, Actors actors, Projector projector) => AskAsync(http, actors, async cancel => await projector.HealthAsync(cancel))).For("ListReaders");
        routes.MapPost($"{Root}/readers/{{name}}/resume", (string name, HttpContext http, Actors actors, Projector projector) =>
            DecideAsync(http, actors, async (_, _, _, cancel) =>
            {
                if (await PausedAtAsync(projector, name, cancel) is null) return false;
                await projector.ResumeAsync(name, cancel);
                return true;
            })).For("ResumeReader");
        routes.MapPost($"{Root}/readers/{{name}}/skip", (string name, HttpContext http, Actors actors, Projector projector) =>
            DecideAsync(http, actors, async (person, reason, body, cancel) =>
            {
                // The position is said again, so that nobody skips another fact than the one looked at.
                if (await PausedAtAsync(projector, name, cancel) is not { } at || body["position"]?.GetValue<long>() != at) return false;
                await projector.SkipAsync(name, at, person, reason, cancel);
                return true;
            })).For("SkipFact");
    }

    private static void For(this RouteHandlerBuilder endpoint, string name) => endpoint.AllowedTo(Administrators).WithName(name).WithTags("Operations");

    private static async Task<long?> PausedAtAsync(Projector projector, string name, CancellationToken cancel)
        => (await projector.HealthAsync(cancel)).Followers.FirstOrDefault(f => f.Progress == name)?.PausedAt;

    private static async Task<IResult> AskAsync(HttpContext http, Actors actors, Func<CancellationToken, Task<object>> answer)
        => (await actors.OfAsync(http, http.RequestAborted)).Has(Roles.Administrator) ? Results.Json(await answer(http.RequestAborted), EventJson.Options) : Problems.NotFound();

    private static async Task<IResult> DecideAsync(HttpContext http, Actors actors, Func<string, string, JsonObject, CancellationToken, Task<bool>> decide)
    {
        var cancel = http.RequestAborted;
        var actor = await actors.OfAsync(http, cancel);
        if (!actor.Has(Roles.Administrator)) return Problems.NotFound();
        try
        {
            var body = await Edge.ReadObjectAsync(http.Request, cancel);
            var reason = body["reason"]?.GetValue<string>().Trim();
            if (string.IsNullOrEmpty(reason)) return Problems.Refused([ReasonMissing]);
            return await decide(actor.Person.ToString(), reason, body, cancel) ? Results.NoContent() : Problems.NotFound();
        }
        catch (EdgeException e)
        {
            return Problems.Malformed(e.Field, e.Message);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return Problems.Malformed(null, "Send a reason as text, and a position as a number.");
        }
    }
}
