using Npgsql;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Research;

/// <summary>What a researcher who is to be erased is told: by whom, what goes, what stays, and until when a duty keeps the rest.</summary>
public sealed record ResearcherErasureLetter(
    string Organisation,
    string Addressee,
    string Contact,
    DateOnly On,
    string? Duty,
    DateOnly? KeptUntil
);

/// <summary>Letters to researchers, to print and to give before they are erased; nothing of the letter is kept.</summary>
public sealed class ResearcherLetters(NpgsqlDataSource database, OrganisationNames names, LetterWriter letters, IErasureHolds holds)
{
    public static readonly LetterKind Erasure = new(
        "letters/researcher-erasure",
        "Letter about a researcher’s erasure",
        LetterForm.Page,
        typeof(ResearcherErasureLetter)
    );

    public static IReadOnlyList<LetterKind> All { get; } = [Erasure];

    public async Task<string> WriteAsync(ResearcherRow row, string name, string contact, DateOnly today, CancellationToken cancel)
    {
        var known = await names.FindAsync(database, [row.SupportOrganisationId], cancel);
        var hold = await holds.OfAsync(row.ResearcherId, today, cancel);
        var written = await letters.WriteAsync(
            Erasure,
            new ResearcherErasureLetter(
                known.GetValueOrDefault(row.SupportOrganisationId)?.Name ?? "An organisation",
                name,
                contact,
                today,
                hold?.Duty,
                hold?.Until
            ),
            cancel
        );
        return written.Text;
    }
}
