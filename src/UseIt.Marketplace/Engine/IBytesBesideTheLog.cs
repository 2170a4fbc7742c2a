namespace UseIt.Marketplace.Engine;

/// <summary>Bytes that lie beside the log, whose digests are in it.</summary>
public interface IBytesBesideTheLog
{
    /// <summary>What is missing, or is not what its digest says: in words, by ids alone.</summary>
    IAsyncEnumerable<string> WrongAsync(CancellationToken cancel);
}
