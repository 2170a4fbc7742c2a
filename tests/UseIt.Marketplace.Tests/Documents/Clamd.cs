using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UseIt.Marketplace.Tests.Documents;

/// <summary>Speaks as clamd does (clamd(8), INSTREAM), and takes one sequence of bytes for a virus.</summary>
public sealed class Clamd : IAsyncDisposable
{
    public const string Virus = "X5O!P-a-virus-for-tests";

    private readonly Socket listener;
    private readonly CancellationTokenSource ending = new();
    private readonly Task serving;
    private int asked;

    private Clamd(Socket listener)
    {
        this.listener = listener;
        listener.Listen();
        serving = ServeAsync();
    }

    public static Clamd OnTcp()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Clamd(socket);
    }

    public static Clamd OnSocket(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // One that was stopped has left its name behind.
        File.Delete(path);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return new Clamd(socket);
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>How many files it was sent.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>The largest file it takes.</summary>
    public long Most { get; set; } = 100 << 20;

    /// <summary>Whether it takes what it is sent and never says anything.</summary>
    public bool Silent { get; set; }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var caller = await listener.AcceptAsync(ending.Token);
                _ = AnswerAsync(caller);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException) { }
    }

    private async Task AnswerAsync(Socket caller)
    {
        using (caller)
        await using (var stream = new NetworkStream(caller))
            try
            {
                var command = new byte[10];
                await stream.ReadExactlyAsync(command, ending.Token);
                Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(command));
                Interlocked.Increment(ref asked);
                var (all, length) = (new MemoryStream(), new byte[4]);
                while (true)
                {
                    await stream.ReadExactlyAsync(length, ending.Token);
                    var next = BinaryPrimitives.ReadInt32BigEndian(length);
                    if (next == 0)
                        break;
                    if (all.Length + next > Most)
                    {
                        await stream.WriteAsync("INSTREAM size limit exceeded. ERROR\0"u8.ToArray(), ending.Token);
                        return;
                    }
                    var piece = new byte[next];
                    await stream.ReadExactlyAsync(piece, ending.Token);
                    all.Write(piece);
                }
                if (Silent)
                    await Task.Delay(Timeout.Infinite, ending.Token);
                var found = Encoding.Latin1.GetString(all.ToArray()).Contains(Virus, StringComparison.Ordinal);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(found ? "stream: Test-Signature FOUND\0" : "stream: OK\0"), ending.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException) { }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        await serving;
        ending.Dispose();
    }
}
