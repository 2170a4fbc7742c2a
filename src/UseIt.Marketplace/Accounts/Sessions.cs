using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Accounts;

/// <summary>Signed-in browsers: idle for 30 minutes or 12 hours old, or ended anywhere, they end everywhere.</summary>
public sealed class Sessions(NpgsqlDataSource database, MembershipTable people)
{
    private const string Id = "sid";

    // Neither idle for too long nor too old.
    private const string Counts = "seen > clock_timestamp() - interval '30 minutes' and created > clock_timestamp() - interval '12 hours'";

    internal static readonly RetentionClass Kept = new(
        "sessions",
        1,
        "no session lives longer than 12 hours",
        "select created from accounts.session"
    )
    {
        Erase = async (services, before, cancel) =>
        {
            await using var command = services
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("delete from accounts.session where created < $1");
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            return await command.ExecuteNonQueryAsync(cancel);
        },
    };

    /// <summary>How long ago the person of a session proved who they are, and showed a second factor; null where they have not.</summary>
    public sealed record Proof(TimeSpan? Since, TimeSpan? Factor)
    {
        public static readonly Proof None = new(null, null);
    }

    /// <summary>What the person of this request's session has proven in it.</summary>
    public static Proof ProofOf(HttpContext http) => http.Items[typeof(Sessions)] as Proof ?? Proof.None;

    /// <summary>Who was signed in here until the session of this request ended.</summary>
    internal static ClaimsPrincipal? EndedOf(HttpContext http) => http.Items[typeof(KeptForms)] as ClaimsPrincipal;

