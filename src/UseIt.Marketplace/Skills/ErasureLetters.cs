using Npgsql;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>What a person who is to be erased is told: by whom, what goes and what stays, and who had been passed anything.</summary>
public sealed record ErasureLetter(
    string Organisation,
    string Addressee,
    string Contact,
    DateOnly On,
    DateOnly RegisteredOn,
    IReadOnlyList<string> PassedOnTo,
    string? Duty,
    DateOnly? KeptUntil
);

/// <summary>
/// Letters to people on pathways, to print and to give. Written before the person is erased: afterwards nobody knows whom to write to, and
/// nothing of the letter is kept.
/// </summary>
public sealed class ErasureLetters(NpgsqlDataSource database, OrganisationNames names, LetterWriter letters, IErasureHolds holds)
{
    public static readonly LetterKind Erasure = new("letters/erasure", "Letter about an erasure", LetterForm.Page, typeof(ErasureLetter));

    public static IReadOnlyList<LetterKind> All { get; } = [Erasure];

    public async Task<string> WriteAsync(PersonOnPathway person, DateOnly today, CancellationToken cancel)
    {
        var employers = person.Record.Introductions.Select(i => i.EmployerId).Distinct().ToArray();
        var known = await names.FindAsync(database, [person.Record.SupportOrganisationId, .. employers], cancel);
        var hold = await holds.OfAsync(person.CandidateId, today, cancel);
        var written = await letters.WriteAsync(
            Erasure,
            new ErasureLetter(
                Called(person.Record.SupportOrganisationId),
                person.Name,
                person.Contact,
                today,
                person.Record.RegisteredOn,
                [.. employers.Select(Called).Order(StringComparer.Ordinal)],
                hold?.Duty,
                hold?.Until
            ),
            cancel
        );
        return written.Text;

        string Called(Guid organisation) => known.GetValueOrDefault(organisation)?.Name ?? "An organisation";
    }
}
