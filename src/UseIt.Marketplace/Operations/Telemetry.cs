using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// Metrics, traces and the lines of the log over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says so, and metrics for Prometheus at
/// <c>/metrics</c> where <c>Metrics__Prometheus</c> is <c>true</c>: lag and heartbeat of the reader, waiting messages, requests by route,
/// the connection pool.
/// Numbers and names of routes and views only: no address, statement, person or organisation is ever an attribute.
/// </summary>
public static class Telemetry
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string Prometheus = "Metrics:Prometheus";

    // How long the last numbers may take to leave when the node stops.
    private const int Farewell = 4000;

    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "error.type",
    };

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var (collector, scraped) = (configuration[Endpoint], configuration[Prometheus] == "true");
        if (string.IsNullOrEmpty(collector) && !scraped)
            return;
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("useit-marketplace", serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(
                    "UseIt.Engine",
                    MessageWatch.MeterName,
                    Documents.ProvenBytes.Meter,
                    Engine.ProvenFacts.Meter,
                    Accounts.SecurityEvents.MeterName,
                    Authoring.UnfitTemplates.MeterName,
                    "Microsoft.AspNetCore.Hosting",
                    "Npgsql"
                );
                // Without the address of the database.
                metrics.AddView(
                    "db.client.*",
                    new MetricStreamConfiguration { TagKeys = ["db.client.connection.pool.name", "db.client.connection.state"] }
                );
                if (scraped)
                    metrics.AddPrometheusExporter(o => o.ScopeInfoEnabled = o.TargetInfoEnabled = false);
                if (!string.IsNullOrEmpty(collector))
                    metrics.AddOtlpExporter(o => To(o, collector, "metrics"));
            });
        if (!string.IsNullOrEmpty(collector))
            telemetry
                .WithTracing(traces =>
                    traces
                        .AddAspNetCoreInstrumentation()
                        .AddSource("Wolverine")
                        .AddProcessor(new Sparing())
                        .AddOtlpExporter(o => To(o, collector, "traces"))
                )
                // What DiscreetLoggers lets through: whoever breaks into this machine cannot take back what has left it.
                .WithLogging(lines => lines.AddOtlpExporter(o => To(o, collector, "logs")), o => o.IncludeFormattedMessage = true);
    }

    public static void Map(WebApplication app)
    {
        if (app.Configuration[Prometheus] == "true")
            app.MapPrometheusScrapingEndpoint().AllowedTo(AllowedTo.Anyone).ExcludeFromDescription();
        // Both at once: left to the container they go one after the other, and a collector that does not answer holds up each.
        app.Lifetime.ApplicationStopped.Register(() =>
            Parallel.Invoke(
                () => app.Services.GetService<MeterProvider>()?.Shutdown(Farewell),
                () => app.Services.GetService<TracerProvider>()?.Shutdown(Farewell),
                () => app.Services.GetService<LoggerProvider>()?.Shutdown(Farewell)
            )
        );
    }

    private static void To(OtlpExporterOptions options, string collector, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{collector.TrimEnd('/')}/v1/{signal}");
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
            data.SetStatus(data.Status);
        }
    }
}
