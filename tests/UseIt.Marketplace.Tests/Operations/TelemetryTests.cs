using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Operations;

/// <summary>What an operator's tools are told of this node, and what not.</summary>
public sealed class TelemetryTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly string[] Own = ["useit.projection.lag", "useit.projection.heartbeat_age", "useit.messages.heartbeat_age"];

    [Fact]
    public async Task lag_heartbeat_and_waiting_messages_are_metrics_over_otlp()
    {
        using var collector = new Collector();
        await using var node = await NodeAsync($"--{Telemetry.Endpoint}={collector.Address}");
        // How far readers are is known once the watch has looked.
        var text = "";
        while (!Own.All(name => text.Contains(name, StringComparison.Ordinal)))
        {
            var meters = node.Services.GetRequiredService<MeterProvider>();
            var flushed = Task.Run(() => meters.ForceFlush((int)Patience.Long.TotalMilliseconds));
            text += await collector.ReceiveAsync("/v1/metrics");
            Assert.True(await flushed);
        }
    }

    [Fact]
    public async Task a_trace_shows_the_route_and_the_command_and_nothing_anybody_typed()
    {
        using var collector = new Collector();
        await using var node = await NodeAsync($"--{Telemetry.Endpoint}={collector.Address}");
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        (await http.GetAsync(new Uri("/opportunities?q=kidney+disease", UriKind.Relative))).EnsureSuccessStatusCode();
        await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var flushed = Task.Run(() => node.Services.GetRequiredService<TracerProvider>().ForceFlush((int)Patience.Long.TotalMilliseconds));

        var text = "";
        string[] spans = ["GET opportunities", "register_organisation"];
        while (!spans.All(span => text.Contains(span, StringComparison.Ordinal)))
            text += await collector.ReceiveAsync("/v1/traces");

        Assert.All(
            ["kidney", "Ladywood", "127.0.0.1", "url.", "server.", "user_agent", "host.", "process."],
            word => Assert.DoesNotContain(word, text, StringComparison.Ordinal)
        );
        Assert.True(await flushed);
    }

    [Fact]
    public async Task lines_of_the_log_leave_the_machine_and_say_nothing_anybody_typed()
    {
        using var collector = new Collector();
        await using var node = await NodeAsync($"--{Telemetry.Endpoint}={collector.Address}");
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "kidney.disease.token");
        using (var refused = await http.GetAsync(new Uri("/api/v1/me?q=kidney", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var flushed = Task.Run(() => node.Services.GetRequiredService<LoggerProvider>().ForceFlush((int)Patience.Long.TotalMilliseconds));
        var text = "";
        while (!text.Contains("Security event TokenRefused", StringComparison.Ordinal))
            text += await collector.ReceiveAsync("/v1/logs");
        Assert.All(["kidney", "127.0.0.1"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        Assert.True(await flushed);
    }

    [Fact]
    public async Task a_collector_that_does_not_answer_holds_up_neither_requests_nor_the_end()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var node = await NodeAsync(
            $"--{Telemetry.Endpoint}=http://{silent.LocalEndpoint}",
            "--OTEL_EXPORTER_OTLP_TIMEOUT=600000"
        );
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        (await http.GetAsync(new Uri("/health/live", UriKind.Relative))).EnsureSuccessStatusCode();
        var sending = Task.Run(() => node.Services.GetRequiredService<TracerProvider>().ForceFlush());
        using var asked = await silent.AcceptTcpClientAsync();

        (await http.GetAsync(new Uri("/health/live", UriKind.Relative))).EnsureSuccessStatusCode();
        await node.StopAsync().WaitAsync(Patience.Long);
        asked.Close();
        await sending;
    }

    [Fact]
    public async Task nothing_is_measured_for_nobody()
    {
        await using var node = await NodeAsync();
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Null(node.Services.GetService<MeterProvider>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("text/plain;version=0.0.4")]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8,text/plain;version=0.0.4;q=0.5")]
    public async Task prometheus_scrapes_the_same_in_its_own_format(string accepted)
    {
        await using var node = await NodeAsync($"--{Telemetry.Prometheus}=true");
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        (await http.GetAsync(new Uri("/health", UriKind.Relative))).EnsureSuccessStatusCode();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accepted);

        // A request is counted when it is over, which its answer does not wait for.
        using var patience = Patience.Begin();
        string[] lines;
        do lines = (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), patience.Token)).Split('\n');
        while (
            !lines.Any(line => line.Contains("_count{", StringComparison.Ordinal) && line.Contains("/health", StringComparison.Ordinal))
        );

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
        Assert.DoesNotContain(
            "server_",
            string.Concat(lines).Replace("http_server_", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
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

    private async Task<WebApplication> NodeAsync(params string[] arguments)
    {
        var node = MarketplaceHost.Build(app.Settings with { Works = false }, arguments, "http://127.0.0.1:0");
        await node.StartAsync();
        return node;
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

        /// <summary>What is sent to this path next; anything else is taken and forgotten.</summary>
        public async Task<string> ReceiveAsync(string path)
        {
            while (true)
            {
                var sent = await listener.GetContextAsync().WaitAsync(Patience.Long);
                using var body = new MemoryStream();
                await sent.Request.InputStream.CopyToAsync(body);
                sent.Response.Close();
                if (sent.Request.Url!.AbsolutePath == path)
                    return Encoding.Latin1.GetString(body.ToArray());
            }
        }

        public void Dispose() => listener.Close();
    }
}
