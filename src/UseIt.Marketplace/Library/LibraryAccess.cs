using System.Text.RegularExpressions;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>An organisation's people write for it; everybody reads what is published.</summary>
internal static partial class LibraryAccess
{
    public static readonly string[] Writing = [.. Roles.Enterprise, .. Roles.Support, Roles.Author, Roles.ContractManager];

    public static AllowedTo Writers { get; } = AllowedTo.Role("somebody who writes for an organisation", Writing);

    /// <summary>The languages an item may be in, by their codes (RFC 5646), and how they call themselves.</summary>
    public static IReadOnlyList<Choice> Languages { get; } =
    [
        new("en", "English"),
        new("ar", "العربية (Arabic)"),
        new("bn", "বাংলা (Bengali)"),
        new("cy", "Cymraeg (Welsh)"),
        new("pa", "ਪੰਜਾਬੀ (Punjabi)"),
        new("pl", "Polski (Polish)"),
        new("ro", "Română (Romanian)"),
        new("so", "Soomaali (Somali)"),
        new("ur", "اردو (Urdu)"),
    ];

    public static Access ForWriter(Actor actor, LibraryItem item) => actor.On(item.Organisation, Writing);

    public static readonly Refusal TitleMissing = new("title-missing", "text.title", "Enter a title");
    public static readonly Refusal SummaryMissing = new(
        "summary-missing",
        "text.summary",
        "Say in two or three sentences what it is about"
    );
    public static readonly Refusal LanguageUnknown = new("language-unknown", "text.language", "Choose the language it is written in");
    public static readonly Refusal BodyMissing = new("body-missing", "text.body", "Write the text before it is published");
    public static readonly Refusal Withdrawn = new("item-withdrawn", null, "This has been withdrawn. Write a new one");

    /// <summary>What a draft must have at least.</summary>
    public static IReadOnlyList<Refusal> Wrong(LibraryText text)
    {
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(text.Title))
            wrong.Add(TitleMissing);
        if (string.IsNullOrWhiteSpace(text.Summary))
            wrong.Add(SummaryMissing);
        if (Languages.All(l => l.Value != text.Language))
            wrong.Add(LanguageUnknown);
        return wrong;
    }

    /// <summary>What is hardly meant for everybody: asked about before it is published.</summary>
    public static IEnumerable<string> Doubts(LibraryText text)
    {
        var all = $"{text.Title}\n{text.Summary}\n{text.Body}";
        if (Mail().IsMatch(all))
            yield return "There is a mail address in it. Leave out what belongs to a person";
        if (Phone().IsMatch(all))
            yield return "There is a telephone number in it. Leave out what belongs to a person";
    }

    [GeneratedRegex(@"[^\s@]+@[^\s@]+\.[^\s@]+")]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?<![\d£])(\+44|0)[\d ]{9,13}\d")]
    private static partial Regex Phone();
}
