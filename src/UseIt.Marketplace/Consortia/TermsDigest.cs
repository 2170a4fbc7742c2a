using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Consortia;

/// <summary>
/// The digest that every member accepts: of what the terms say, never of how they are laid out. Order of members and white space do not
/// count; the price ceiling counts by its own keyed digest, so that the terms can be told apart without showing it.
/// </summary>
public static class TermsDigest
{
    public static string Of(Terms terms) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        Lead = terms.LeadId,
                        Members = terms
                            .Members.OrderBy(m => m.OrganisationId)
                            .Select(m => new
                            {
                                m.OrganisationId,
                                Role = Plain(m.Role),
                                Share = m.Share.Percent.ToString("0.00", CultureInfo.InvariantCulture),
                            }),
                        Lots = terms.Lots.Order(),
                        WorkPackages = terms
                            .WorkPackages.OrderBy(w => w.WorkPackageId)
                            .Select(w => new
                            {
                                w.WorkPackageId,
                                Title = Plain(w.Title),
                                w.LotId,
                                w.Accountable,
                                Helpers = w.Helpers.Order(),
                                Requirements = w.Requirements.Order(),
                            }),
                        PriceCeiling = terms.PriceCeilingDigest,
                        Liability = Plain(terms.Liability),
                        Agreement = Plain(terms.Agreement),
                        // Closed says nothing, as the terms did before there was a choice: what was accepted then keeps its digest.
                        OpenBook = terms.OpenBook == true ? true : (bool?)null,
                    },
                    EventJson.Options
                )
            )
        );

    /// <summary>The keyed digest of a price ceiling; without one, of nothing.</summary>
    public static string OfCeiling(Vault vault, Guid consortium, Money? ceiling) =>
        vault.Digest(
            $"price-ceiling:{consortium}",
            ceiling is { } money ? $"{money.Amount.ToString("0.00##########", CultureInfo.InvariantCulture)} {money.Currency}" : "none"
        );

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Trim())
        {
            if (!char.IsWhiteSpace(c))
                plain.Append(c);
            else if (plain[^1] != ' ')
                plain.Append(' ');
        }
        return plain.ToString();
    }
}
