using System.Net;
using System.Net.Sockets;

namespace UseIt.Marketplace.Webhooks;

/// <summary>
/// Which addresses the marketplace sends to: those of the public internet alone, so that nobody reaches by it what only it can reach. A
/// name is looked up once for each connection, and the connection made to what was found and looked at.
/// </summary>
public sealed class PublicAddresses(Settings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // IANA's special-purpose registries of IPv4 and IPv6 (RFC 6890), and multicast.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            // Of IPv6 what is not global unicast at all is refused below; these lie within it.
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "2620:4f:8000::/48",
            "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address is one of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || Global.Contains(plain)) && !NotPublic.Any(n => n.Contains(plain));
    }

    /// <summary>Whether something may be sent to an address, as far as is seen now; where its name leads is looked at again.</summary>
    public async Task<bool> MayBeAsync(Uri address, CancellationToken cancel)
    {
        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
            return false;
        if (address.Scheme != Uri.UriSchemeHttps && !(settings.WebhooksToLoopback && address.Scheme == Uri.UriSchemeHttp))
            return false;
        // Whose name takes longer to be found is not waited for: whoever chose it may have made it so.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            return (await OfAsync(address.IdnHost, patience.Token)).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Connects to where a name leads at this moment, and to nothing that is not public.</summary>
    /// <exception cref="HttpRequestException">It leads elsewhere.</exception>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var found = await OfAsync(context.DnsEndPoint.Host, cancel);
        if (found.Length == 0)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The address is not of the public internet.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // One that is not public among several is no accident: then none is taken.
    private async Task<IPAddress[]> OfAsync(string host, CancellationToken cancel)
    {
        var found = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        return found.All(a => IsPublic(a) || (settings.WebhooksToLoopback && IPAddress.IsLoopback(a))) ? found : [];
    }
}
