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
    public async Task the_queues_are_as_wolverine_wants_them_and_say_since_when_a_message_waits()
    {
        var own = await Assert.ThrowsAsync<DatabaseValidationException>(() =>
            ((IDatabase)app.Services.GetRequiredService<IMessageStore>()).AssertDatabaseMatchesConfigurationAsync()
        );
        Assert.Equal(
            ["incoming", "outgoing"],
            own.Message.Split('\n')
                .Where(line =>
                    line.StartsWith("alter ", StringComparison.Ordinal) || line.StartsWith("create ", StringComparison.OrdinalIgnoreCase)
                )
                .Select(line => line.Replace("alter table wolverine.wolverine_", "", StringComparison.Ordinal))
                .Select(line => line.Replace("_envelopes drop column timestamp;", "", StringComparison.Ordinal).Trim())
                .Order()
        );
    }

    [Fact]
    public async Task what_differs_is_found()
    {
        var connection = await UseIt.Testing.PostgresFixture.CreateDatabaseAsync("marketplace", MarketplaceApp.FillAsync);
        var other = await MarketplaceApp.BesideAsync(connection, UseIt.Testing.TestFolders.Scratch());
        foreach (var table in new[] { "events.mt_events", "wolverine.wolverine_dead_letters" })
        {
            await using var spoil = other.Database.CreateCommand(
                $"alter table {table} drop column {(table[0] == 'e' ? "headers" : "source")}"
            );
            await spoil.ExecuteNonQueryAsync();
        }
        await Assert.ThrowsAnyAsync<Exception>(() => other.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync());
        var differs = await Assert.ThrowsAsync<DatabaseValidationException>(() =>
            ((IDatabase)other.Services.GetRequiredService<IMessageStore>()).AssertDatabaseMatchesConfigurationAsync()
        );
        Assert.Contains("wolverine_dead_letters", differs.Message, StringComparison.Ordinal);
        await other.DisposeAsync();
        await UseIt.Testing.PostgresFixture.DropDatabaseAsync(connection);
    }
}
