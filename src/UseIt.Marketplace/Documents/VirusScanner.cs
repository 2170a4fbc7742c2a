using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace UseIt.Marketplace.Documents;

/// <summary>A ClamAV daemon that looks at files.</summary>
/// <param name="Host">Its machine; null where it listens on a socket of this one.</param>
/// <param name="Port">Where it listens there.</param>
/// <param name="Socket">The path of its socket.</param>
/// <param name="Waits">Whether what could not be looked at is stored, and waits to be, before it goes out to anybody.</param>
public sealed record ScannerSettings(string? Host, int Port, string? Socket, bool Waits)
{
    /// <summary>How long it may say nothing, and take nothing.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Has files looked at by a ClamAV daemon, where one is set: it is sent the bytes (INSTREAM), and answers in one line.</summary>
public sealed class VirusScanner(Settings settings, ILogger<VirusScanner> log)
{
    public const string Name = "clamd";

    private const int Longest = 1024;

    public bool IsSet => settings.Scanner is not null;

    /// <summary>Whether what could not be looked at may be stored all the same.</summary>
    public bool Waits => settings.Scanner is { Waits: true };

    /// <summary>What it says; not scanned where it cannot be reached, takes no such file or does not answer in time.</summary>
    public async Task<ScanResult> ScanAsync(IAsyncEnumerable<byte[]> pieces, CancellationToken cancel)
    {
        if (settings.Scanner is not { } scanner)
            return ScanResult.NotScanned;
        try
        {
            var said = await AskAsync(scanner, pieces, cancel);
            if (said == "stream: OK")
                return ScanResult.Clean;
            // What it found is not told to the log: a name is chosen by whoever makes signatures, and says nothing that helps here.
            if (said.StartsWith("stream: ", StringComparison.Ordinal) && said.EndsWith(" FOUND", StringComparison.Ordinal))
                return ScanResult.Infected;
            log.LogError("The virus scanner did not look at a file. Its size limit (StreamMaxLength) must be at least 100M.");
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            log.LogError(
                "The virus scanner does not answer ({Kind}). Until it does, {Meanwhile}.",
                e.GetType().Name,
                scanner.Waits ? "files wait for it before they go out" : "no file is taken, and none that it has not seen goes out"
            );
        }
        return ScanResult.NotScanned;
    }

    private static async Task<string> AskAsync(ScannerSettings scanner, IAsyncEnumerable<byte[]> pieces, CancellationToken cancel)
    {
        using var socket = scanner.Socket is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(scanner.Patience);
        try
        {
            if (scanner.Socket is { } path)
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), patience.Token);
            else
                await socket.ConnectAsync(scanner.Host!, scanner.Port, patience.Token);
            await using var stream = new NetworkStream(socket);
            var (answer, length) = (ReadAsync(stream, patience.Token), new byte[4]);
            try
            {
                await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), patience.Token);
                await foreach (var piece in pieces.WithCancellation(cancel))
                {
                    if (piece.Length == 0)
                        continue;
                    patience.CancelAfter(scanner.Patience);
                    BinaryPrimitives.WriteInt32BigEndian(length, piece.Length);
                    await stream.WriteAsync(length, patience.Token);
                    await stream.WriteAsync(piece, patience.Token);
                }
                await stream.WriteAsync(new byte[4], patience.Token);
            }
            // What is too large for it, it says, and listens no longer.
            catch (IOException) when (!patience.IsCancellationRequested) { }
            patience.CancelAfter(scanner.Patience);
            return await answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancel)
    {
        var answer = new byte[Longest];
        var read = 0;
        while (read < answer.Length && await stream.ReadAsync(answer.AsMemory(read), cancel) is var more and > 0)
        {
            read += more;
            if (answer.AsSpan(0, read).Contains((byte)0))
                break;
        }
        return Encoding.ASCII.GetString(answer, 0, read).TrimEnd('\0', '\n');
    }
}
