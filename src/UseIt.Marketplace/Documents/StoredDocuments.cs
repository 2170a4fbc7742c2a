using System.Runtime.CompilerServices;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

/// <summary>Compares the bytes of every stored document, and of every opened file of a bid, with the digest in the log.</summary>
public sealed class StoredDocuments(NpgsqlDataSource database, Files files) : IBytesBesideTheLog
{
    public async IAsyncEnumerable<string> WrongAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var (document, sha256) in await AllAsync(cancel))
        {
            var found = await files.DigestAsync(document, cancel);
            if (!found.Equals(sha256, StringComparison.OrdinalIgnoreCase))
                yield return (await files.BeginningAsync(document, cancel)).Length == 0
                    ? $"document {document} has no bytes"
                    : $"the bytes of document {document} are not those that were stored";
        }
    }

    private async Task<IReadOnlyList<(Guid Document, string Sha256)>> AllAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select s.stream_id, s.data ->> 'sha256' from events.mt_events s
            where s.type = 'document_stored'
            and not exists (select from events.mt_events d where d.stream_id = s.stream_id and d.type = 'document_discarded')
            order by s.seq_id
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var all = new List<(Guid, string)>();
        while (await reader.ReadAsync(cancel))
            all.Add((reader.GetGuid(0), reader.GetString(1)));
        return all;
    }
}
