using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Funding;

/// <summary>What an enterprise is offered, as the letter says it.</summary>
public sealed record GrantOfferLetter(
    string Funder,
    string Addressee,
    string Title,
    Money Applied,
    Money Amount,
    DateOnly OfferedOn,
    DateOnly From,
    DateOnly Until,
    DateOnly AcceptBy,
    IReadOnlyList<string> Conditions,
    string Digest
);

/// <summary>The offer of a grant as a letter to print, written from what is signed.</summary>
public sealed class GrantLetters(OrganisationNames names, Npgsql.NpgsqlDataSource database, LetterWriter letters)
{
    public static readonly LetterKind Offer = new("letters/grant-offer", "Offer of a grant", LetterForm.Page, typeof(GrantOfferLetter));

    public async Task<string?> WriteAsync(GrantRow grant, CancellationToken cancel)
    {
        if (grant is not { Amount: { } amount, OfferedOn: { } on, AcceptBy: { } by, TermsSha256: { } digest })
            return null;
        var known = await names.FindAsync(database, grant.Parties, cancel);
        var written = await letters.WriteAsync(
            Offer,
            new GrantOfferLetter(
                known.GetValueOrDefault(grant.FunderId)?.Name ?? "The funder",
                known.GetValueOrDefault(grant.ApplicantId)?.Name ?? "Your enterprise",
                grant.Title,
                grant.Applied,
                amount,
                on,
                grant.From,
                grant.Until,
                by,
                [.. grant.Conditions.Select(c => c.What)],
                digest
            ),
            cancel
        );
        return written.Text;
    }
}