    /// <summary>Signs a person in for one organisation, in a session of its own; an earlier one of this browser ends.</summary>
    /// <param name="http">The request.</param>
    /// <param name="person">Who it is.</param>
    /// <param name="organisation">For whom the person acts, once chosen.</param>
    /// <param name="provenSince">How long ago the person proved it, where that is known.</param>
    /// <param name="factorSince">How long ago the person showed a second factor.</param>
    public async Task SignInAsync(
        HttpContext http,
        Guid person,
        Guid? organisation,
        TimeSpan? provenSince = null,
        TimeSpan? factorSince = null
    )
    {
        await EndAsync(http);
        var id = NewId();
        await using var command = database.CreateCommand(
            """
            insert into accounts.session (id, person, organisation, created, seen, stepped_up, factor, browser)
            values ($1, $2, $3, clock_timestamp(), clock_timestamp(), clock_timestamp() - $4, clock_timestamp() - $5, $6)
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)organisation ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }
        );
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)provenSince ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Interval }
        );
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)factorSince ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Interval }
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SessionPlace.BrowserOf(http.Request.Headers.UserAgent) });
        await command.ExecuteNonQueryAsync(http.RequestAborted);
        await GiveAsync(http, id, person, organisation);
    }

    /// <summary>Notes that the person of this request's session has shown a second factor; the session gets another id.</summary>
    public async Task StepUpAsync(HttpContext http)
    {
        if (IdOf(http) is not { } id)
            return;
        var next = NewId();
        await using var command = database.CreateCommand(
            "update accounts.session set id = $2, factor = clock_timestamp() where id = $1 returning person, organisation"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = next });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        if (await reader.ReadAsync(http.RequestAborted))
            await GiveAsync(http, next, reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1));
    }

    /// <summary>
    /// Lets the person of this session act for an organisation, in a session of its own. Nobody has proven anything by that, so it is as
    /// old as the one before.
    /// </summary>
    public async Task ActForAsync(HttpContext http, Guid organisation)
    {
        if (!Guid.TryParse(http.User.FindFirstValue(Id), out var former) || Actors.PersonOf(http.User) is not { } person)
            return;
        var id = NewId();
        await using var command = database.CreateCommand(
            """
            with former as (
              delete from accounts.session where id = $1 and person = $2
              returning created, stepped_up, factor, handle, browser)
            insert into accounts.session (id, person, organisation, created, seen, stepped_up, factor, handle, browser)
            select $3, $2, $4, created, clock_timestamp(), stepped_up, factor, handle, browser from former
            """
        );
        foreach (var value in new[] { former, person, id, organisation })
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = value });
        // A session that was ended in the meantime is not begun again.
        if (await command.ExecuteNonQueryAsync(http.RequestAborted) == 1)
            await GiveAsync(http, id, person, organisation);
    }

    public async Task SignOutAsync(HttpContext http)
    {
        await EndAsync(http);
        await http.SignOutAsync(AccountsModule.Cookie);
        // Whoever has the browser next goes back to nothing that was shown.
        http.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }

    /// <summary>A session as its person sees it. The name it is ended under opens nothing.</summary>
    public sealed record Shown(Guid Handle, DateTimeOffset Began, DateTimeOffset Seen, string Browser, bool IsThis);

    /// <summary>The sessions of a person that still count, the one of this request first, then the one used last.</summary>
    public async Task<IReadOnlyList<Shown>> OpenAsync(HttpContext http, Guid person)
    {
        await using var command = database.CreateCommand(
            $"""
            select handle, created, seen, coalesce(browser, 'A browser'), id is not distinct from $2
            from accounts.session where person = $1 and {Counts} order by 5 desc, seen desc, created desc
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = IdOf(http) ?? Guid.Empty });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        var open = new List<Shown>();
        while (await reader.ReadAsync(http.RequestAborted))
            open.Add(
                new Shown(
                    reader.GetGuid(0),
                    reader.GetFieldValue<DateTimeOffset>(1),
                    reader.GetFieldValue<DateTimeOffset>(2),
                    reader.GetString(3),
                    reader.GetBoolean(4)
                )
            );
        return open;
    }

    /// <summary>Ends one session of a person, not the one of this request; whether there was one.</summary>
    public async Task<bool> EndOneAsync(HttpContext http, Guid person, Guid handle)
    {
        await using var command = database.CreateCommand(
            "delete from accounts.session where person = $1 and handle = $2 and id is distinct from $3"
        );
        foreach (var value in new[] { person, handle, IdOf(http) ?? Guid.Empty })
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = value });
        return await command.ExecuteNonQueryAsync(http.RequestAborted) == 1;
    }

    /// <summary>Ends every session of a person but the one of this request; how many of them still counted.</summary>
    public async Task<int> EndOthersAsync(HttpContext http, Guid person)
    {
        await using var command = database.CreateCommand(
            $"""
            with gone as (delete from accounts.session where person = $1 and id is distinct from $2 returning seen, created)
            select count(*)::int from gone where {Counts}
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = IdOf(http) ?? Guid.Empty });
        return (int)(await command.ExecuteScalarAsync(http.RequestAborted))!;
    }

    /// <summary>Ends every session of a person.</summary>
    public async Task EndAllAsync(Guid person, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand("delete from accounts.session where person = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Ends every session of a person, and every token issued until now.</summary>
    public async Task PutOutAsync(Guid person, CancellationToken cancel = default)
    {
        await EndAllAsync(person, cancel);
        await using var command = database.CreateCommand(
            "insert into accounts.signed_out values ($1, clock_timestamp()) on conflict (person) do update set at = excluded.at"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Whether a person may come in at all: neither disabled nor erased.</summary>
    public Task<bool> MayAsync(Guid person, CancellationToken cancel = default) => MayAsync(person, DateTimeOffset.MaxValue, cancel);

    /// <summary>Whether a person may come in with what was issued at this moment. Read at each request, so it holds on all nodes.</summary>
    public async Task<bool> MayAsync(Guid person, DateTimeOffset issued, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            $"""
            select not exists (select from {people.Disabled} where person = $1)
            and not exists (select from accounts.signed_out where person = $1 and at >= $2)
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = issued.UtcDateTime });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Holds the cookie to its session; called on every request that carries one.</summary>
    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (Guid.TryParse(context.Principal?.FindFirstValue(Id), out var id))
        {
            await using var command = database.CreateCommand(
                $"""
                update accounts.session s
                set seen = case when $2 and seen < clock_timestamp() - interval '1 minute' then clock_timestamp()
                           else seen end
                where id = $1 and {Counts}
                and not exists (select from {people.Disabled} d where d.person = s.person)
                returning clock_timestamp() - stepped_up, clock_timestamp() - factor
                """
            );
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = !SessionTime.OnlyAsks(context.HttpContext.Request) });
            await using var reader = await command.ExecuteReaderAsync(context.HttpContext.RequestAborted);
            if (await reader.ReadAsync(context.HttpContext.RequestAborted))
            {
                context.HttpContext.Items[typeof(Sessions)] = new Proof(Since(reader, 0), Since(reader, 1));
                return;
            }
        }
        context.HttpContext.Items[typeof(KeptForms)] = context.Principal;
        context.RejectPrincipal();
        // A page that asks whether its session stands may have a form to hand in: whose that is, the cookie alone says.
        if (!SessionTime.OnlyAsks(context.HttpContext.Request))
            await context.HttpContext.SignOutAsync(AccountsModule.Cookie);
    }

    /// <summary>How long the session of this request lasts, if nobody does anything in it; null where there is none.</summary>
    public async Task<TimeSpan?> LeftAsync(HttpContext http)
    {
        if (IdOf(http) is not { } id)
            return null;
        await using var command = database.CreateCommand(
            """
            select least(seen + interval '30 minutes', created + interval '12 hours') - clock_timestamp()
            from accounts.session where id = $1
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return await command.ExecuteScalarAsync(http.RequestAborted) as TimeSpan?;
    }

    // All of its 128 bits are random, which those of a UUID are not.
    private static Guid NewId() => new(RandomNumberGenerator.GetBytes(16));

    private static async Task GiveAsync(HttpContext http, Guid id, Guid person, Guid? organisation)
    {
        var claims = new List<Claim> { new("sub", person.ToString()), new(Id, id.ToString()) };
        if (organisation is { } org)
            claims.Add(new Claim("org", org.ToString()));
        await http.SignInAsync(
            AccountsModule.Cookie,
            new ClaimsPrincipal(new ClaimsIdentity(claims, AccountsModule.Cookie, "sub", "roles"))
        );
    }

    private static Guid? IdOf(HttpContext http) => Guid.TryParse(http.User.FindFirstValue(Id), out var id) ? id : null;

    private static TimeSpan? Since(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetTimeSpan(column);

    private async Task EndAsync(HttpContext http)
    {
        if (IdOf(http) is not { } id)
            return;
        await using var command = database.CreateCommand("delete from accounts.session where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await command.ExecuteNonQueryAsync(http.RequestAborted);
    }
}
