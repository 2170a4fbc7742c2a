using JasperFx.Events;
using Marten;
using Marten.Services;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Operations;

/// <summary>A fact's number is drawn before its commit: who has seen a higher one must not have passed it over.</summary>
public sealed class LateCommitTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_fact_that_is_committed_long_after_its_number_was_drawn_is_passed_over_by_no_view()
    {
        await app.OrganisationAsync("Before", OrganisationKind.Enterprise);
        await app.SettledAsync();
        await using var late = await LateAsync();
        var done = await app.DoAsync(new RegisterOrganisation(Guid.CreateVersion7(), "After", [OrganisationKind.Enterprise]));

        // Marten has noticed the gap, and well over the half second is gone after which it looks whether somebody could still fill it.
        await UntilAsync(
            """
            select exists (select from events.mt_event_progression
                           where name = 'HighWaterStuckGap' and last_updated < now() - interval '2 seconds')
            """
        );
        var readers = app.Services.GetRequiredService<LogReaders>();
        Assert.All((await readers.HealthAsync()).Followers, f => Assert.True(f.Position < done.Position, f.Progress));
        await late.CommitAsync();
        await AllAgreeAsync();
    }

    [Fact]
    public async Task a_composite_that_begins_in_the_meantime_passes_over_nothing()
    {
        await app.OrganisationAsync("Before it begins", OrganisationKind.Enterprise);
        await app.SettledAsync();
        await using var late = await LateAsync();
        await app.OrganisationAsync("After that", OrganisationKind.Enterprise);
        var view = new Names();
        using var daemon = await app.FollowAsync(view);
        await UntilAsync($"select exists (select from {view.Table} where data ->> 'text' = 'Before it begins')");

        Assert.False(await app.AskAsync<bool>($"select exists (select from {view.Table} where data ->> 'text' = 'After that')"));
        await late.CommitAsync();
        Assert.True(await new LogReaders(app.Database, [view], []).WaitAsync(view, await app.Database.CeilingAsync(), Patience.Long));
        Assert.Null(await app.CompareAsync(view));
        Assert.True(await app.AskAsync<bool>($"select exists (select from {view.Table} where data ->> 'text' = 'Late')"));
        await daemon.StopAllAsync();
    }

    [Fact]
    public async Task a_mark_that_is_too_far_is_believed_by_no_reader()
    {
        await app.OrganisationAsync("Before the mark", OrganisationKind.Enterprise);
        await app.SettledAsync();
        await using var late = await LateAsync();
        var done = await app.DoAsync(new RegisterOrganisation(Guid.CreateVersion7(), "Marked", [OrganisationKind.Enterprise]));
        await app.SqlAsync($"select events.mt_mark_event_progression('HighWaterMark', {done.Position})");

        // Every reader is in the middle of its page, and waits for what is late.
        await UntilAsync(
            """
            select count(distinct pid) > 3 from pg_stat_activity
            where query like '%mt_events_sequence%RowExclusiveLock%' and pid <> pg_backend_pid()
            and state_change > now() - interval '1 second'
            """
        );
        var readers = app.Services.GetRequiredService<LogReaders>();
        Assert.All((await readers.HealthAsync()).Followers, f => Assert.True(f.Position < done.Position, f.Progress));
        await late.CommitAsync();
        await AllAgreeAsync();
    }

    // Has drawn its numbers, and not committed.
    private async Task<NpgsqlTransaction> LateAsync()
    {
        var connection = await app.Database.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        var late = Guid.CreateVersion7();
        await using var session = app.Store.LightweightSession(SessionOptions.ForTransaction(transaction));
        session.Events.Append(late, new OrganisationRegistered(late, "Late", [OrganisationKind.Enterprise], [], null, null, false));
        await session.SaveChangesAsync();
        return transaction;
    }

    private async Task AllAgreeAsync()
    {
        await app.SettledAsync();
        var top = await app.Database.CeilingAsync();
        foreach (var view in MarketplaceHost.Modules().SelectMany(m => m.Views))
        {
            Assert.True(await app.Services.GetRequiredService<LogReaders>().WaitAsync(view, top, Patience.Long));
            Assert.Null(await app.CompareAsync(view));
        }
        Assert.DoesNotContain((await app.Services.GetRequiredService<LogReaders>().HealthAsync()).Followers, f => f.PausedAt is not null);
    }

    private async Task UntilAsync(string condition)
    {
        using var patience = Patience.Begin();
        await using var command = app.Database.CreateCommand(condition);
        while (await command.ExecuteScalarAsync(patience.Token) is not true)
            await Task.Delay(20, patience.Token);
    }

    private sealed record Line(string Text);

    private sealed class Names : TableView<Line>
    {
        public override string Name => "late_names";
        public override Composite Composite { get; } = new("orchard", 1);
        public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(OrganisationRegistered) };

        public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

        public override Line Apply(Guid key, Line? row, IEvent e) => new(((OrganisationRegistered)e.Data).Name);
    }
}
