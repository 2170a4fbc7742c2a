using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Doses;

/// <summary>
/// The built program serving a database beside others, watched over as in a real installation: when it was shut out it is started again.
/// </summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly string connection;
    private readonly string folder = TestFolders.Scratch();
    private readonly ConcurrentQueue<string> said = new();
    private Process process = null!;
    private TaskCompletionSource ready = null!;
    private Task watch = Task.CompletedTask;
    private volatile bool wanted;

    private Node(string connection) => this.connection = connection;

    /// <summary>How often it found itself shut out, and ended.</summary>
    public int ShutOut { get; private set; }

    /// <summary>Ends otherwise than wanted.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    public int Pid => process.Id;

    public static Node Launch(string connection)
    {
        var node = new Node(connection);
        node.Start();
        return node;
    }

    public static async Task<Node> StartAsync(string connection)
    {
        var node = Launch(connection);
        await node.ServesAsync();
        return node;
    }

    /// <summary>Until it serves.</summary>
    public async Task ServesAsync()
    {
        try
        {
            await ready.Task.WaitAsync(Patience.Long);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"The node does not serve. It said:\n{string.Join('\n', said)}");
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        wanted = false;
        process.Kill();
        await watch;
    }

    public void Start()
    {
        wanted = true;
        ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", typeof(MarketplaceHost).Assembly.Location, "serve", "--urls", "http://127.0.0.1:0"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Marketplace"] = Dose.OfApplication(connection);
        start.Environment["ConnectionStrings__Secrets"] = Dose.OfKeys(connection);
        start.Environment["Keys__KeyEncryptionKey"] = Convert.ToBase64String(MarketplaceApp.TestKey);
        start.Environment["Data__Folder"] = folder;
        start.Environment["Limits__Rates"] = "0";
        // While the server is away everybody would have something to say.
        start.Environment["Logging__LogLevel__Default"] = "Critical";
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        watch = Task.Run(WatchAsync);
    }

    public Task StopAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        wanted = false;
        if (!process.HasExited)
            process.Kill();
        await watch;
        process.Dispose();
    }

    /// <summary>What it said, for whoever wonders.</summary>
    public string Said => string.Join('\n', said.TakeLast(100));

    private async Task WatchAsync()
    {
        var watched = process;
        await watched.WaitForExitAsync();
        if (!wanted)
            return;
        if (watched.ExitCode == NodeFence.ExitCode)
            ShutOut++;
        // Started while the server was away, it says so and ends.
        else if (watched.ExitCode != 1 || ready.Task.IsCompleted)
            Wrong.Enqueue($"A node ended with {watched.ExitCode}: {string.Join('\n', said.TakeLast(20))}");
        watched.Dispose();
        Start();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        said.Enqueue(line);
        if (line.StartsWith("USE-IT! Marketplace is at ", StringComparison.Ordinal))
            ready.TrySetResult();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id}")]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
