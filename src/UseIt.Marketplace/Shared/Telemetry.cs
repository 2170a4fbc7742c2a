using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace UseIt.Marketplace.Shared;

/// <summary>
/// Sends metrics over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says so: lag and heartbeat of the reader, depth of the outbox, requests by route, the
/// connection pool. Numbers and names of routes and views only: no address, person or organisation is ever an attribute.
/// </summary>
public static class Telemetry
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void Add(IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 } endpoint) services.AddSingleton(_ => Provider(new Uri(endpoint))).AddHostedService<Sender>();
    }

    public static MeterProvider Provider(Uri endpoint) => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(r => r.AddService("useit-marketplace", serviceInstanceId: Environment.MachineName))
        .AddMeter("UseIt.EventStore", "UseIt.Messaging", "Microsoft.AspNetCore.Hosting", "Npgsql")
        .AddOtlpExporter(o =>
        {
            o.Protocol = OtlpExportProtocol.HttpProtobuf;
            o.Endpoint = new Uri($"{endpoint.ToString().TrimEnd('/')}/v1/metrics");
        })
        .Build();

    // The provider lives as long as the host; its last numbers are sent when it ends.
    private sealed class Sender(MeterProvider provider) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.FromResult(provider.ForceFlush(5000));
    }
}
