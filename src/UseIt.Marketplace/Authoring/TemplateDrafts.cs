using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Authoring;

/// <summary>What an author is writing.</summary>
/// <param name="Text">As it was typed last.</param>
/// <param name="Seen">The version of the template that they had before them.</param>
public sealed record TemplateDraft(string Text, int Seen);

/// <summary>Texts that are being written; each author's own, seen by nobody else.</summary>
public sealed class TemplateDrafts(NpgsqlDataSource database)
{
    internal static readonly RetentionClass Kept = new(
        "drafts of templates",
        365,
        "somebody who has not gone on with it for a year will not",
        "select at from authoring.template_draft"
    )
    {
        Erase = async (services, before, cancel) =>
        {
            await using var command = services
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("delete from authoring.template_draft where at < $1");
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            return await command.ExecuteNonQueryAsync(cancel);
        },
    };

    public async Task<TemplateDraft?> FindAsync(Guid template, Guid author, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select text, seen from authoring.template_draft where template = $1 and author = $2"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = template });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = author });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new TemplateDraft(reader.GetString(0), reader.GetInt32(1)) : null;
    }

    public async Task KeepAsync(Guid template, Guid author, TemplateDraft draft, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            insert into authoring.template_draft (template, author, text, seen) values ($1, $2, $3, $4)
            on conflict (template, author) do update set text = excluded.text, seen = excluded.seen, at = events.clock()
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = template });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = author });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = draft.Text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = draft.Seen });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task DropAsync(Guid template, Guid author, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from authoring.template_draft where template = $1 and author = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = template });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = author });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
