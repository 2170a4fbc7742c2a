using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>Forwards to PostgreSQL, keeps what was sent to it, and cuts a connection at a commit where it is told to.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string socket;
    private readonly List<(Socket Client, Socket Server)> pairs = [];
    private readonly StringBuilder sent = new();
    private volatile string next = "";
    private int cuts;

    public CuttingProxy(string connectionString)
    {
        var direct = new NpgsqlConnectionStringBuilder(connectionString);
        socket = $"{direct.Host}/.s.PGSQL.{direct.Port}";
        listener.Start();
        direct.Host = "127.0.0.1";
        direct.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        direct.SslMode = SslMode.Disable;
        direct.GssEncryptionMode = GssEncryptionMode.Disable;
        ConnectionString = direct.ConnectionString;
        _ = AcceptAsync();
    }

    /// <summary>The way through the proxy.</summary>
    public string ConnectionString { get; }

    public int Cuts => cuts;

    /// <summary>Everything sent to the server so far, in order.</summary>
    public string Sent
    {
        get
        {
            lock (sent)
                return sent.ToString();
        }
    }

    /// <summary>The next commit is done, and its answer lost.</summary>
    public void CutBeforeAnswer() => next = "answer";

    /// <summary>The next commit does not arrive.</summary>
    public void CutBeforeForwarding() => next = "forwarding";

    /// <summary>The next commit is done, and its answer never comes though the line stands.</summary>
    public void KeepAnswer() => next = "keep";

    public void CutAll()
    {
        lock (pairs)
            foreach (var (client, _) in pairs)
                client.Close();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
            var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await server.ConnectAsync(new UnixDomainSocketEndPoint(socket));
            lock (pairs)
                pairs.Add((client, server));
            var line = new Line();
            _ = PumpAsync(client, server, line, true);
            _ = PumpAsync(server, client, line, false);
        }
    }

    private sealed class Line
    {
        public volatile string Then = "";
    }

    private async Task PumpAsync(Socket from, Socket to, Line line, bool toServer)
    {
        var buffer = new byte[1 << 16];
        var cutting = false;
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer.AsMemory())) > 0)
            {
                if (toServer)
                    lock (sent)
                        sent.Append(Encoding.Latin1.GetString(buffer, 0, read));
                var commit = toServer && buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0;
                if (commit && next.Length > 0)
                {
                    (line.Then, next) = (next, "");
                    if (line.Then == "forwarding")
                    {
                        Interlocked.Increment(ref cuts);
                        break;
                    }
                }
                if (!toServer && line.Then == "answer")
                {
                    Interlocked.Increment(ref cuts);
                    cutting = true;
                    break;
                }
                if (!toServer && line.Then == "keep")
                {
                    Interlocked.Increment(ref cuts);
                    continue;
                }
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut from the other side.
        }
        // The server sees the end only after it has answered: what it was sent, it has done.
        (toServer ? from : to).Close();
        if (toServer || cutting)
            (toServer ? to : from).Close();
    }

    public void Dispose()
    {
        listener.Stop();
        CutAll();
    }
}
