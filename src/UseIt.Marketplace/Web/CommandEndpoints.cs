using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>A command as an endpoint: the body and the route make the command, the outcome makes the answer.</summary>
public static class CommandEndpoints
{
    public const string IdempotencyKey = "Idempotency-Key";
    public const string ConsistencyToken = "Consistency-Token";

    /// <summary>The header in which a program sends a code of its person's second factor, for an act that asks for one.</summary>
    public const string SecondFactor = "Second-Factor";

    /// <summary>
    /// Maps a command. Route values fill the properties of the same name; with <paramref name="creates"/> that property gets a new id when
    /// the caller sends none, and the answer is 201 with its location. Where the command has no such property, the id follows from what was
    /// decided and stands in the answer under that name. What takes more than one commit says how it is sent.
    /// </summary>
    public static RouteHandlerBuilder MapCommand<TCommand>(
        this IEndpointRouteBuilder routes,
        string method,
        string pattern,
        AllowedTo who,
        string? creates = null,
        Func<IServiceProvider, TCommand, CommandContext, CancellationToken, Task<Outcome>>? send = null
    )
        where TCommand : class, ICommand
    {
        var brought = creates is not null && NewIds.IsBrought(typeof(TCommand), creates) ? creates : null;
        if (brought is not null && !NewIds.IsSpokenFor(typeof(TCommand), brought))
            throw new InvalidOperationException(
                $"{typeof(TCommand).Name} does not say whether callers may choose {brought} (NewId, ServerMade)."
            );
        var endpoint = routes
            .MapMethods(
                pattern,
                [method],
                (HttpContext http, Commands commands, Actors actors, RequestKey requests, PositionTokens tokens) =>
                    HandleAsync(
                        http,
                        actors,
                        requests,
                        tokens,
                        brought,
                        creates,
                        send ?? ((_, command, context, cancel) => commands.SendAsync(command, context, cancel))
                    )
            )
            .AllowedTo(who)
            .Accepts<TCommand>("application/json")
            .Produces<CommandAnswer>()
            .WithName(typeof(TCommand).Name)
            .WithTags(typeof(TCommand).Namespace!.Split('.')[^1]);
        return typeof(TCommand).GetCustomAttribute<CountsAsAttribute>() is { } counts ? endpoint.WithMetadata(counts) : endpoint;
    }

    private static async Task<IResult> HandleAsync<TCommand>(
        HttpContext http,
        Actors actors,
        RequestKey requests,
        PositionTokens tokens,
        string? brought,
        string? creates,
        Func<IServiceProvider, TCommand, CommandContext, CancellationToken, Task<Outcome>> send
    )
        where TCommand : class, ICommand
    {
        var cancel = http.RequestAborted;
        var actor = await actors.OfAsync(http, cancel);
        JsonObject body;
        TCommand command;
        Guid? sentId = null;
        try
        {
            body = await Edge.ReadObjectAsync(http.Request, cancel);
            var sent = body.ToJsonString();
            foreach (var (name, value) in http.Request.RouteValues)
                if (value is string text)
                    body[name] = text;
            if (brought is not null && NewIds.IsServerMade(typeof(TCommand), brought) && body.ContainsKey(brought))
                return Problems.Malformed(brought, $"{brought} is not a field here. Remove it: the server makes the id.");
            var context = Context(http, actor, sent, requests);
            if (context.Problem is { } problem)
                return problem;
            if (brought is not null && body[brought] is null)
                body[brought] = NewId(context.Context!, requests).ToString();
            AsTokenAttribute.Read(typeof(TCommand), body, tokens);
            command = body.Deserialize<TCommand>(Edge.Json)!;
            sentId = brought is null ? null : Guid.Parse(body[brought]!.GetValue<string>(), CultureInfo.InvariantCulture);
            if (NewIds.Wrong(command) is { } wrong)
                return Problems.Refused([wrong]);
            var (proven, turnedAway) = await ShowFactorAsync(http, typeof(TCommand), context.Context!);
            if (turnedAway is not null)
                return turnedAway;
            var outcome = await send(http.RequestServices, command, proven, cancel);
            return outcome is Outcome.Done done
                ? Answer(http, done, tokens.Of(done.Position), creates is null ? null : sentId ?? done.Answer![creates]!.GetValue<Guid>())
                : Problems.Of(outcome);
        }
        catch (OtherStreamTypeException e) when (brought is not null && sentId == e.Stream)
        {
            return Problems.Refused([NewIds.InUse(brought)]);
        }
        catch (EdgeException e)
        {
            return Problems.Malformed(e.Field, e.Message);
        }
        catch (JsonException e)
        {
            var (field, detail) = Edge.Explain(e);
            return Problems.Malformed(field, detail);
        }
    }

