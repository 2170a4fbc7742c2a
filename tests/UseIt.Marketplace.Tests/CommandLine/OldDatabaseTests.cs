using Npgsql;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.CommandLine;

public sealed class OldDatabaseTests
{
    [Fact]
    public async Task a_database_from_before_marten_is_refused_in_one_line_and_left_as_it_is()
    {
        var connection = await PostgresFixture.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var old = database.CreateCommand(
            """
            create schema events;
            create table events.migration (name varchar primary key, checksum varchar not null, applied timestamptz not null default now());
            insert into events.migration (name, checksum) values ('UseIt.EventStore.Schema.001_schema.sql', 'of another day')
            """
        );
        await old.ExecuteNonQueryAsync();

        var ended = await Verb.RunAsync(["migrate"], Verb.On(connection));

        Assert.Equal(1, ended.Code);
        Assert.Equal(
            "This database was made by an earlier version, whose log this one does not take over. Use an empty database.",
            ended.Error.Trim()
        );
        await using var tables = database.CreateCommand(
            "select count(*) from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')"
        );
        Assert.Equal(1L, await tables.ExecuteScalarAsync());
        await PostgresFixture.DropDatabaseAsync(connection);
    }
}
