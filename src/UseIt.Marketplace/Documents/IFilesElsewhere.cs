namespace UseIt.Marketplace.Documents;

/// <summary>
/// A context's word on ids that its own files bear and will have as documents: until then nobody may store another document there.
/// </summary>
public interface IFilesElsewhere
{
    Task<bool> HasAsync(Guid file, CancellationToken cancel);

    /// <summary>A query of one column: how many bytes each of the files of an organisation ($1) takes, while they are here.</summary>
    string BytesOfOwner { get; }
}
