using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Operations;

/// <summary>What an operator's tools are told of this node, and what not.</summary>
public sealed class TelemetryTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly string[] Own = ["useit.projection.lag", "useit.projection.heartbeat_age", "useit.outbox.heartbeat_age"];

    [Fact]
    public async Task lag_heartbeat_and_waiting_messages_are_metrics_over_otlp()
    {
        using var collector = new Collector();
        using var provider = Telemetry.Metrics(collector.Address, null);
        var flushed = Task.Run(() => provider.ForceFlush(30_000));

        var (path, text) = await collector.ReceiveAsync();

        Assert.Equal("/v1/metrics", path);
        Assert.All(Own, name => Assert.Contains(name, text, StringComparison.Ordinal));
        Assert.True(await flushed);
    }

    [Fact]
    public async Task a_trace_shows_the_route_and_the_command_and_nothing_anybody_typed()
    {
        using var collector = new Collector();
        using var provider = Telemetry.Traces(collector.Address);
        using var http = await app.ClientAsync();
        (await http.GetAsync(new Uri("/opportunities?q=kidney+disease", UriKind.Relative))).EnsureSuccessStatusCode();
        await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var flushed = Task.Run(() => provider.ForceFlush(30_000));

        var (path, text) = await collector.ReceiveAsync();

        Assert.Equal("/v1/traces", path);
        Assert.Contains("RegisterOrganisation", text, StringComparison.Ordinal);
        Assert.DoesNotContain("kidney", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ladywood", text, StringComparison.Ordinal);
        Assert.True(await flushed);
    }

    [Fact]
    public async Task prometheus_scrapes_the_same_in_its_own_format()
    {
        var scrape = new PrometheusText();
        using var provider = Telemetry.Metrics(null, scrape);
        using var http = await app.ClientAsync();
        (await http.GetAsync(new Uri("/health", UriKind.Relative))).EnsureSuccessStatusCode();

        var lines = scrape.Scrape().Split('\n');

        Assert.All(
            Own,
            name =>
                Assert.Contains(
                    lines,
                    line =>
                        line.StartsWith($"# TYPE {name.Replace('.', '_')}", StringComparison.Ordinal)
                        && line.EndsWith(" gauge", StringComparison.Ordinal)
                )
        );
        Assert.DoesNotContain("Password", string.Concat(lines), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(lines, line => line.StartsWith("useit_projection_lag{follower=\"", StringComparison.Ordinal));
        var buckets = lines
            .Where(line =>
                line.StartsWith("http_server_request_duration_seconds_bucket{", StringComparison.Ordinal)
                && line.Contains("http_route=\"/health\"", StringComparison.Ordinal)
            )
            .ToArray();
        var counted = lines.Where(line =>
            line.StartsWith("http_server_request_duration_seconds_count{", StringComparison.Ordinal)
            && line.Contains("http_route=\"/health\"", StringComparison.Ordinal)
        );
        Assert.Equal(Value(buckets[^1]), Value(Assert.Single(counted)));
        Assert.Contains("le=\"+Inf\"", buckets[^1], StringComparison.Ordinal);
        Assert.Equal(buckets.Select(Value).Order(), buckets.Select(Value));

        static double Value(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    private sealed class Collector : IDisposable
    {
        private readonly HttpListener listener = new();

        public Collector()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
            }
            listener.Prefixes.Add(Address.ToString());
            listener.Start();
        }

        public Uri Address { get; }

        public async Task<(string Path, string Text)> ReceiveAsync()
        {
            var sent = await listener.GetContextAsync();
            using var body = new MemoryStream();
            await sent.Request.InputStream.CopyToAsync(body);
            sent.Response.Close();
            return (sent.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray()));
        }

        public void Dispose() => listener.Close();
    }
}
