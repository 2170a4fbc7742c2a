using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Follows stored facts and answers each with messages: an award becomes a contract. Messages and position are one commit, and each message
/// has its effect once per fact. Never run on a rebuild.
/// </summary>
public abstract class Reaction : BatchSubscription
{
    /// <param name="name">In snake_case; with the fact's id it is part of each message's identity.</param>
    /// <param name="facts">The facts it follows.</param>
    protected Reaction(string name, params IEnumerable<Type> facts)
        : base(name)
    {
        foreach (var fact in facts)
            IncludeType(fact);
        Options.BatchSize = 500;
    }

    /// <summary>The commands (or effects) this fact calls for, with the instant they are due (null = now).</summary>
    public abstract IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e);

    /// <inheritdoc/>
    public sealed override async Task ProcessEventsAsync(
        EventRange page,
        ISubscriptionController controller,
        IDocumentOperations operations,
        IMessageBus bus,
        CancellationToken cancellationToken
    )
    {
        DateTimeOffset? now = null;
        foreach (var fact in page.Events)
        {
            var n = 0;
            foreach (var (message, due) in React(fact))
            {
                // Wolverine waits by the machine's clock; how long is told by the store's.
                if (due is not null)
                    now ??= await operations.ClockAsync(cancellationToken);
                await bus.SendAsync(message, MessageHeaders.Of(fact.Id, SubscriptionName, n++, fact.CorrelationId, due - now));
            }
        }
    }
}
