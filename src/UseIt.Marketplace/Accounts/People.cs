using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>Finds people by what they sign in with, without any readable copy of it.</summary>
public sealed class People(NpgsqlDataSource database, Vault vault)
{
    /// <summary>The person with this id, mail address or demo sign-in (the part before the @).</summary>
    public async Task<Guid?> FindAsync(string who, CancellationToken cancel = default)
    {
        if (Guid.TryParse(who, out var id))
            return id;
        return await ByMailAsync(who.Contains('@', StringComparison.Ordinal) ? who : $"{who}@{DemoDomain}", cancel);
    }

    /// <summary>Where everybody of the demo story has their mail.</summary>
    public const string DemoDomain = "demo.example.org";

    public Task<Guid?> ByMailAsync(string mail, CancellationToken cancel = default) =>
        HolderAsync(RegisterPersonHandler.MailScope, vault.Digest(RegisterPersonHandler.MailScope, mail), cancel);

    /// <summary>The person a provider's subject is bound to, by its digest.</summary>
    public Task<Guid?> BySubjectAsync(string digest, CancellationToken cancel = default) =>
        HolderAsync(BindIdentityHandler.Scope, digest, cancel);

    /// <summary>Whether a person signs in with the account of a provider.</summary>
    public async Task<bool> HasAccountAsync(Guid person, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand("select exists (select from events.reservation where scope = $1 and owner = $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = BindIdentityHandler.Scope });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task<Guid?> HolderAsync(string scope, string key, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select owner from events.reservation where scope = $1 and key = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = scope });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        return await command.ExecuteScalarAsync(cancel) as Guid?;
    }
}
