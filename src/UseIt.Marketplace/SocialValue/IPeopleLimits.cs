namespace UseIt.Marketplace.SocialValue;

/// <summary>From which number on people of a programme are told, by the code they are charged to.</summary>
public interface IPeopleLimits
{
    Task<IReadOnlyDictionary<string, int>> OfAsync(IReadOnlyCollection<string> codes, CancellationToken cancel);
}
