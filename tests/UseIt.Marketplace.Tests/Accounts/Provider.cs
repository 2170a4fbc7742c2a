using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>What a provider gets wrong, or somebody between it and us.</summary>
public enum Fault
{
    None,
    UnknownMail,
    UnverifiedMail,
    OtherNonce,
    NoNonce,
    OldToken,
    OtherAudience,
    OtherIssuer,
    OtherKey,
    Expired,
    Unsigned,
    SignatureCutOff,
    SharedSecret,
    NoIdToken,
    NoCode,
}

/// <summary>An OpenID Connect provider that holds its clients to PKCE and their secret.</summary>
internal sealed class Provider : IAsyncDisposable
{
    public const string Client = "marketplace";
    public const string Secret = "a secret of the test, long enough for HS256";

    // Where it answers is in its document only.
    private readonly string below = $"/{Guid.NewGuid():N}";
    private readonly Dictionary<string, (string Challenge, string Nonce, string Mail, string Redirect)> codes = [];
    private ECDsaSecurityKey key = NewKey();
    private string? before;
    private WebApplication? web;

    public Fault Fault { get; set; }

    /// <summary>Whether it answers nothing but 503.</summary>
    public bool Down { get; set; }

    /// <summary>Whether it sends whoever asks it anything on to another address, where the answer is.</summary>
    public bool Moved { get; set; }

    /// <summary>What it calls itself, where that is not its address.</summary>
    public string? Name { get; set; }

    /// <summary>What it calls whoever signs in; else each address has one name of its own.</summary>
    public string? Subject { get; set; }

    /// <summary>How long ago the person typed a password, where the provider says it.</summary>
    public TimeSpan? ProvenAgo { get; set; }

    /// <summary>Everything it gave out or was told that no log may hold.</summary>
    public List<string> Private { get; } = [];

    /// <summary>Why it gave no token.</summary>
    public List<string> Refused { get; } = [];

