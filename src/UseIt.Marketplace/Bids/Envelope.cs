namespace UseIt.Marketplace.Bids;

/// <summary>The bid's key, sealed to one holder: the tender's opening key, or the bid team.</summary>
public sealed record Wrap(string To, string Wrapped);

/// <summary>A sealed part in its final form. Byte strings are base64; the ciphertext lies outside, under its reference.</summary>
public sealed record Envelope(
    int V,
    string Alg,
    string Kid,
    IReadOnlyList<Wrap> Wraps,
    string Nonce,
    Guid CiphertextReference,
    string Tag,
    string Commitment
);
