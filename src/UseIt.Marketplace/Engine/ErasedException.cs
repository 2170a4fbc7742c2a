namespace UseIt.Marketplace.Engine;

/// <summary>What was asked for was sealed under a key that is destroyed: nobody can read or write it any more.</summary>
public sealed class ErasedException(Guid subject) : Exception($"The key of {subject} is destroyed.");
