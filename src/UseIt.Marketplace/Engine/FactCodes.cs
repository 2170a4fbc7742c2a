using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Marten;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The code that every fact bears in its headers: HMAC-SHA-256 over all that is stored of it but its number in the log, under a key that
/// the database does not hold. Who can only write rows can make none, and can change, move or back-date no fact that has one.
/// </summary>
public sealed class FactCodes(Func<byte[]> key) : DocumentSessionListenerBase
{
    /// <summary>Whether this program stored the fact, and as it stands.</summary>
    public bool IsProven(StoredFact fact) =>
        fact.Code is { } code
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(CodeOf(fact)));

    /// <summary>Gives their codes to the facts about to be stored; where a stream's version was never read, it cannot be known.</summary>
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        foreach (var stream in session.PendingChanges.Streams())
        foreach (var (n, e) in stream.Events.Index())
            if (stream.ExpectedVersionOnServer is { } version)
                e.SetHeader(StoredFact.CodeHeader, CodeOf(StoredFact.Of(e, stream.Id, version + n + 1)));
        return Task.CompletedTask;
    }

    internal string CodeOf(StoredFact fact) => Convert.ToHexStringLower(HMACSHA256.HashData(key(), fact.ToBytes()));
}
