using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UseIt.Marketplace.Tests.Webhooks;

/// <summary>Somebody's program that takes what a webhook sends, on this machine.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    public sealed record Taken(string Path, IReadOnlyDictionary<string, string> Headers, string Body);

    public ConcurrentQueue<Taken> Requests { get; } = new();

    /// <summary>What it answers; with a place where it sends elsewhere.</summary>
    public HttpStatusCode Status { get; set; } = HttpStatusCode.NoContent;

    public Uri Address =>
        new(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/hook");

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        Requests.Enqueue(
            new Taken(
                http.Request.Path,
                http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal),
                await reader.ReadToEndAsync()
            )
        );
        http.Response.StatusCode = (int)Status;
        if (Status == HttpStatusCode.Found)
            http.Response.Headers.Location = new Uri(Address, "/elsewhere").ToString();
        if (Status == HttpStatusCode.InternalServerError)
            await http.Response.WriteAsync("Not today\u0000 " + new string('x', 10_000));
    }
}
