using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace UseIt.Marketplace.Tests.CommandLine;

/// <summary>The built program, started as anybody would start it.</summary>
internal static class Verb
{
    public sealed record Ended(int Code, string Output, string Error);

    public static async Task<Ended> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(MarketplaceHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ConnectionStrings__Marketplace");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>The environment of a real installation on this database.</summary>
    public static (string, string)[] On(string connectionString) =>
        [("ConnectionStrings__Marketplace", connectionString), ("Keys__KeyEncryptionKey", Convert.ToBase64String(MarketplaceApp.TestKey))];

    /// <summary>A port that something listens on.</summary>
    public static TcpListener Occupied(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }
}
