using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>One thing that somebody read.</summary>
public sealed record NotedRead(
    long Id,
    DateTimeOffset At,
    Guid Person,
    Guid? Organisation,
    string Authority,
    string Kind,
    Guid Subject,
    string Purpose
);

/// <summary>
/// Who read which protected thing, for those who watch over it. To look is a reading too, and noted before anything is shown; a bid is
/// noted when it is read after its opening, so nothing here tells who bids before.
/// </summary>
public sealed class NotedReads(NpgsqlDataSource database, ReadAudit audit)
{
    /// <summary>What a look at these notes is noted as.</summary>
    public const string Kind = "notes-of-reading";

    public const int PageSize = 50;

    public static AllowedTo Watchers { get; } =
        AllowedTo.Role("an administrator or an auditor of the platform", Roles.Administrator, Roles.Auditor);

    public static bool May(Actor actor) => actor.Has(Roles.Administrator) || actor.Has(Roles.Auditor);

    /// <summary>What is looked for; nothing said is everything, the latest first.</summary>
    /// <param name="Person">Who read.</param>
    /// <param name="Subject">What was read, or about whom.</param>
    /// <param name="Day">On which day of the UK.</param>
    /// <param name="After">The last note of the page before.</param>
    public sealed record Asked(Guid? Person = null, Guid? Subject = null, DateOnly? Day = null, long? After = null);

    public async Task<IReadOnlyList<NotedRead>> FindAsync(Actor actor, Asked asked, CancellationToken cancel)
    {
        if (!May(actor))
            throw new InvalidOperationException("Only those who watch over it look at what was read.");
        // What was looked for is what is noted: the reader's own readings are found by anybody else who watches.
        Guid[] about = [.. new[] { asked.Person, asked.Subject }.OfType<Guid>().Distinct().DefaultIfEmpty(Guid.Empty)];
        await audit.NoteAsync(actor, Kind, about, "audit", cancel);
        await using var command = database.CreateCommand(
            $"""
            select id, at, person, organisation, authority, kind, subject, purpose from audit.read
            where ($1 is null or person = $1) and ($2 is null or subject = $2)
            and ($3 is null or at >= $3) and ($4 is null or at < $4) and ($5 is null or id < $5)
            order by id desc limit {PageSize + 1}
            """
        );
        command.Parameters.Add(Value(asked.Person, NpgsqlDbType.Uuid));
        command.Parameters.Add(Value(asked.Subject, NpgsqlDbType.Uuid));
        command.Parameters.Add(
            Value<DateTimeOffset>(asked.Day is { } day ? UkTime.StartOf(day) : (DateTimeOffset?)null, NpgsqlDbType.TimestampTz)
        );
        command.Parameters.Add(
            Value<DateTimeOffset>(asked.Day is { } same ? UkTime.StartOf(same.AddDays(1)) : (DateTimeOffset?)null, NpgsqlDbType.TimestampTz)
        );
        command.Parameters.Add(Value(asked.After, NpgsqlDbType.Bigint));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<NotedRead> found = [];
        while (await reader.ReadAsync(cancel))
            found.Add(
                new NotedRead(
                    reader.GetInt64(0),
                    reader.GetFieldValue<DateTimeOffset>(1),
                    reader.GetGuid(2),
                    reader.IsDBNull(3) ? null : reader.GetGuid(3),
                    reader.GetString(4),
                    reader.GetString(5),
                    reader.GetGuid(6),
                    reader.GetString(7)
                )
            );
        return found;
    }

    private static NpgsqlParameter Value<T>(T? value, NpgsqlDbType type)
        where T : struct => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                $"{OperationsModule.Root}/reads",
                async (Guid? person, Guid? subject, DateOnly? day, long? after, HttpContext http, Actors actors, NotedReads reads) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    if (!May(actor))
                        return Problems.NotFound();
                    var found = await reads.FindAsync(actor, new Asked(person, subject, day, after), http.RequestAborted);
                    return Results.Json(
                        new { items = found.Take(PageSize), next = found.Count > PageSize ? found[PageSize - 1].Id : (long?)null },
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(Watchers)
            .WithName("ListReads")
            .WithTags("Operations");
}
