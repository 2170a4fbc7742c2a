using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Contracts;

/// <summary>One promise as the contract holds it.</summary>
public sealed record CommitmentTerm(
    Guid CommitmentId,
    string Title,
    string Promise,
    string Framework,
    string Edition,
    string Code,
    decimal Quantity,
    string Unit,
    DateOnly? Due
);

/// <summary>
/// What the parties sign. Its text is made from the facts, so anybody who may see the contract can make it again and compare the digest.
/// </summary>
public sealed record ContractTerms(
    Guid ContractId,
    Guid AwardId,
    string Title,
    Guid Buyer,
    IReadOnlyList<Guid> Suppliers,
    Guid Lead,
    Money Value,
    Period? Period,
    IReadOnlyList<CommitmentTerm> Commitments
)
{
    public string Text() => JsonSerializer.Serialize(this, EventJson.Options);

    public string Sha256() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text())));
}