    // Under the request's own key, so that it may be sent again with the same code when its answer was lost.
    private static async Task<(CommandContext Context, IResult? Problem)> ShowFactorAsync(
        HttpContext http,
        Type command,
        CommandContext context
    )
    {
        if (!StepUp.Asks(command) || (string?)http.Request.Headers[SecondFactor] is not { Length: > 0 } code)
            return (context, null);
        var outcome = await http
            .RequestServices.GetRequiredService<Commands>()
            .SendAsync(
                new ShowSecondFactor(context.Actor.Person, code),
                context with
                {
                    IdempotencyKey = context.IdempotencyKey is { } key ? $"{key}:second-factor" : null,
                    SeenVersion = null,
                },
                http.RequestAborted
            );
        var shown = outcome is Outcome.Done;
        http.RequestServices.GetRequiredService<SecurityEvents>()
            .Note(shown ? SecurityEvent.FactorShown : SecurityEvent.FactorFailed, http, context.Actor.Person);
        return shown
            ? (context with { Actor = context.Actor with { FactorSince = TimeSpan.Zero } }, null)
            : (context, Problems.OfFactor(outcome));
    }

    /// <summary>
    /// The id of something new. Under a key it follows from the key, so that a request sent again, or fifty times at once, is about one and
    /// the same thing; to everybody else it is as random as any.
    /// </summary>
    internal static Guid NewId(CommandContext context, RequestKey requests)
    {
        if (context.IdempotencyKey is null)
            return Guid.CreateVersion7();
        Span<byte> id = HMACSHA256.HashData(
            requests.Value,
            Encoding.UTF8.GetBytes($"new id\n{context.Fingerprint}\n{context.IdempotencyKey}")
        );
        id[6] = (byte)((id[6] & 0x0f) | 0x40);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id[..16], bigEndian: true);
    }

    /// <summary>The circumstances of a request that asks for something to be done, or what is wrong with its headers.</summary>
    internal static (CommandContext? Context, IResult? Problem) Context(HttpContext http, Actor actor, string sent, RequestKey requests)
    {
        var request = http.Request;
        string? key = request.Headers[IdempotencyKey];
        if (key is { Length: > 200 })
            return (null, Problems.Malformed(IdempotencyKey, "An Idempotency-Key has at most 200 characters."));
        long? seen = null;
        if ((string?)request.Headers.IfMatch is { Length: > 0 } match)
        {
            if (!long.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                return (null, Problems.Malformed("If-Match", "If-Match must be the version from an ETag, such as \"7\"."));
            seen = version;
        }
        // With the organisation that was asked to act, not the one that acts: where none was named that may be another by the next time.
        // Keyed, because it is stored: a plain digest of a short body, such as a price, could be guessed.
        var fingerprint = key is null
            ? null
            : Convert.ToHexStringLower(
                HMACSHA256.HashData(
                    requests.Value,
                    Encoding.UTF8.GetBytes($"fingerprint\n{request.Method} {request.Path}\n{Actors.ChosenBy(http)}\n{seen}\n{sent}")
                )
            );
        return (new CommandContext(actor, key is null ? null : $"{actor.Person}:{key}", fingerprint, seen, http.TraceIdentifier), null);
    }

    private static IResult Answer(HttpContext http, Outcome.Done done, string position, Guid? created)
    {
        http.Response.Headers[ConsistencyToken] = position;
        var id = created ?? (done.Versions.Count == 1 ? done.Versions.Keys.First() : null);
        if (id is { } stream && done.Versions.TryGetValue(stream, out var version))
            http.Response.Headers.ETag = $"\"{version}\"";
        // In one order, so that a repeated request reads the same answer to the letter, whether it was stored or just made.
        var answer = new CommandAnswer(
            id,
            done.Versions.OrderBy(v => v.Key.ToString(), StringComparer.Ordinal).ToDictionary(),
            position,
            done.Answer
        );
        return created is null
            ? Results.Json(answer, EventJson.Options)
            : Results.Json(answer, EventJson.Options, statusCode: StatusCodes.Status201Created);
    }
}

/// <summary>
/// What a command answers: the stream it made or changed, the version of each stream it wrote, its place in the log as a
/// token for <see cref="CommandEndpoints.ConsistencyToken"/>, and more where it has more to say.
/// </summary>
public sealed record CommandAnswer(Guid? Id, IReadOnlyDictionary<Guid, long> Versions, string Position, JsonNode? Answer);
