using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace UseIt.Messaging.Tests.Doses;

/// <summary>A node of the garden in a process of its own, which can be killed or stopped at any moment.</summary>
public sealed class OtherNode : IDisposable
{
    private readonly Process process;
    private readonly Task listening;
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtherNode(Process process, Heard heard)
    {
        this.process = process;
        listening = Task.Run(() => ListenAsync(heard));
    }

    /// <summary>Completes when the writers have done their share; fails when the process ended before.</summary>
    public Task Finished => finished.Task;

    public int Id => process.Id;

    public static OtherNode Start(string connection, Plan plan, int share, int shares, int writers, Heard heard)
    {
        string[] arguments =
        [
            "exec",
            typeof(OtherNode).Assembly.Location,
            "garden",
            connection,
            .. new[] { plan.Seed, plan.Count, share, shares, writers }.Select(n => n.ToString(CultureInfo.InvariantCulture)),
        ];
        var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        process.StandardInput.WriteLine(heard.AsText());
        process.StandardInput.Flush();
        return new OtherNode(process, heard);
    }

    /// <summary>kill -9; returns when everything it had said has been heard.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        await listening;
    }

    public Task StopAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>Lets it leave in order.</summary>
    public async Task<int> LeaveAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await listening;
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id}")]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"The process could not be sent {signal}.");
    }

    private async Task ListenAsync(Heard heard)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "finished")
                finished.TrySetResult();
            else
                heard.Take(line);
        }
        finished.TrySetException(new InvalidOperationException("The node ended before its share was done."));
        _ = finished.Task.Exception;
    }
}

/// <summary>What the nodes have said: which numbers are done, whom they told, and what went wrong.</summary>
public sealed class Heard(int count)
{
    private readonly BitArray done = new((count + 7) / 8 * 8);
    private readonly Lock turn = new();

    public ConcurrentDictionary<long, int> Told { get; } = [];
    public ConcurrentQueue<string> Wrong { get; } = [];

    public int Done { get; private set; }

    /// <summary>How often something was said to be done that had been acknowledged before.</summary>
    public int Repeated { get; private set; }

    public void Take(string line)
    {
        var word = line.Split(' ', 2);
        if (word[0] == "told" && long.TryParse(word[1], CultureInfo.InvariantCulture, out var sowing))
            Told.AddOrUpdate(sowing, 1, (_, n) => n + 1);
        else if (word[0] == "done" && int.TryParse(word[1], CultureInfo.InvariantCulture, out var number))
            lock (turn)
            {
                if (done[number])
                    Repeated++;
                else
                    Done++;
                done[number] = true;
            }
        // The last line of a killed process may be half a line; it acknowledges nothing.
        else if (word[0] == "wrong")
            Wrong.Enqueue(line);
    }

    public string AsText()
    {
        lock (turn)
        {
            var bytes = new byte[done.Length / 8];
            done.CopyTo(bytes, 0);
            return Convert.ToBase64String(bytes);
        }
    }
}
