using System.Diagnostics;

namespace UseIt.PrivatePostgres.Tests;

/// <summary>A real second process that holds the private cluster of a folder.</summary>
public sealed class OtherProcess : IDisposable
{
    private readonly Process process;

    private OtherProcess(Process process) => this.process = process;

    /// <summary>The connection string, or the error.</summary>
    public string Said { get; private set; } = "";

    public static OtherProcess Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(OtherProcess).Assembly.Location, "hold", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new OtherProcess(Process.Start(start)!);
    }

    public static async Task<OtherProcess> HoldAsync(string folder)
    {
        var other = Start([folder]);
        await other.ReadAsync();
        return other;
    }

    public async Task<string> ReadAsync() =>
        Said =
            await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException(
                $"The other process has nothing to say but: {await process.StandardError.ReadToEndAsync()}"
            );

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
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
