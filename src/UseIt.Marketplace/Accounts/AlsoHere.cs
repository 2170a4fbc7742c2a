using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// On a page whose form two colleagues may have open at once: each is told that the other is there. Of one organisation only, as the page
/// is loaded, and where there is script from minute to minute.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SaysWhoElseIsHereAttribute : ResultFilterAttribute
{
    public override async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        var http = context.HttpContext;
        var here = http.RequestServices.GetRequiredService<AlsoHere>();
        if (context.Result is PageResult)
            http.Items[typeof(AlsoHere)] = await here.ComeAsync(http);
        else if (HttpMethods.IsPost(http.Request.Method))
            await here.LeaveAsync(http);
        await next();
    }
}

/// <summary>Who else is on a page, in a sentence that may be empty, and what the page asks again with.</summary>
public sealed record HereShown(string Sentence, string Token);

/// <summary>
/// Who is on which page: rows of a few minutes beside the log, which hold ids alone. A page is known by a digest of its address; an address
/// or a name is in no row, no log and no URL of this.
/// </summary>
public sealed class AlsoHere(NpgsqlDataSource database, Actors actors, Colleagues colleagues, IDataProtectionProvider protection)
{
    public const string Path = "/account/also-here";

    private const int Most = 5;

    // A page without script is not heard of again; one with script says every minute that it is still there.
    private static readonly TimeSpan WithoutScript = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan WithScript = TimeSpan.FromMinutes(3);

    internal static readonly RetentionClass Kept = new(
        "who has which form open",
        1,
        "they are there for minutes; the rest is swept",
        "select until from accounts.editing"
    )
    {
        Erase = async (services, before, cancel) =>
        {
            await using var command = services
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("delete from accounts.editing where until < $1");
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            return await command.ExecuteNonQueryAsync(cancel);
        },
    };

    private readonly IDataProtector protector = protection.CreateProtector("also here");

    /// <summary>What the page that is shown says of others.</summary>
    public static HereShown? Of(HttpContext http) => http.Items[typeof(AlsoHere)] as HereShown;

    /// <summary>The reader has the page open from now on. Nothing where nobody acts for an organisation.</summary>
    public async Task<HereShown?> ComeAsync(HttpContext http) =>
        await actors.OfAsync(http, http.RequestAborted) is { Organisation: { } organisation } actor
            ? new HereShown(
                await StayAsync(PageOf(http, organisation), organisation, actor.Person, WithoutScript, http.RequestAborted),
                protector.Protect($"{PageOf(http, organisation)} {organisation} {actor.Person}")
            )
            : null;

    /// <summary>The reader has sent the page's form.</summary>
    public async Task LeaveAsync(HttpContext http)
    {
        if (await actors.OfAsync(http, http.RequestAborted) is { Organisation: { } organisation } actor)
            await LeaveAsync(PageOf(http, organisation), organisation, actor.Person, http.RequestAborted);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(Path, (HttpContext http, AlsoHere here) => here.AnswerAsync(http))
            .AllowedTo(AllowedTo.Person)
            .ExcludeFromDescription();

    // Only who was shown the page has its token; it is worth nothing to others, nor to its person once the place in the organisation is
    // lost.
    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            return Results.BadRequest();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var actor = await actors.OfAsync(http, http.RequestAborted);
        if (Read(form["page"]) is not { } token || token.Person != actor.Person || token.Organisation != actor.Organisation)
            return Results.NotFound();
        if (form["leaves"] == "true")
        {
            await LeaveAsync(token.Page, token.Organisation, token.Person, http.RequestAborted);
            return Results.NoContent();
        }
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new { said = await StayAsync(token.Page, token.Organisation, token.Person, WithScript, http.RequestAborted) });
    }

    private async Task<string> StayAsync(Guid page, Guid organisation, Guid person, TimeSpan lasting, CancellationToken cancel)
    {
        var others = new List<(Guid Person, DateTimeOffset Since)>();
        await using (var batch = database.CreateBatch())
        {
            batch.BatchCommands.Add(
                Command(
                    """
                    insert into accounts.editing as e (page, organisation, person, since, until)
                    values ($1, $2, $3, events.clock(), events.clock() + $4)
                    on conflict (page, organisation, person) do update
                    set since = case when e.until > events.clock() then e.since else excluded.since end, until = excluded.until
                    """,
                    page,
                    organisation,
                    person,
                    lasting
                )
            );
            batch.BatchCommands.Add(
                Command(
                    """
                    select person, since from accounts.editing
                    where page = $1 and organisation = $2 and person <> $3 and until > events.clock() order by since, person limit $4
                    """,
                    page,
                    organisation,
                    person,
                    Most
                )
            );
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                others.Add((reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1)));
        }
        if (others.Count == 0)
            return "";
        var names = await colleagues.NamesAsync([.. others.Select(o => o.Person)], cancel);
        return string.Join(' ', others.Select(o => $"{names[o.Person]} is also on this page, since {Clock(o.Since)}."));
    }

    private static NpgsqlBatchCommand Command(string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private async Task LeaveAsync(Guid page, Guid organisation, Guid person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "delete from accounts.editing where page = $1 and organisation = $2 and person = $3"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = page });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organisation });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private (Guid Page, Guid Organisation, Guid Person)? Read(string? token)
    {
        try
        {
            return protector.Unprotect(token ?? "").Split(' ') is [var page, var organisation, var person]
                ? (Guid.Parse(page), Guid.Parse(organisation), Guid.Parse(person))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Whose part it is may stand in the address; one's own may be left out.
    private static Guid PageOf(HttpContext http, Guid organisation)
    {
        var whose = Guid.TryParse(http.Request.Query["member"], out var member) && member != organisation ? member.ToString() : "";
        return UuidV5.Of(organisation, $"{http.Request.Path.Value?.ToLowerInvariant()} {whose}");
    }

    private static string Clock(DateTimeOffset instant) => UkTime.Local(instant).ToString("HH:mm", CultureInfo.InvariantCulture);
}
