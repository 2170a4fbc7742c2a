using System.Text;

namespace UseIt.Marketplace.Tests;

/// <summary>Looks for words in the whole database that should be nowhere in it.</summary>
internal static class Canary
{
    /// <summary>
    /// Every table but those of schema secrets, row by row as text: the words as they are, in hexadecimal, and in base64 at each alignment.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FoundAsync(this MarketplaceApp app, IEnumerable<string> words)
    {
        (string Said, StringComparison How)[] needles = [.. words.SelectMany(Forms).Distinct()];
        var found = new List<string>();
        foreach (
            var table in await app.ListAsync(
                """
                select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema', 'secrets')
                """
            )
        )
        foreach (var row in await app.ListAsync($"select t::text from {table} t"))
            found.AddRange(needles.Where(n => row.Contains(n.Said, n.How)).Select(n => $"{table}: {n.Said}"));
        return found;
    }

    private static IEnumerable<(string, StringComparison)> Forms(string word)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        yield return (word, StringComparison.OrdinalIgnoreCase);
        yield return (Convert.ToHexString(bytes), StringComparison.OrdinalIgnoreCase);
        for (var shift = 0; shift < 3; shift++)
        {
            // The characters that hold bits of the word and of nothing beside it: fewer, and ciphertexts would hold them by chance.
            var (first, after) = ((8 * shift + 5) / 6, 8 * (shift + bytes.Length) / 6);
            yield return (Convert.ToBase64String([.. new byte[shift], .. bytes, 0, 0])[first..after], StringComparison.Ordinal);
        }
    }

    public static async Task<List<string>> ListAsync(this MarketplaceApp app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
