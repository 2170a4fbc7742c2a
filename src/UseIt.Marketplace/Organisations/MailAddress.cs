using MimeKit;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

/// <summary>What is taken for a mail address, wherever one enters.</summary>
public static class MailAddress
{
    public static readonly Refusal Wrong = new(
        "person-mail-wrong",
        "mail",
        "Enter one mail address in the form name@example.org, without accents"
    );

    // The parser would also take the name of a mailbox on this machine.
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>
    /// One address and nothing else, of a host that the world can know. In ASCII: letters of other scripts look like those of another
    /// address, and not every relay takes them; a domain of theirs has a form that begins with xn--.
    /// </summary>
    public static bool Is(string text) =>
        text.Trim() is var mail
        && mail.All(c => char.IsAscii(c) && !char.IsWhiteSpace(c))
        && MailboxAddress.TryParse(Strict, mail, out var one)
        && one.GetAddress(idnEncode: true) == mail
        && one.Domain.Contains('.', StringComparison.Ordinal)
        && Uri.CheckHostName(one.Domain) == UriHostNameType.Dns;
}
