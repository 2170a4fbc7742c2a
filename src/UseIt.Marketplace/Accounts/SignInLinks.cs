using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using Wolverine;
using Wolverine.Runtime;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Links that sign one person in once: those the operator gives, and those people have mailed to themselves. The latter come with a code
/// that is worth something only in the browser that asked.
/// </summary>
public sealed class SignInLinks(
    SecretsSource secrets,
    IDataProtectionProvider protection,
    Vault vault,
    People people,
    Post post,
    Settings settings,
    Web.IRateFactor rates,
    IWolverineRuntime runtime
)
{
    /// <summary>How long a link of the operator's lasts.</summary>
    public const int Hours = 24;

    /// <summary>How long a mailed link and its code last (ASVS 6.5.5).</summary>
    public const int Minutes = 10;

    // So many of one address stand at once: whoever has them sent to somebody else takes no way in from them.
    private const int AtOnce = 5;
    private const int Tries = 5;
    private const int CodeLength = 6;

    // Neither vowels, so that no word comes of it, nor what is taken for another.
    private const string Letters = "BCDFGHJKMNPQRSTVWXYZ23456789";

    private readonly IDataProtector protector = protection.CreateProtector("sign-in by mail");

    /// <summary>What a mail tells: the address it goes to, the key of the link, and the code.</summary>
    public sealed record Letter(string Mail, string Key, string Code);

    /// <summary>A letter that is to be written, for somebody who wants an account if need be.</summary>
    public sealed record Waiting(Letter Letter, bool Joining);

    /// <summary>What is proven: that somebody is a person here, or that an address is theirs who want an account with it.</summary>
    public sealed record Proven(Guid? Person, string? Mail, string? Back);

    /// <summary>The key of a new link of the operator's; it exists nowhere else.</summary>
    public async Task<string> MakeAsync(Guid person, CancellationToken cancel = default)
    {
        var key = NewKey();
        await using var command = secrets.Database.CreateCommand(
            "insert into secrets.sign_in_link (digest, person, until) values ($1, $2, clock_timestamp() + $3)"
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Digest(key) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = TimeSpan.FromHours(Hours) });
        await command.ExecuteNonQueryAsync(cancel);
        return key;
    }

    /// <summary>
    /// Has a link mailed to an address: what is done here is the same whether anybody is known by it, the rest is done behind the caller's
    /// back. Null where too many stand already.
    /// </summary>
    /// <param name="mail">The address, as it was typed.</param>
    /// <param name="joining">Whether whoever is not known yet wants an account.</param>
    /// <param name="back">Where to go then, on this site.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Guid?> AskAsync(string mail, bool joining, string? back, CancellationToken cancel)
    {
        var (id, letter) = (Guid.CreateVersion7(), new Letter(mail.Trim(), NewKey(), RandomNumberGenerator.GetString(Letters, CodeLength)));
        await ForgetOldAsync(cancel);
        await using var command = secrets.Database.CreateCommand(
            """
            insert into secrets.sign_in_link (digest, id, address, sealed, joining, back, until)
            select $1, $2, $3, $4, $5, $6, clock_timestamp() + $7
            where $8 = 0 or $8 > (select count(*) from secrets.sign_in_link where address = $3 and until > clock_timestamp())
            """
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Digest(letter.Key) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = vault.Digest(RegisterPersonHandler.MailScope, mail) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = protector.Protect(JsonSerializer.Serialize(letter)) });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = joining });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)back ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = TimeSpan.FromMinutes(Minutes) });
        command.Parameters.Add(
            new NpgsqlParameter<int> { TypedValue = AtOnce * (settings.RateLimits == 0 ? 0 : await rates.TimesAsync(cancel)) }
        );
        if (await command.ExecuteNonQueryAsync(cancel) == 0)
            return null;
        await new MessageBus(runtime).SendAsync(new SendSignInLink(id));
        return id;
    }

    /// <summary>What is to be mailed; nothing once it is spent or too old.</summary>
    public async Task<Waiting?> WaitingAsync(Guid link, CancellationToken cancel)
    {
        await using var command = secrets.Database.CreateCommand(
            "select sealed, joining from secrets.sign_in_link where id = $1 and until > clock_timestamp()"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = link });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new Waiting(Open(reader.GetString(0)), reader.GetBoolean(1)) : null;
    }

    /// <summary>Notes whose it is, so that it goes with the person.</summary>
    public async Task AddressAsync(Guid link, Guid person, CancellationToken cancel)
    {
        await using var command = secrets.Database.CreateCommand("update secrets.sign_in_link set person = $2 where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = link });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Takes a person's links back, with their mails where those lie in files.</summary>
    public async Task ForgetAsync(Guid person, CancellationToken cancel)
    {
        await using var command = secrets.Database.CreateCommand("delete from secrets.sign_in_link where person = $1 returning id");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        await ForgetAsync(command, cancel);
    }

    /// <summary>What a link's key proves; it is spent from now on. Nothing when it is unknown, spent or too old.</summary>
    public Task<Proven?> SpendAsync(string key, CancellationToken cancel = default) => SpendAsync(Digest(key), cancel);

    /// <summary>What a code proves in the browser that asked; the link is spent with it. After a few wrong ones none is right.</summary>
    public async Task<Proven?> SpendAsync(Guid link, string code, CancellationToken cancel)
    {
        await using var command = secrets.Database.CreateCommand(
            $"""
            update secrets.sign_in_link set tries = tries + 1
            where id = $1 and tries < {Tries} and until > clock_timestamp() returning digest, sealed
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = link });
        byte[] digest;
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            if (!await reader.ReadAsync(cancel) || !IsSame(code, Open(reader.GetString(1)).Code))
                return null;
            digest = reader.GetFieldValue<byte[]>(0);
        }
        return await SpendAsync(digest, cancel);
    }

    private async Task<Proven?> SpendAsync(byte[] digest, CancellationToken cancel)
    {
        await using var command = secrets.Database.CreateCommand(
            "delete from secrets.sign_in_link where digest = $1 returning until > clock_timestamp(), person, sealed, joining, back, id"
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = digest });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        if (!reader.IsDBNull(5))
            post.Remove([reader.GetGuid(5)]);
        if (!reader.GetBoolean(0))
            return null;
        var back = reader.IsDBNull(4) ? null : reader.GetString(4);
        if (!reader.IsDBNull(1))
            return new Proven(reader.GetGuid(1), null, back);
        var (mail, joining) = (Open(reader.GetString(2)).Mail, reader.GetBoolean(3));
        return await people.ByMailAsync(mail, cancel) is { } person ? new Proven(person, null, back)
            : joining ? new Proven(null, mail, back)
            : null;
    }

    private async Task ForgetOldAsync(CancellationToken cancel)
    {
        await using var command = secrets.Database.CreateCommand(
            "delete from secrets.sign_in_link where until < clock_timestamp() - interval '1 day' returning id"
        );
        await ForgetAsync(command, cancel);
    }

    private async Task ForgetAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            if (!reader.IsDBNull(0))
                post.Remove([reader.GetGuid(0)]);
    }

    private Letter Open(string sealedLetter) => JsonSerializer.Deserialize<Letter>(protector.Unprotect(sealedLetter))!;

    private static bool IsSame(string typed, string code) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()),
            Encoding.UTF8.GetBytes(code)
        );

    private static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
