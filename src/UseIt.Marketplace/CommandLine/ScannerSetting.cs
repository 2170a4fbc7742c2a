using System.Globalization;
using UseIt.Marketplace.Documents;

namespace UseIt.Marketplace.CommandLine;

/// <summary>The variables <c>Scanner__*</c>: what cannot work is said when the program starts, not by a file that is not taken.</summary>
public static class ScannerSetting
{
    private const int Usual = 3310;

    /// <exception cref="CommandException">They cannot work; the message says which and why.</exception>
    public static ScannerSettings? Read(Func<string, string?> given)
    {
        var waits = given("Scanner__WhenAway") switch
        {
            null or "refuse" => false,
            "wait" => true,
            _ => throw new CommandException("Scanner__WhenAway must be refuse or wait."),
        };
        if (given("Scanner__Address") is not { } address)
            return given("Scanner__WhenAway") is null
                ? null
                : throw new CommandException("Scanner__WhenAway is set: Scanner__Address must say where clamd listens.");
        if (address.StartsWith('/'))
            return new ScannerSettings(null, 0, address, waits);
        var at = address.LastIndexOf(':');
        var (host, port) = at < 0 ? (address, Usual.ToString(CultureInfo.InvariantCulture)) : (address[..at], address[(at + 1)..]);
        return
            Uri.CheckHostName(host) != UriHostNameType.Unknown
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and < 65536
            ? new ScannerSettings(host, number, null, waits)
            : throw new CommandException(
                "Scanner__Address must be the path of clamd's socket, such as /run/clamav/clamd.ctl, or its machine and port, such as scanner:3310."
            );
    }
}
