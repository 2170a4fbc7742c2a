namespace UseIt.Marketplace.CommandLine;

/// <summary>The marketplace without its web, running: commands can be sent.</summary>
public sealed class RunningServices : IServiceProvider, IAsyncDisposable
{
    private readonly IHost host;

    private RunningServices(IHost host) => this.host = host;

    public static async Task<RunningServices> StartAsync(Settings settings, CancellationToken cancel)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        MarketplaceHost.AddMarketplace(builder.Services, settings, MarketplaceHost.Modules());
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancel);
        }
        catch
        {
            host.Dispose();
            throw;
        }
        return new RunningServices(host);
    }

    public object? GetService(Type serviceType) => host.Services.GetService(serviceType);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
