using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// What only a person decides: whether a message that was set aside is sent again or given up, and how a paused reader of the log goes on.
/// Each decision is a fact.
/// </summary>
public sealed class OperationsModule : Module
{
    public const string Root = "/api/v1/operations";
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Enter the reason; it stays on record");

    public static AllowedTo Administrators { get; } = AllowedTo.Role("an administrator of the platform", Roles.Administrator);

    public static Access Authorise(Actor actor) => actor.Has(Roles.Administrator) ? Access.Granted : Access.NotFound;

    private readonly SettingTable changed = new();

    public override IEnumerable<InlineView> Inline => [changed];

    public override void Services(IServiceCollection services, Settings settings)
    {
        services
            .AddNavigation(
                "Who read what",
                "/operations/reads",
                order: 91,
                shownTo: who => who.Has(Roles.Auditor) && !who.Has(Roles.Administrator)
            )
            .AddSingleton(changed)
            .AddSingleton<RunningSettings>()
            .AddSingleton<IRateFactor>(s => s.GetRequiredService<RunningSettings>())
            .AddSingleton<Retention>()
            .AddSingleton<NotedReads>()
            .AddSingleton(
                new RetentionClass(
                    "facts of the log",
                    null,
                    "the record of procurements and of support; personal values in it end with the person's key, and no fact is removed",
                    "select timestamp from events.mt_events"
                )
            )
            .AddSingleton(
                new RetentionClass(
                    "who looked at what",
                    6 * 365,
                    "claims may be made for six years (Limitation Act 1980); rows are only ever added, so it is reported and not removed",
                    "select at from audit.read"
                )
            );
        if (settings.Works)
            services.AddHostedService(s => s.GetRequiredService<Retention>());
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                $"{Root}/dead-letters",
                (HttpContext http, Actors actors, DeadLetters letters, Guid? after, int? limit) =>
                    AskAsync(
                        http,
                        actors,
                        async cancel => new { items = await letters.ListAsync(after, Math.Clamp(limit ?? 100, 1, 100), cancel) }
                    )
            )
            .AllowedTo(Administrators)
            .WithName("ListDeadLetters")
            .WithTags("Operations");
        routes
            .MapGet(
                $"{Root}/readers",
                (HttpContext http, Actors actors, LogReaders readers) =>
                    AskAsync(http, actors, async cancel => await readers.HealthAsync(cancel))
            )
            .AllowedTo(Administrators)
            .WithName("ListReaders")
            .WithTags("Operations");
        routes
            .MapGet(
                $"{Root}/security-events",
                (HttpContext http, Actors actors, SecurityEvents events, int? days) =>
                    AskAsync(
                        http,
                        actors,
                        async cancel => new { items = await events.NumbersAsync(Math.Clamp(days ?? 30, 1, 366), cancel) }
                    )
            )
            .AllowedTo(Administrators)
            .WithName("ListSecurityEvents")
            .WithTags("Operations");
        routes
            .MapGet(
                $"{Root}/retention",
                (HttpContext http, Actors actors, Retention retention) =>
                    AskAsync(http, actors, async cancel => new { items = await retention.ReportAsync(cancel) })
            )
            .AllowedTo(Administrators)
            .WithName("ListRetention")
            .WithTags("Operations");
        NotedReads.Map(routes);
        ChangeSettingHandler.Map(routes);
        ReplayDeadLetterHandler.Map(routes);
        DiscardDeadLetterHandler.Map(routes);
        ResumeReaderHandler.Map(routes);
        SkipFactHandler.Map(routes);
    }

    private static async Task<IResult> AskAsync(HttpContext http, Actors actors, Func<CancellationToken, Task<object>> answer) =>
        Authorise(await actors.OfAsync(http, http.RequestAborted)) == Access.Granted
            ? Results.Json(await answer(http.RequestAborted), EventJson.Options)
            : Problems.NotFound();
}
