using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Webhooks;

/// <summary>What has become of something that was to be sent.</summary>
public enum DeliveryState
{
    Waiting,
    Taken,

    /// <summary>Tried for days and not taken: people look at it.</summary>
    SetAside,
}

/// <summary>Something that was to be sent to an address, and what it last answered.</summary>
public sealed record Delivery(
    Guid DeliveryId,
    Guid WebhookId,
    string Type,
    DateTimeOffset Made,
    DeliveryState State,
    int Tries,
    DateTimeOffset? Answered,
    int? Status,
    string? Answer
);

/// <summary>What is sent and what came of it. What is sent is kept as the very bytes: each try sends the same.</summary>
public sealed class Deliveries(NpgsqlDataSource database)
{
    public const string Insert =
        "insert into webhooks.delivery (id, webhook, type, body, made) values ($1, $2, $3, $4, events.clock()) on conflict do nothing";

    private const string Columns = "id, webhook, type, made, state, tries, answered, status, answer";

    internal static readonly RetentionClass Kept = new(
        "deliveries to webhooks",
        30,
        "whoever missed something has had a month to find out; they hold ids and links alone",
        "select made from webhooks.delivery"
    )
    {
        Erase = async (services, before, cancel) =>
        {
            await using var command = services
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("delete from webhooks.delivery where made < $1");
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            return await command.ExecuteNonQueryAsync(cancel);
        },
    };

    /// <summary>What is said: what happened, when, to what, and where it can be read by whoever may. Nothing else.</summary>
    public static string BodyOf(string type, DateTimeOffset at, Guid subject, string? link)
    {
        var data = new JsonObject { ["id"] = subject };
        if (link is not null)
            data["link"] = link;
        return new JsonObject
        {
            ["type"] = type,
            ["timestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["data"] = data,
        }.ToJsonString();
    }

    public async Task AddAsync(Guid id, Guid webhook, string type, string body, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Insert);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = webhook });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = type });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = body });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<Delivery?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from webhooks.delivery where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return (await ReadAsync(command, cancel)).FirstOrDefault();
    }

    public async Task<string?> BodyAsync(Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select body from webhooks.delivery where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <summary>The last deliveries to an address, the newest first.</summary>
    public async Task<IReadOnlyList<Delivery>> OfAsync(Guid webhook, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"select {Columns} from webhooks.delivery where webhook = $1 order by made desc, id limit $2"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = webhook });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        return await ReadAsync(command, cancel);
    }

    /// <summary>Notes what an address answered; since when it has taken nothing, where it did not take this.</summary>
    public async Task<DateTimeOffset?> NoteAsync(Guid id, Guid webhook, WebhookPost.Answer answer, bool last, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        var note = new NpgsqlBatchCommand(
            "update webhooks.delivery set state = $2, tries = tries + 1, answered = events.clock(), status = $3, answer = $4 where id = $1"
        );
        note.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        note.Parameters.Add(
            new NpgsqlParameter<string>
            {
                TypedValue = Written(
                    answer.IsTaken ? DeliveryState.Taken
                    : last ? DeliveryState.SetAside
                    : DeliveryState.Waiting
                ),
            }
        );
        note.Parameters.Add(
            new NpgsqlParameter { Value = (object?)answer.Status ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer }
        );
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = answer.Said });
        batch.BatchCommands.Add(note);
        var failing = new NpgsqlBatchCommand(
            answer.IsTaken
                ? "delete from webhooks.failing where webhook = $1"
                : "insert into webhooks.failing values ($1, events.clock()) on conflict do nothing"
        );
        failing.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = webhook });
        batch.BatchCommands.Add(failing);
        await batch.ExecuteNonQueryAsync(cancel);
        return answer.IsTaken ? null : await FailingSinceAsync(webhook, cancel);
    }

    private async Task<DateTimeOffset?> FailingSinceAsync(Guid webhook, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select since from webhooks.failing where webhook = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = webhook });
        return await command.ExecuteScalarAsync(cancel) is DateTime since ? new DateTimeOffset(since, TimeSpan.Zero) : null;
    }

    private static string Written(DeliveryState state) =>
        state switch
        {
            DeliveryState.Taken => "taken",
            DeliveryState.SetAside => "set-aside",
            _ => "waiting",
        };

    private static async Task<IReadOnlyList<Delivery>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<Delivery>();
        while (await reader.ReadAsync(cancel))
            found.Add(
                new Delivery(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetString(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    Enum.GetValues<DeliveryState>().First(s => Written(s) == reader.GetString(4)),
                    reader.GetInt32(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                    reader.IsDBNull(7) ? null : reader.GetInt32(7),
                    reader.IsDBNull(8) ? null : reader.GetString(8)
                )
            );
        return found;
    }
}
