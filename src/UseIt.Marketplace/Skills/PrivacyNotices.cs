using Marten;
using Npgsql;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;

namespace UseIt.Marketplace.Skills;

/// <summary>One purpose people's data is used for, and on which basis.</summary>
public sealed record NoticePurpose(string Code, LawfulBasis Basis);

/// <summary>What a privacy notice tells of: who, for which pathway, and for what. The words are the template's.</summary>
public sealed record PrivacyNotice(
    string Organisation,
    string Pathway,
    string PathwayName,
    bool Offences,
    bool Guardian,
    IReadOnlyList<NoticePurpose> Purposes,
    bool Reviewed
);

/// <param name="Code">BCP 47.</param>
/// <param name="Name">In English.</param>
/// <param name="Own">In itself.</param>
/// <param name="Reviewed">Whether somebody who speaks it has read the text.</param>
public sealed record NoticeLanguage(string Code, string Name, string Own, bool Reviewed)
{
    public LetterKind Kind { get; } = new($"letters/privacy-{Code}", $"Privacy notice in {Name}", LetterForm.Page, typeof(PrivacyNotice));
}

/// <summary>The text of a notice as it is now, and by what it is known again.</summary>
public sealed record WrittenNotice(string Html, string Version);

/// <summary>
/// Privacy notices of a pathway, in the languages there is a text in. A version is the digest of what was shown, so that it says which
/// words, which pathway and which bases; it changes with any of them.
/// </summary>
public sealed class PrivacyNotices(NpgsqlDataSource database, IDocumentStore store, OrganisationNames names, LetterWriter letters)
{
    private const int Digits = 12;

    public static IReadOnlyList<NoticeLanguage> Languages { get; } =
    [
        new("en", "English", "English", Reviewed: true),
        new("ar", "Arabic", "العربية", Reviewed: false),
        new("fr", "French", "Français", Reviewed: false),
        new("uk", "Ukrainian", "Українська", Reviewed: false),
    ];

    public static NoticeLanguage? Find(string? said) =>
        Languages.FirstOrDefault(l =>
            l.Code.Equals(said, StringComparison.OrdinalIgnoreCase) || l.Name.Equals(said?.Trim(), StringComparison.OrdinalIgnoreCase)
        );

    public static bool IsVersion(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Null where nothing that allows the pathway is recorded yet: then there is nothing to tell.</summary>
    public async Task<WrittenNotice?> WriteAsync(Guid support, PathwayRules rules, NoticeLanguage language, CancellationToken cancel)
    {
        var pathway = (await store.FetchAsync<Pathway>(PathwayRules.IdOf(support, rules.Code), cancel)).State;
        if (pathway.Grounds is not { } grounds)
            return null;
        var known = await names.FindAsync(database, [support], cancel);
        var written = await letters.WriteAsync(
            language.Kind,
            new PrivacyNotice(
                known.GetValueOrDefault(support)?.Name ?? "An organisation",
                rules.Code,
                rules.Name,
                rules.Offences,
                rules.Guardian is not null,
                [.. grounds.Purposes.Select(p => new NoticePurpose(p.Purpose, p.Basis))],
                language.Reviewed
            ),
            cancel
        );
        return new WrittenNotice(written.Text, TemplateShelf.Digest(written.Text)[..Digits]);
    }
}
