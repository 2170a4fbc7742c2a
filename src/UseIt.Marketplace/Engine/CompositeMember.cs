using System.Diagnostics.CodeAnalysis;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Aggregation;
using JasperFx.Events.Daemon;
using JasperFx.Events.Descriptors;
using JasperFx.Events.Projections;
using JasperFx.Events.Subscriptions;
using Marten;
using Npgsql;
using Weasel.Postgresql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// A view among those of its composite. Marten's own wrapper would let a composite that begins read all numbers drawn so far in one go,
/// past those whose transactions still run; this one does not.
/// </summary>
internal sealed class CompositeMember
    : ProjectionBase,
        IProjectionSource<IDocumentOperations, IQuerySession>,
        ISubscriptionFactory<IDocumentOperations, IQuerySession>
{
    private readonly TableView view;
    private readonly IReadOnlyCollection<string>? names;

    /// <param name="view">What takes the pages.</param>
    /// <param name="names">
    /// For one member of the composite: the stored names of the facts that all of them ask for, by which it makes sure that a page is
    /// whole.
    /// </param>
    public CompositeMember(TableView view, IReadOnlyCollection<string>? names)
    {
        (this.view, this.names) = (view, names);
        Lifecycle = ProjectionLifecycle.Async;
        Name = view.GetType().Name;
    }

    public bool CanParticipateInCompositeReplay => false;

    public SubscriptionType Type => SubscriptionType.EventProjection;

    public Type ImplementationType => view.GetType();

    public ShardName[] ShardNames() => [new ShardName(Name, ShardName.All, Version)];

    public SubscriptionDescriptor Describe(IEventStore store) => new(this, store);

    public IReadOnlyList<AsyncShard<IDocumentOperations, IQuerySession>> Shards() =>
        [new AsyncShard<IDocumentOperations, IQuerySession>(Options, ShardRole.Projection, ShardNames()[0], this, this)];

    public IInlineProjection<IDocumentOperations> BuildForInline() => throw new NotSupportedException();

    public bool TryBuildReplayExecutor(
        IEventStore<IDocumentOperations, IQuerySession> store,
        IEventDatabase database,
        [NotNullWhen(true)] out IReplayExecutor? executor
    )
    {
        executor = null;
        return false;
    }

    public ISubscriptionExecution BuildExecution(
        IEventStore<IDocumentOperations, IQuerySession> store,
        IEventDatabase database,
        ILoggerFactory loggerFactory,
        ShardName shardName
    ) => new Execution(view, names, ((PostgresqlDatabase)database).DataSource, shardName);

    public ISubscriptionExecution BuildExecution(
        IEventStore<IDocumentOperations, IQuerySession> store,
        IEventDatabase database,
        ILogger logger,
        ShardName shardName
    ) => new Execution(view, names, ((PostgresqlDatabase)database).DataSource, shardName);

    // Whatever fails here fails the page of the whole composite, whose batch this writes into and which alone commits it.
    private sealed class Execution(TableView view, IReadOnlyCollection<string>? names, NpgsqlDataSource database, ShardName shardName)
        : ISubscriptionExecution
    {
        public ShardName ShardName => shardName;

        public ShardExecutionMode Mode { get; set; }

        public async Task ProcessRangeAsync(EventRange range)
        {
            var cancel = range.Agent is SubscriptionAgent agent ? agent.CancellationToken : CancellationToken.None;
            if (names is not null)
                await database.HoldsAllAsync(range, names, cancel);
            var batch = (IProjectionBatch<IDocumentOperations, IQuerySession>)range.ActiveBatch!;
            await using var session = batch.SessionForTenant(StorageConstants.DefaultTenantId);
            await view.ApplyAsync(session, range.Events, cancel);
        }

        public ValueTask EnqueueAsync(EventPage page, ISubscriptionAgent subscriptionAgent) => throw new NotSupportedException();

        public Task ProcessImmediatelyAsync(SubscriptionAgent subscriptionAgent, EventPage events, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task StopAndDrainAsync(CancellationToken token) => Task.CompletedTask;

        public Task HardStopAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => default;

        public bool TryBuildReplayExecutor([NotNullWhen(true)] out IReplayExecutor? executor)
        {
            executor = null;
            return false;
        }

        public bool TryGetAggregateCache<TId, TDoc>([NotNullWhen(true)] out IAggregateCaching<TId, TDoc>? caching)
        {
            caching = null;
            return false;
        }
    }
}
