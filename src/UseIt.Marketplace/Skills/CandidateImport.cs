using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>An import of people: begun under its terms, taken back.</summary>
public sealed record CandidateImport(CandidateImportBegun? Begun, bool Undone) : IState<CandidateImport>
{
    public static CandidateImport Empty { get; } = new(null, false);

    public CandidateImport Evolve(object fact) =>
        fact switch
        {
            CandidateImportBegun e => this with { Begun = e },
            CandidateImportUndone => this with { Undone = true },
            _ => this,
        };

    /// <summary>
    /// The same file of the same organisation is the same import. By a keyed digest: what names people is not to be guessed from its id.
    /// </summary>
    public static Guid IdOf(Guid supportOrganisation, string digest) => UuidV5.Of(supportOrganisation, $"import/candidates/{digest}");

    public static Guid CandidateOf(Guid import, int row) => UuidV5.Of(import, $"candidate/{row}");
}
