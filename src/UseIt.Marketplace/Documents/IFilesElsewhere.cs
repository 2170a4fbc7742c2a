namespace UseIt.Marketplace.Documents;

/// <summary>
/// A context's word on ids that its own files bear and will have as documents: until then nobody may store another document there.
/// </summary>
public interface IFilesElsewhere
{
    Task<bool> HasAsync(Guid file, CancellationToken cancel);
}