    public string Authority => web!.Urls.First();

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        web.Use(
            (context, next) =>
            {
                if (Moved && !context.Request.Query.ContainsKey("there"))
                    context.Response.Redirect($"{context.Request.Path}?there=1", permanent: false, preserveMethod: true);
                else if (Down)
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                else
                    return next(context);
                return Task.CompletedTask;
            }
        );
        web.MapGet("/.well-known/openid-configuration", Document);
        web.MapGet($"{below}/keys", Keys);
        web.MapPost($"{below}/token", TokenAsync);
        await web.StartAsync();
    }

    public async ValueTask DisposeAsync() => await web!.DisposeAsync();

    public void TakeNewKey() => key = NewKey();

    /// <summary>The person agrees; where the browser is sent back to.</summary>
    public string Authorise(string request, string mail)
    {
        Assert.StartsWith($"{Authority}{below}/authorise?", request, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(new Uri(request).Query);
        Assert.Equal(
            ("code", Client, "S256"),
            ((string?)query["response_type"], (string?)query["client_id"], (string?)query["code_challenge_method"])
        );
        Assert.Equal("openid email", query["scope"]);
        // The answer by query is what a provider does unless told otherwise.
        Assert.False(query.ContainsKey("response_mode"));
        var code = Guid.NewGuid().ToString("N");
        codes[code] = (query["code_challenge"]!, query["nonce"]!, mail, query["redirect_uri"]!);
        Private.AddRange([code, mail, query["state"]!, query["nonce"]!]);
        return QueryHelpers.AddQueryString(
            new Uri(query["redirect_uri"]!).PathAndQuery,
            Fault == Fault.NoCode
                ? new Dictionary<string, string?>
                {
                    ["error"] = "access_denied",
                    ["error_description"] = $"Words about {mail}",
                    ["state"] = query["state"],
                }
                : new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }
        );
    }

    /// <summary>What its tokens are given for.</summary>
    public string? Scope { get; set; }

    public string Token(string audience, string mail) => Sign(audience, mail, null);

    /// <summary>What a sign-in comes with, for another audience.</summary>
    public string IdToken(string audience, string mail) => Sign(audience, mail, "of a sign-in");

    private IResult Document() =>
        Results.Json(
            new Dictionary<string, object>
            {
                ["issuer"] = Name ?? Authority,
                ["authorization_endpoint"] = $"{Authority}{below}/authorise",
                ["token_endpoint"] = $"{Authority}{below}/token",
                ["jwks_uri"] = $"{Authority}{below}/keys",
            }
        );

    private IResult Keys()
    {
        var point = key.ECDsa.ExportParameters(false).Q;
        return Results.Json(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "EC",
                        crv = "P-256",
                        use = "sig",
                        kid = key.KeyId,
                        x = Base64UrlEncoder.Encode(point.X),
                        y = Base64UrlEncoder.Encode(point.Y),
                    },
                },
            }
        );
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        Private.Add(form["code_verifier"].ToString());
        var problem =
            !codes.Remove(form["code"].ToString(), out var code) ? "code"
            : form["client_secret"] != Secret ? "secret"
            : form["redirect_uri"] != code.Redirect ? "redirect"
            : Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != code.Challenge
                ? "verifier"
            : null;
        if (problem is not null)
        {
            Refused.Add(problem);
            return Results.Json(
                new { error = "invalid_grant", error_description = $"Words about {form["code"]} {code.Mail}" },
                statusCode: 400
            );
        }
        var token = Sign(Client, code.Mail, code.Nonce);
        Private.Add(token);
        var given = Fault == Fault.OldToken ? before : token;
        before = token;
        var answer = new Dictionary<string, object?>
        {
            ["access_token"] = "opaque",
            ["token_type"] = "Bearer",
            ["expires_in"] = 300,
        };
        if (Fault != Fault.NoIdToken)
            answer["id_token"] = given;
        return Results.Json(answer);
    }

    private string Sign(string audience, string mail, string? nonce)
    {
        var now = Fault == Fault.Expired ? DateTime.UtcNow.AddHours(-2) : DateTime.UtcNow;
        var address = Fault == Fault.UnknownMail ? "nobody@example.org" : mail;
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Fault == Fault.OtherIssuer ? "https://elsewhere.example.org" : Name ?? Authority,
            ["aud"] = Fault == Fault.OtherAudience ? "another" : audience,
            ["iat"] = EpochTime.GetIntDate(now),
            ["nbf"] = EpochTime.GetIntDate(now),
            ["exp"] = EpochTime.GetIntDate(now.AddMinutes(5)),
            ["sub"] = Subject ?? $"of {address}",
            ["email"] = address,
            ["email_verified"] = Fault != Fault.UnverifiedMail,
        };
        if (nonce is not null && Fault != Fault.NoNonce)
            claims["nonce"] = Fault == Fault.OtherNonce ? "another" : nonce;
        if (ProvenAgo is { } ago)
            claims["auth_time"] = EpochTime.GetIntDate(DateTime.UtcNow - ago);
        if (Scope is { } scope)
            claims["scope"] = scope;
        var kid = key.KeyId;
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Fault switch
        {
            Fault.Unsigned => Signed("none", _ => []),
            Fault.SignatureCutOff => Signed("ES256", _ => []),
            Fault.SharedSecret => Signed("HS256", bytes => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes)),
            Fault.OtherKey => Signed("ES256", bytes => other.SignData(bytes, HashAlgorithmName.SHA256)),
            _ => Signed("ES256", bytes => key.ECDsa.SignData(bytes, HashAlgorithmName.SHA256)),
        };

        string Signed(string algorithm, Func<byte[], byte[]> sign)
        {
            var text = $"{Part(new { alg = algorithm, typ = "JWT", kid })}.{Part(claims)}";
            return $"{text}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(text)))}";
        }

        static string Part(object value) => Base64UrlEncoder.Encode(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value));
    }

    private static ECDsaSecurityKey NewKey() =>
        new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N")[..8] };
}
