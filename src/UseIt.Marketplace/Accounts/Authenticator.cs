using OtpNet;
using QRCoder;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Codes of an authenticator app: RFC 6238 with SHA-1, 6 digits and 30 seconds, which is what every app can do.</summary>
public static class Authenticator
{
    // RFC 4226, requirement 6: 160 bits are recommended.
    private const int SecretBytes = 20;
    private const int Digits = 6;

    // A clock may be a step off, either way (RFC 6238, 5.2).
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>A new secret as people can type it.</summary>
    public static string NewSecret() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(SecretBytes));

    /// <summary>The time step of a code that the secret gives at this moment; null where it gives none such.</summary>
    public static long? StepOf(string secret, string code, DateTimeOffset now) =>
        code.Length == Digits && Of(secret) is { } totp && totp.VerifyTotp(now.UtcDateTime, code, out var step, Window) ? step : null;

    public static bool IsSecret(string secret) => Of(secret) is not null;

    /// <summary>The code of a secret at a moment.</summary>
    public static string CodeOf(string secret, DateTimeOffset at) => Of(secret)!.ComputeTotp(at.UtcDateTime);

    /// <summary>What an app reads: otpauth, as Google Authenticator wrote it down first.</summary>
    public static string AddressOf(string secret, string account) =>
        new OtpUri(OtpType.Totp, secret, account, Site.Name, OtpHashMode.Sha1, Digits).ToString();

    /// <summary>The address as a picture (SVG); it says nothing that the key in words does not.</summary>
    public static string PictureOf(string address)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(data);
        return picture.GetGraphic(5);
    }

    private static Totp? Of(string secret)
    {
        try
        {
            return Base32Encoding.ToBytes(secret) is { Length: >= 16 } key ? new Totp(key, totpSize: Digits) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
