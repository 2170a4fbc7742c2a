namespace UseIt.Marketplace.Values;

public enum SigningMethod
{
    Typed,
    Drawn,
    Uploaded,
}

/// <summary>
/// A signature, one shape for contracts and acceptances alike: what was signed (its digest), by whom, in which capacity and by what
/// authority, how, and the statement that was shown.
/// </summary>
public sealed record Signature(
    string DocumentSha256,
    Guid Person,
    string Capacity,
    string Authority,
    SigningMethod Method,
    string Statement,
    DateTimeOffset At
);
