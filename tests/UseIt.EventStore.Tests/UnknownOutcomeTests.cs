using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace UseIt.EventStore.Tests;

/// <summary>The connection is cut while a commit is under way: what is answered must be what happened.</summary>
public sealed class UnknownOutcomeTests : IAsyncLifetime
{
    private Grounds grounds = null!;
    private CuttingProxy proxy = null!;
    private NpgsqlDataSource through = null!;

    public async Task InitializeAsync()
    {
        grounds = await Grounds.NewAsync();
        var direct = new NpgsqlConnectionStringBuilder(grounds.ConnectionString);
        proxy = new CuttingProxy($"{direct.Host}/.s.PGSQL.{direct.Port}");
        through = Grounds.Source(
            new NpgsqlConnectionStringBuilder(grounds.ConnectionString)
            {
                Host = "127.0.0.1",
                Port = proxy.Port,
                SslMode = SslMode.Disable,
                GssEncryptionMode = GssEncryptionMode.Disable,
            }.ConnectionString
        );
    }

    public async Task DisposeAsync()
    {
        await through.DisposeAsync();
        proxy.Dispose();
        await grounds.DisposeAsync();
    }

    [Fact]
    public async Task an_answer_lost_after_the_commit_is_found_in_the_log()
    {
        var store = grounds.StoreOn(through);
        for (var round = 0; round < 10; round++)
        {
            var job = Guid.CreateVersion7();
            proxy.CutBeforeAnswer();
            var appended = await store.AppendAsync(new Append().To<Job>(job, 0, new JobOpened("Mow"), Grounds.Visit()));
            Assert.Equal(2, appended.Versions[job]);
            Assert.Equal(appended.Position, (await grounds.Store.ReadStreamAsync(job))[^1].Position);
        }
        Assert.Equal(10, proxy.Cuts);
    }

    [Fact]
    public async Task a_command_that_never_arrived_is_known_to_have_failed()
    {
        var store = grounds.StoreOn(through);
        await store.ClockAsync();
        for (var round = 0; round < 10; round++)
        {
            var job = Guid.CreateVersion7();
            proxy.CutBeforeForwarding();
            await Assert.ThrowsAsync<CommitFailedException>(() => store.AppendAsync(new Append().To<Job>(job, 0, new JobOpened("Mow"))));
            Assert.Empty(await grounds.Store.ReadStreamAsync(job));
        }
    }

    [Fact]
    public async Task a_commit_that_still_waits_when_its_caller_is_cut_off_never_comes_later()
    {
        var job = await grounds.OpenJobAsync();
        await using var holder = await grounds.Database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await grounds.Store.AppendAsync(new Append().To<Job>(Guid.CreateVersion7(), 0, new JobOpened("Holds it")).Guard(job, 1), holder);
        var waiting = grounds.StoreOn(through).AppendAsync(new Append().To<Job>(job, 1, Grounds.Visit()));
        while (
            await grounds.AskAsync<long>(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            ) == 0
        )
            await Task.Yield();

        proxy.CutAll();
        // Whoever settles the matter waits for the stream, which we still hold; the lost session must be over before that.
        while (
            await grounds.AskAsync<long>(
                """
                select count(*) from pg_stat_activity
                where query like 'with moved as%' and wait_event_type = 'Lock' and datname = current_database()
                """
            ) > 0
        )
            await Task.Yield();
        await transaction.CommitAsync();

        await Assert.ThrowsAsync<CommitFailedException>(() => waiting);
        Assert.Equal(1, (await grounds.Store.FetchAsync<Job>(job)).Version);
    }

    /// <summary>Forwards to PostgreSQL, and cuts connections where it is told to.</summary>
    private sealed class CuttingProxy : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly string socket;
        private readonly List<(Socket Client, Socket Server)> pairs = [];
        private volatile string next = "";
        private int cuts;

        public CuttingProxy(string socket)
        {
            this.socket = socket;
            listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
        public int Cuts => cuts;

        public void CutBeforeAnswer() => next = "answer";

        public void CutBeforeForwarding() => next = "forwarding";

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
                _ = PumpAsync(client, server, true);
                _ = PumpAsync(server, client, false);
            }
        }

        private async Task PumpAsync(Socket from, Socket to, bool toServer)
        {
            var buffer = new byte[1 << 16];
            var cutting = false;
            try
            {
                int read;
                while ((read = await from.ReceiveAsync(buffer.AsMemory())) > 0)
                {
                    // Facts are recognised by the statement or, once prepared, by the alias among its values.
                    var facts = toServer && buffer.AsSpan(0, read).IndexOf("job_opened"u8) >= 0;
                    if (facts && next == "forwarding" && Cut())
                        break;
                    if (!toServer && next == "cut")
                    {
                        cutting = Cut();
                        break;
                    }
                    if (facts && next == "answer")
                        next = "cut";
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

        private bool Cut()
        {
            next = "";
            Interlocked.Increment(ref cuts);
            return true;
        }

        public void Dispose()
        {
            listener.Stop();
            CutAll();
        }
    }
}
