using Microsoft.Extensions.DependencyInjection;
using Weasel.Core.Migrations;
using Wolverine.Persistence.Durability;

namespace UseIt.Marketplace.Tests.House;

/// <summary>Our migrations make the tables of Marten and Wolverine; both must find what they would have made themselves.</summary>
public sealed class SchemaTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public Task the_log_is_as_marten_wants_it() => app.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();

    [Fact]
    public Task the_queues_are_as_wolverine_wants_them() =>
        ((IDatabase)app.Services.GetRequiredService<IMessageStore>()).AssertDatabaseMatchesConfigurationAsync();

    [Fact]
    public async Task what_differs_is_found()
    {
        var connection = await UseIt.Testing.PostgresFixture.CreateDatabaseAsync("marketplace", MarketplaceApp.FillAsync);
        var other = await MarketplaceApp.BesideAsync(connection, UseIt.Testing.TestFolders.Scratch());
        foreach (var table in new[] { "events.mt_events", "wolverine.wolverine_dead_letters" })
        {
            await using var spoil = other.Database.CreateCommand($"alter table {table} drop column {(table[0] == 'e' ? "headers" : "source")}");
            await spoil.ExecuteNonQueryAsync();
        }
        await Assert.ThrowsAnyAsync<Exception>(() => other.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync());
        await Assert.ThrowsAnyAsync<Exception>(() =>
            ((IDatabase)other.Services.GetRequiredService<IMessageStore>()).AssertDatabaseMatchesConfigurationAsync()
        );
        await other.DisposeAsync();
        await UseIt.Testing.PostgresFixture.DropDatabaseAsync(connection);
    }
}
