using System.Security.Cryptography;
using System.Text;
using Wolverine;

namespace UseIt.Marketplace.Engine;

/// <summary>What a message says of its circumstances, beside its body.</summary>
internal static class MessageHeaders
{
    private const string Correlation = "correlation";
    private const string Causation = "causation";
    private const string Once = "once";

    /// <summary>For a message that belongs to a command; due after so long (null = now).</summary>
    public static DeliveryOptions Of(CommandContext context, TimeSpan? after) =>
        With(new DeliveryOptions(), context.CorrelationId, context.CausationId, after);

    /// <summary>For a message that follows from a fact: however often the fact is read, the message has its effect once.</summary>
    public static DeliveryOptions Of(Guid fact, string reaction, int n, string? correlation, TimeSpan? after) =>
        With(new DeliveryOptions(), correlation, fact.ToString(), after).WithHeader(Once, IdentityOf(fact, reaction, n).ToString());

    /// <summary>The same, for what is not yet or no longer a message.</summary>
    public static Guid IdentityOf(Guid fact, string reaction, int n) => IdentityOf($"{fact:N}/{reaction}/{n}");

    /// <summary>What the message is known by in <see cref="HandledMessages"/>.</summary>
    public static Guid IdentityOf(Envelope envelope) =>
        envelope.TryGetHeader(Once, out var once) && Guid.TryParse(once, out var identity) ? identity : envelope.Id;

    /// <summary>A message that nobody waits for is the program's own.</summary>
    public static CommandContext ContextOf(Envelope envelope) =>
        new(
            Actor.System,
            CorrelationId: envelope.TryGetHeader(Correlation, out var correlation) ? correlation : null,
            CausationId: envelope.TryGetHeader(Causation, out var causation) ? causation : IdentityOf(envelope).ToString()
        );

    private static DeliveryOptions With(DeliveryOptions options, string? correlation, string? causation, TimeSpan? after)
    {
        if (correlation is not null)
            options.WithHeader(Correlation, correlation);
        if (causation is not null)
            options.WithHeader(Causation, causation);
        if (after > TimeSpan.Zero)
            options.ScheduleDelay = after;
        return options;
    }

    private static Guid IdentityOf(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
