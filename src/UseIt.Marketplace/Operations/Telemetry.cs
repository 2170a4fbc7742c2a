using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// Metrics and traces over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says so, and metrics for Prometheus at <c>/metrics</c> where
/// <c>Metrics__Prometheus</c> is
/// <c>true</c>: lag and heartbeat of the reader, depth of the outbox, requests by route, the connection pool. Numbers and names of routes
/// and views only:
/// no address, statement, person or organisation is ever an attribute.
/// </summary>
public static class Telemetry
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string Prometheus = "Metrics__Prometheus";

    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "error.type",
    };

    public static void Add(IServiceCollection services)
    {
        var collector = Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 } endpoint ? new Uri(endpoint) : null;
        var scrape = Environment.GetEnvironmentVariable(Prometheus) == "true" ? new PrometheusText() : null;
        if (scrape is not null)
            services.AddSingleton(scrape);
        if (collector is null && scrape is null)
            return;
        services.AddSingleton(_ => Metrics(collector, scrape));
        if (collector is not null)
            services.AddSingleton(_ => Traces(collector));
        services.AddHostedService<Sender>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<PrometheusText>() is { } scrape)
            routes
                .MapGet("/metrics", () => Results.Text(scrape.Scrape(), PrometheusText.MediaType))
                .AllowedTo(AllowedTo.Anyone)
                .ExcludeFromDescription();
    }

    public static MeterProvider Metrics(Uri? collector, PrometheusText? scrape)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Named)
            .AddMeter("UseIt.EventStore", "UseIt.Messaging", "Microsoft.AspNetCore.Hosting", "Npgsql");
        if (collector is not null)
            builder.AddOtlpExporter(o => To(o, collector, "metrics"));
        if (scrape is not null)
            builder.AddReader(new BaseExportingMetricReader(scrape));
        return builder.Build();
    }

    public static TracerProvider Traces(Uri collector) =>
        Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Named)
            .AddSource("Microsoft.AspNetCore", "UseIt.Messaging")
            .AddProcessor(new Sparing())
            .AddOtlpExporter(o => To(o, collector, "traces"))
            .Build();

    private static void Named(ResourceBuilder resource) =>
        resource.AddService("useit-marketplace", serviceInstanceId: Environment.MachineName);

    private static void To(OtlpExporterOptions options, Uri collector, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{collector.ToString().TrimEnd('/')}/v1/{signal}");
    }

    /// <summary>
    /// Leaves of a span what is harmless by its kind; an address may hold what somebody typed. Spans of the database are not asked for:
    /// theirs bear what its errors say.
    /// </summary>
    private sealed class Sparing : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var (key, _) in data.TagObjects.ToArray())
                if (!Shown.Contains(key))
                    data.SetTag(key, null);
        }
    }

    // The providers live as long as the host; their last numbers are sent when it ends.
    private sealed class Sender(MeterProvider metrics, IServiceProvider services) : IHostedService
    {
        private readonly TracerProvider? traces = services.GetService<TracerProvider>();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            metrics.ForceFlush(5000);
            traces?.ForceFlush(5000);
            return Task.CompletedTask;
        }
    }
}
