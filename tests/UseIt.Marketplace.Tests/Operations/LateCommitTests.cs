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
        await using var connection = await app.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var late = Guid.CreateVersion7();
        await using (var session = app.Store.LightweightSession(SessionOptions.ForTransaction(transaction)))
        {
            session.Events.Append(late, new OrganisationRegistered(late, "Late", [OrganisationKind.Enterprise], [], null, null, false));
            await session.SaveChangesAsync();
        }
        var after = Guid.CreateVersion7();
        var done = await app.DoAsync(new RegisterOrganisation(after, "After", [OrganisationKind.Enterprise]));

        // Marten has noticed the gap, and well over the half second is gone after which it looks whether somebody could still fill it.
        await UntilAsync(
            """
            select exists (select from events.mt_event_progression
                           where name = 'HighWaterStuckGap' and last_updated < now() - interval '2 seconds')
            """
        );
        var readers = app.Services.GetRequiredService<LogReaders>();
        Assert.All((await readers.HealthAsync()).Followers, f => Assert.True(f.Position < done.Position, f.Progress));
        await transaction.CommitAsync();

        await app.SettledAsync();
        foreach (var view in MarketplaceHost.Modules().SelectMany(m => m.Views))
        {
            Assert.True(await readers.WaitAsync(view, done.Position, Patience.Long));
            Assert.Null(await app.CompareAsync(view));
        }
    }

    private async Task UntilAsync(string condition)
    {
        using var patience = Patience.Begin();
        await using var command = app.Database.CreateCommand(condition);
        while (await command.ExecuteScalarAsync(patience.Token) is not true)
            await Task.Delay(20, patience.Token);
    }
}
