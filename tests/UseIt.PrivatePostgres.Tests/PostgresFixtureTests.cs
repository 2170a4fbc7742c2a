using Npgsql;
using UseIt.Testing;

namespace UseIt.PrivatePostgres.Tests;

public sealed class PostgresFixtureTests(PostgresFixtureTests.Ladywood ladywood) : IClassFixture<PostgresFixtureTests.Ladywood>
{
    public sealed class Ladywood : DatabaseFixture
    {
        protected override async Task FillAsync(string connectionString) =>
            await RunAsync(connectionString, "create table enterprise (name text); insert into enterprise values ('Ladywood Grounds CIC')");
    }

    [Fact]
    public async Task a_class_starts_from_what_its_template_holds()
    {
        await using var command = ladywood.DataSource.CreateCommand("select name from enterprise");
        Assert.Equal("Ladywood Grounds CIC", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task a_template_is_filled_once_and_its_copies_know_nothing_of_each_other()
    {
        var fillings = 0;
        Func<string, Task> fill = connectionString =>
        {
            Interlocked.Increment(ref fillings);
            return RunAsync(connectionString, "create table tender (title text)");
        };
        var copies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresFixture.CreateDatabaseAsync("tenders", fill)));

        await RunAsync(copies[0], "insert into tender values ('Grounds maintenance')");

        Assert.Equal(1, fillings);
        Assert.Equal([1L, 0L, 0L, 0L], await Task.WhenAll(copies.Select(copy => RunAsync(copy, "select count(*) from tender"))));
    }

    [Fact]
    public async Task a_dropped_database_is_gone_though_somebody_is_connected()
    {
        var connectionString = await PostgresFixture.CreateDatabaseAsync();
        await using var lingering = new NpgsqlConnection(connectionString);
        await lingering.OpenAsync();

        await PostgresFixture.DropDatabaseAsync(connectionString);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connectionString, "select 1"));
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, refused.SqlState);
    }

    private static async Task<object?> RunAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }
}
