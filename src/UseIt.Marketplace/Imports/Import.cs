using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Imports;

/// <summary>The organisation that imports: it supports enterprises, and is known to be who it says it is.</summary>
public sealed record ImportingOrganisation(bool Supports, bool Checked, bool Gone) : IState<ImportingOrganisation>
{
    public static ImportingOrganisation Empty { get; } = new(false, false, false);
    public static string StreamType => "organisation";

    public bool MayImport => Supports && Checked && !Gone;

    public ImportingOrganisation Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Supports = e.Kinds.Contains(OrganisationKind.Support) },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}

/// <summary>An import: begun, finished, undone.</summary>
public sealed record Import(Guid SupportOrganisation, int LastRow, bool Finished, bool Undone) : IState<Import>
{
    public static Import Empty { get; } = new(Guid.Empty, 0, false, false);

    public Import Evolve(object fact) =>
        fact switch
        {
            ImportBegun e => this with { SupportOrganisation = e.SupportOrganisationId, LastRow = e.LastRow },
            ImportFinished => this with { Finished = true },
            ImportUndone => this with { Undone = true },
            _ => this,
        };

    /// <summary>Whether it is one of this adviser's organisation.</summary>
    public bool IsOf(Actor adviser) => adviser.ActsFor(SupportOrganisation, Roles.Adviser);

    /// <summary>The same file of the same organisation is the same import, however often it is sent.</summary>
    public static Guid IdOf(Guid supportOrganisation, string sha256) => UuidV5.Of(supportOrganisation, $"import/{sha256}");

    public static Guid OrganisationOf(Guid import, int firstRow) => UuidV5.Of(import, $"organisation/{firstRow}");

    public static Guid CaseOf(Guid import, int firstRow) => UuidV5.Of(import, $"case/{firstRow}");

    public static Guid SessionOf(Guid import, int row) => UuidV5.Of(import, $"session/{row}");
}
