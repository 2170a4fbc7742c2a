using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Which messages have had their effect. The row is part of the effect's own commit: whoever still holds the message in memory (a node that
/// was stopped and goes on) does it no second time.
/// </summary>
internal static class HandledMessages
{
    public const string Table = "handled";

    public static Question<bool> Has(Guid message) =>
        new(
            builder =>
            {
                builder.Append("select exists (select from messaging.handled where message = ");
                builder.AppendParameter(message, NpgsqlDbType.Uuid);
                builder.Append(")");
            },
            async (reader, cancel) => await reader.ReadAsync(cancel) && reader.GetBoolean(0)
        );

    public static Statement Row(Guid message) =>
        Statement.Of("insert into messaging.handled (message, at) values ($1, events.clock())", message);
}

/// <summary>The message has had its effect already.</summary>
internal sealed class HandledBeforeException() : Exception("The message was handled before.");
