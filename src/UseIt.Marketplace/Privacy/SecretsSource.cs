using Npgsql;

namespace UseIt.Marketplace.Privacy;

/// <summary>
/// The way to schema <c>secrets</c>: under a role of its own where one is configured, which the application's statements elsewhere do not
/// have.
/// </summary>
/// <remarks>Outside the fence of nodes: that role may not write its tables, and no fact, message or position passes here. Making and
/// destroying a key may be done twice.</remarks>
public sealed class SecretsSource(NpgsqlDataSource application, Settings settings) : IAsyncDisposable
{
    private readonly NpgsqlDataSource? own = settings.SecretsConnectionString is { } secrets
        ? MarketplaceHost.DataSource(secrets, "useit-secrets", poolSize: 10)
        : null;

    public NpgsqlDataSource Database => own ?? application;

    public async ValueTask DisposeAsync()
    {
        if (own is not null)
            await own.DisposeAsync();
    }
}
