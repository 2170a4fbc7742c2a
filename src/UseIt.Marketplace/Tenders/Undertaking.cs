using System.Security.Cryptography;
using System.Text;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>What one organisation has undertaken before it may read a restricted document: which version of the words.</summary>
public sealed record Undertaking(string? AcceptedSha256) : IState<Undertaking>
{
    /// <summary>What a buyer starts from where a document holds staff data.</summary>
    public const string Usual =
        "We use the staff data in this document only to prepare our bid. We keep it safe, pass it to nobody who does not need it for the bid, "
        + "try to identify nobody in it, and destroy it when the tender ends for us.";

    public static Undertaking Empty { get; } = new((string?)null);

    public static Guid IdOf(Guid document, Guid organisation) => UuidV5.Of(document, $"undertaking/{organisation}");

    /// <summary>The version of an undertaking's words.</summary>
    public static string Version(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public Undertaking Evolve(object fact) => fact is UndertakingAccepted e ? new Undertaking(e.TextSha256) : this;
}
