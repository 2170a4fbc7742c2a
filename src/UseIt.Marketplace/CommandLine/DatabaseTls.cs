using System.Data.Common;
using System.Net;
using Npgsql;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// A database on another machine is spoken to encrypted, and its certificate is checked, unless its connection string says otherwise. The
/// driver would go on in clear where the other side offers nothing better.
/// </summary>
public static class DatabaseTls
{
    public static string Of(string connectionString)
    {
        var said = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (said.ContainsKey("SSL Mode") || said.ContainsKey("SslMode"))
            return connectionString;
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        if ((database.Host ?? "").Split(',').All(IsHere))
            return connectionString;
        database.SslMode = SslMode.VerifyFull;
        return database.ConnectionString;
    }

    // Several may be named, each with a port; a path is a socket.
    private static bool IsHere(string host) =>
        host.Trim() is var name
        && (
            name is "" or ['/' or '@', ..]
            || name.Split(':')[0] == "localhost"
            || (IPEndPoint.TryParse(name, out var address) && IPAddress.IsLoopback(address.Address))
        );
}
