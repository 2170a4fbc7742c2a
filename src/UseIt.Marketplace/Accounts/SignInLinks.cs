using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>Links that sign one person in once, for the first administrator and where there is no identity provider.</summary>
public sealed class SignInLinks(SecretsSource secrets)
{
    public const int Hours = 24;

    /// <summary>The key of a new link; it exists nowhere else.</summary>
    public async Task<string> MakeAsync(Guid person, CancellationToken cancel = default)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var command = secrets.Database.CreateCommand(
            "insert into secrets.sign_in_link (digest, person, until) values ($1, $2, clock_timestamp() + $3)"
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Digest(key) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = TimeSpan.FromHours(Hours) });
        await command.ExecuteNonQueryAsync(cancel);
        return key;
    }

    /// <summary>Whose link it was; it is spent from now on. Nobody's when it is unknown, spent or too old.</summary>
    public async Task<Guid?> SpendAsync(string key, CancellationToken cancel = default)
    {
        await using var command = secrets.Database.CreateCommand(
            "delete from secrets.sign_in_link where digest = $1 returning person, until > clock_timestamp()"
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Digest(key) });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) && reader.GetBoolean(1) ? reader.GetGuid(0) : null;
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
