using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// The built-in issuer: signs tokens with a P-256 key that rests, wrapped by the key-encryption key, in the database, shared by all nodes.
/// </summary>
public sealed class Tokens(SecretsSource secrets, KeyRing ring, TimeProvider time)
{
    public const string Issuer = "urn:useit:issuer";
    public const string Audience = "urn:useit:marketplace";

    /// <summary>What its key is wrapped for.</summary>
    internal const string Purpose = "issuer";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);
    private ECDsaSecurityKey? key;

    /// <summary>The key tokens are checked against.</summary>
    public async Task<ECDsaSecurityKey> KeyAsync(CancellationToken cancel = default)
    {
        if (key is not null)
            return key;
        var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using (
            var insert = secrets.Database.CreateCommand(
                "insert into secrets.issuer_key (one, wrapped, created) values (true, $1, events.clock()) on conflict do nothing"
            )
        )
        {
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = ring.Wrap(made.ExportPkcs8PrivateKey(), Purpose) });
            await insert.ExecuteNonQueryAsync(cancel);
        }
        await using var read = secrets.Database.CreateCommand("select wrapped from secrets.issuer_key");
        var stored = ECDsa.Create();
        stored.ImportPkcs8PrivateKey(ring.Unwrap((byte[])(await read.ExecuteScalarAsync(cancel))!, Purpose), out _);
        var id = Convert.ToHexStringLower(SHA256.HashData(stored.ExportSubjectPublicKeyInfo())[..8]);
        return key = new ECDsaSecurityKey(stored) { KeyId = id };
    }

    /// <summary>
    /// Holds a token to its header (RFC 7515 4.1.11, RFC 8725 3.11): it is a token of one of these kinds, and wants nothing understood that
    /// is not understood here.
    /// </summary>
    public static string CheckHeader(string type, SecurityToken token, TokenValidationParameters parameters) =>
        token is JsonWebToken jwt
        && !jwt.TryGetHeaderValue<object>("crit", out _)
        && (string.IsNullOrEmpty(type) || type.ToUpperInvariant() is "JWT" or "AT+JWT" or "APPLICATION/AT+JWT")
            ? type
            : throw new SecurityTokenInvalidTypeException("The header of the token asks for what is not understood here.");

    /// <summary>
    /// A bearer token for a person, optionally acting for one organisation, who has proved so long ago (at this moment, unless told) who
    /// they are.
    /// </summary>
    public async Task<string> IssueAsync(
        Guid person,
        Guid? organisation = null,
        TimeSpan provenSince = default,
        bool withFactor = false,
        string? scope = null,
        CancellationToken cancel = default
    )
    {
        var now = time.GetUtcNow();
        var claims = new List<Claim>
        {
            new("sub", person.ToString()),
            new(
                Actors.AuthenticationTime,
                (now - provenSince).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                ClaimValueTypes.Integer64
            ),
        };
        if (withFactor)
            claims.Add(new Claim(Actors.AuthenticationMethods, Actors.SeveralFactors));
        if (scope is not null)
            claims.Add(new Claim("scope", scope));
        if (organisation is { } org)
            claims.Add(new Claim("org", org.ToString()));
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Audience,
                Subject = new ClaimsIdentity(claims),
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = (now + Lifetime).UtcDateTime,
                SigningCredentials = new SigningCredentials(await KeyAsync(cancel), SecurityAlgorithms.EcdsaSha256),
            }
        );
    }
}
