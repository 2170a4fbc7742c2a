using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace UseIt.Marketplace.Documents;

/// <summary>
/// The bytes of a stored document, once they have been proven to be those whose digest the log holds. Nothing of other bytes is given out.
/// They are read twice, and the second time each piece is compared with what was proven before it goes out; a document of one piece (1 MiB)
/// is read once.
/// </summary>
public sealed class ProvenBytes(Files files, ILogger<ProvenBytes> log) : IDisposable
{
    public const string Meter = "UseIt.Marketplace.Documents";

    private readonly Meter meter = new(Meter);
    private Counter<long>? refused;

    /// <summary>The bytes; null when they are missing or are not those that were stored, which is an alarm.</summary>
    public async Task<IAsyncEnumerable<byte[]>?> OfAsync(Guid document, string sha256, CancellationToken cancel)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var proven = new List<byte[]>();
        byte[] last = [];
        await foreach (var piece in files.ReadAsync(document, cancel))
        {
            whole.AppendData(piece);
            proven.Add(SHA256.HashData(piece));
            last = piece;
        }
        if (Convert.ToHexStringLower(whole.GetHashAndReset()).Equals(sha256, StringComparison.OrdinalIgnoreCase))
            return proven.Count == 1 ? OneAsync(last) : AgainAsync(document, proven, cancel);
        Alarm(document, proven.Count == 0);
        return null;
    }

    private async IAsyncEnumerable<byte[]> AgainAsync(Guid document, List<byte[]> proven, [EnumeratorCancellation] CancellationToken cancel)
    {
        var n = 0;
        await foreach (var piece in files.ReadAsync(document, cancel))
        {
            if (n == proven.Count || !SHA256.HashData(piece).AsSpan().SequenceEqual(proven[n++]))
            {
                Alarm(document, missing: false);
                throw new InvalidDataException("The bytes of a document changed while it was sent.");
            }
            yield return piece;
        }
    }

    private static async IAsyncEnumerable<byte[]> OneAsync(byte[] piece)
    {
        await Task.CompletedTask;
        yield return piece;
    }

    private void Alarm(Guid document, bool missing)
    {
        (refused ??= meter.CreateCounter<long>("useit.documents.refused")).Add(1);
        if (missing)
            log.LogError("Document {Document} has no bytes. Restore them from a backup; verify-log names all such documents.", document);
        else
            log.LogError(
                "The bytes of document {Document} are not those that were stored; they are not given out. Restore them from a backup; verify-log names all such documents.",
                document
            );
    }

    public void Dispose() => meter.Dispose();
}
