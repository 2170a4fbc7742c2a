using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// The first PDF printed of a report's page: two printings of one page differ in their bytes. It holds names, so its key is made of a share
/// for everybody named on it, sealed under that person's own key: an erasure takes it along, in every copy there is.
/// </summary>
public sealed class PrintedReports(NpgsqlDataSource database, Vault vault)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly Vault shares = vault.For("report-pdf");

    /// <summary>What was printed of this page first; null where it was not, or cannot be read any more.</summary>
    public async Task<byte[]?> FindAsync(Guid report, string page, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select shares::text, bytes from reports.printed where report = $1 and page = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = report });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = page });
        Protected[] held;
        byte[] bytes;
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            if (!await reader.ReadAsync(cancel))
                return null;
            held = JsonSerializer.Deserialize<Protected[]>(reader.GetString(0), EventJson.Options)!;
            bytes = reader.GetFieldValue<byte[]>(1);
        }
        var told = await shares.RevealAsync(held, cancel);
        if (told.Contains(Protected.Erased))
            return null;
        using var aes = new AesGcm(KeyOf(told!), TagSize);
        var pdf = new byte[bytes.Length - NonceSize - TagSize];
        aes.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize), pdf);
        return pdf;
    }

    /// <summary>Keeps it, unless somebody was quicker; what is kept.</summary>
    public async Task<byte[]> KeepAsync(Guid report, string page, IEnumerable<Guid> named, byte[] pdf, CancellationToken cancel)
    {
        var held = new List<Protected>();
        var told = new List<string>();
        try
        {
            foreach (var person in named.Distinct().Order())
            {
                told.Add(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
                held.Add(await shares.SealAsync(person, told[^1], cancel));
            }
        }
        catch (ErasedException)
        {
            // Erased meanwhile: the page reads otherwise by now.
            return pdf;
        }
        var bytes = new byte[NonceSize + TagSize + pdf.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceSize));
        using (var aes = new AesGcm(KeyOf(told), TagSize))
            aes.Encrypt(bytes.AsSpan(0, NonceSize), pdf, bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize));
        await using var command = database.CreateCommand(
            """
            insert into reports.printed (report, page, shares, bytes) values ($1, $2, $3, $4)
            on conflict (report) do update set page = excluded.page, shares = excluded.shares, bytes = excluded.bytes, at = excluded.at
            where printed.page <> excluded.page
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = report });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = page });
        command.Parameters.Add(
            new NpgsqlParameter<string>
            {
                TypedValue = JsonSerializer.Serialize(held, EventJson.Options),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            }
        );
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = bytes });
        return await command.ExecuteNonQueryAsync(cancel) == 1 ? pdf : await FindAsync(report, page, cancel) ?? pdf;
    }

    private static byte[] KeyOf(IEnumerable<string> told) => SHA256.HashData([.. told.SelectMany(Convert.FromBase64String)]);
}
