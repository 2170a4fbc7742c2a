using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Crashes;

/// <summary>The built program serving a data folder, as a process that can be killed.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> said = new();

    private ServeProcess(Process process) => this.process = process;

    public Uri Address { get; private set; } = null!;
    public bool HasEnded => process.HasExited;

    /// <summary>Starts it; what it prints is to be read.</summary>
    public static ServeProcess Launch(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", typeof(MarketplaceHost).Assembly.Location, "serve", "--data", folder, "--urls", "http://127.0.0.1:0", .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ConnectionStrings__Marketplace");
        start.Environment["Limits__Rates"] = "0";
        var launched = new ServeProcess(new Process { StartInfo = start });
        launched.process.OutputDataReceived += (_, e) => launched.Hear(e.Data, last: true);
        launched.process.ErrorDataReceived += (_, e) => launched.Hear(e.Data, last: false);
        launched.process.Start();
        launched.process.BeginOutputReadLine();
        launched.process.BeginErrorReadLine();
        return launched;
    }

    /// <summary>Starts it without the story and waits until it serves.</summary>
    public static async Task<ServeProcess> StartAsync(string folder)
    {
        var launched = Launch(folder, "--empty");
        await launched.UntilServingAsync();
        return launched;
    }

    public async Task UntilServingAsync()
    {
        const string At = "USE-IT! Marketplace is at ";
        Address = new Uri((await UntilAsync(line => line.StartsWith(At, StringComparison.Ordinal)))[At.Length..]);
    }

    /// <summary>Reads on to the first line of this kind.</summary>
    public async Task<string> UntilAsync(Func<string, bool> wanted)
    {
        using var patience = Patience.Begin();
        try
        {
            while (true)
                if (await lines.Reader.ReadAsync(patience.Token) is var line && wanted(line))
                    return line;
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            throw new InvalidOperationException($"The process did not say it. It said:\n{string.Join('\n', said)}", e);
        }
    }

    /// <summary>A client of this process that is signed in as the other client is.</summary>
    public HttpClient As(HttpClient other)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = other.DefaultRequestHeaders.Authorization;
        return client;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private void Hear(string? line, bool last)
    {
        if (line is null)
        {
            if (last)
                lines.Writer.TryComplete();
            return;
        }
        said.Enqueue(line);
        lines.Writer.TryWrite(line);
    }
}
