using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Weasel.Postgresql;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Marten.Subscriptions;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Follows stored facts and answers each with messages: an award becomes a contract. Messages and position are one commit, and each message
/// has its effect once per fact. Never run on a rebuild.
/// </summary>
public abstract class Reaction : BatchSubscription
{
    private IReadOnlyCollection<string> names = [];

    /// <param name="name">In snake_case; with the fact's id it is part of each message's identity.</param>
    /// <param name="facts">The facts it follows.</param>
    protected Reaction(string name, params IEnumerable<Type> facts)
        : base(name)
    {
        Handles = facts.ToHashSet();
        foreach (var fact in Handles)
            IncludeType(fact);
        Options.BatchSize = 500;
    }

    /// <summary>Name under which its position is kept, and by which a person lets it go on.</summary>
    public string Progress => new ShardName(SubscriptionName, ShardName.All, 1).Identity;

    /// <summary>The facts it follows.</summary>
    public IReadOnlySet<Type> Handles { get; }

    /// <summary>The commands (or effects) this fact calls for, with the instant they are due (null = now).</summary>
    public abstract IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e);

    internal void Follow(MartenServiceCollectionExtensions.MartenConfigurationExpression log, EventTypes types)
    {
        names = types.AliasesOf(Handles);
        log.SubscribeToEvents(this);
    }

    /// <inheritdoc/>
    public sealed override async Task ProcessEventsAsync(
        EventRange page,
        ISubscriptionController controller,
        IDocumentOperations operations,
        IMessageBus bus,
        CancellationToken cancellationToken
    )
    {
        var state = await StateAsync(page, operations, cancellationToken);
        DateTimeOffset? now = null;
        foreach (var fact in page.Events)
        {
            if (state.Skipped.Contains(fact.Sequence))
                continue;
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

    private async Task<ReaderState> StateAsync(EventRange page, IDocumentOperations operations, CancellationToken cancel)
    {
        var database = ((PostgresqlDatabase)operations.Database).DataSource;
        await database.HoldsAllAsync(page, names, cancel);
        await using var ask = database.CreateBatch();
        ask.BatchCommands.Add(ReaderState.Ask(Progress));
        await using var reader = await ask.ExecuteReaderAsync(cancel);
        return await ReaderState.ReadAsync(reader, cancel);
    }
}
