using Npgsql;
using Xunit;

namespace UseIt.Testing;

/// <summary>
/// One database for one test class (<c>IClassFixture</c>). A fixture that overrides <see cref="FillAsync"/> has it run
/// once in the process, for a template that all its classes copy.
/// </summary>
public abstract class DatabaseFixture : IAsyncLifetime
{
    private NpgsqlDataSource? dataSource;

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource DataSource => dataSource ??= NpgsqlDataSource.Create(ConnectionString);

    public virtual async Task InitializeAsync() =>
        ConnectionString = await PostgresFixture.CreateDatabaseAsync(GetType().FullName!, FillAsync);

    public virtual async Task DisposeAsync()
    {
        if (dataSource is not null)
            await dataSource.DisposeAsync();
        if (ConnectionString.Length > 0)
            await PostgresFixture.DropDatabaseAsync(ConnectionString);
    }

    /// <summary>Migrates, and lays down what all tests of the class start from. Leaves no connection open.</summary>
    protected virtual Task FillAsync(string connectionString) => Task.CompletedTask;
}

/// <summary>A database with nothing in it.</summary>
public sealed class EmptyDatabase : DatabaseFixture;
