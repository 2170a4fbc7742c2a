using System.Security.Cryptography;
using System.Text;

namespace UseIt.Marketplace.Consortia;

/// <summary>What an enterprise promises before it sees anything of a consortium it is invited into.</summary>
/// <param name="Text">The words.</param>
/// <param name="Sha256">Their digest, by which they are accepted.</param>
public sealed record Confidentiality(string Text, string Sha256)
{
    public static Confidentiality Present { get; } =
        Of(
            "What we learn here of the partners, their approach and their prices we use for this bid alone. We tell it to nobody outside the "
                + "consortium, also when we leave or the bid is not made, unless a law makes us."
        );

    private static Confidentiality Of(string text) => new(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
