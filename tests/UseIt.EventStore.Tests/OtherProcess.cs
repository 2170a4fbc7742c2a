using System.Diagnostics;

namespace UseIt.EventStore.Tests;

/// <summary>A real second process that holds the private cluster of a folder.</summary>
public sealed class OtherProcess : IDisposable
{
    private readonly Process process;

    private OtherProcess(Process process) => this.process = process;

    /// <summary>The connection string, or the error.</summary>
    public string Said { get; private set; } = "";

    public static async Task<OtherProcess> HoldAsync(string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(OtherProcess).Assembly.Location, "hold", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var other = new OtherProcess(Process.Start(start)!);
        other.Said = await other.process.StandardOutput.ReadLineAsync() ?? "";
        return other;
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<int> LeaveAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
