using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// How much anybody may write, declared in this one place: by the name of what is written, or of one command's where it differs. What
/// nothing is said of may be a long text of several lines.
/// </summary>
public static class Texts
{
    /// <summary>A text of several lines, where nothing else is said.</summary>
    public const int Longest = 20_000;

    /// <summary>The longest text there is: an answer of a bid, a template.</summary>
    public const int LongestAnswer = 200_000;

    /// <summary>The largest number of anything, of pounds too: what is larger was not meant, and sums of many stay exact.</summary>
    public const decimal Largest = 1_000_000_000_000;

    /// <summary>The years of any day: what lies outside was mistyped, and counting on from it would leave the calendar.</summary>
    public const int FirstYear = 1000,
        LastYear = 2999;

    /// <summary>Entries of any list.</summary>
    public const int Most = 1000;

    private sealed record Limit(int Characters, bool OneLine);

    private static readonly IReadOnlyDictionary<string, Limit> ByName = new Dictionary<string, Limit>(StringComparer.Ordinal)
    {
        ["Name"] = Line(200),
        ["Title"] = Line(300),
        ["Mail"] = Line(254),
        ["Scheme"] = Line(50),
        ["Id"] = Line(100),
        ["Street"] = Line(200),
        ["Locality"] = Line(200),
        ["Region"] = Line(200),
        ["PostalCode"] = Line(20),
        ["Country"] = Line(100),
        ["Website"] = Line(2000),
        ["Roles"] = Line(50),
        ["Role"] = Line(300),
        ["RegisterCandidate.NoticeLanguage"] = Line(100),
        ["RegisterCandidate.Guardian"] = Line(300),
        ["RegisterCandidate.Programme"] = Line(200),
        ["Qualification"] = Text(2000),
        ["History"] = Text(5000),
        ["PassedOn"] = Text(5000),
        ["Pathway"] = Line(100),
        ["Profession"] = Line(100),
        ["PlaceCode"] = Line(20),
        ["Stage"] = Line(100),
        ["Test"] = Line(100),
        ["Step"] = Line(100),
        ["Part"] = Line(50),
        ["Score"] = Line(20),
        ["Conditions"] = Line(100),
        ["Purpose"] = Line(100),
        ["SignedAs"] = Line(300),
        ["Contact"] = Line(254),
        ["Codes"] = Line(200),
        ["Names"] = Line(200),
        ["TakeProgrammeCode.Code"] = Line(200),
        ["Neighbourhood"] = Line(300),
        ["Quarter"] = Line(10),
        ["Indicator"] = Line(50),
        ["Seed"] = Line(200),
        ["JobTitle"] = Line(200),
        ["PredecessorName"] = Line(300),
        ["Phone"] = Line(50),
        ["AccreditedBy"] = Line(200),
        ["ConsentVersion"] = Line(100),
        ["Ward"] = Line(20),
        ["Lsoa"] = Line(20),
        ["OwnerName"] = Line(200),
        ["RecordFinding.Licence"] = Line(100),
        ["Sectors"] = Line(100),
        ["OnBehalfOf"] = Line(200),
        ["FigureKey"] = Line(200),
        ["Site"] = Line(200),
        ["PlanningReference"] = Line(100),
        ["DischargeObligation.Reference"] = Line(100),
        ["AgreeObligation.Unit"] = Line(100),
        ["LibraryText.Summary"] = Text(2000),
        ["LibraryText.Body"] = Text(50_000),
        ["OfferForNeed.Unit"] = Line(100),
        ["Theme"] = Line(300),
        ["Venue"] = Line(200),
        ["AnswerGatheringInvitation.Capability"] = Line(300),
        ["RecruitResearcher.Source"] = Line(200),
        ["DecideResearchEthics.Reference"] = Line(100),
        ["Secret"] = Line(100),
        ["Digest"] = Line(64),
        ["EventTypes"] = Line(50),
        ["RegisterWebhook.Address"] = Line(2000),
        ["AddPasskey.Site"] = Line(2000),
        ["ShowPasskey.Site"] = Line(2000),
        ["EnrolAuthenticator.Code"] = Line(50),
        ["ShowSecondFactor.Code"] = Line(50),
        ["InvitePartner.Message"] = Text(2000),
        ["Duty"] = Line(50),
        ["Scope"] = Line(200),
        ["Kind"] = Line(100),
        ["Reader"] = Line(100),
        ["MediaType"] = Line(100),
        ["Language"] = Line(35),
        ["Sha256"] = Line(64),
        ["DocumentSha256"] = Line(64),
        ["Cpv"] = Line(20),
        ["Ocid"] = Line(200),
        ["NoticeId"] = Line(100),
        ["Reason"] = Text(2000),
        ["Looked"] = Line(300),
        ["Seen"] = Text(2000),
        ["Remark"] = Text(2000),
        ["SearchedFor.Words"] = Line(300),
        ["SearchedFor.Place"] = Line(200),
        ["SearchedFor.Source"] = Line(300),
        ["DefineLocalArea.Postcodes"] = Line(10),
        ["BidAnswer.Text"] = Text(LongestAnswer),
        ["PublishTemplate.Text"] = Text(LongestAnswer),
        ["PriceLine.Unit"] = Line(50),
        ["FrameworkMetric.Code"] = Line(50),
        ["FrameworkMetric.Unit"] = Line(100),
        ["FrameworkMetric.Question"] = Text(2000),
        ["MetricProxy.Source"] = Line(300),
        ["FrameworkLicence.Licensee"] = Line(200),
        ["Edition"] = Line(100),
        ["ProposeAdviserIntroduction.About"] = Text(2000),
        ["TellIntroductionOutcome.Note"] = Text(2000),
        ["AnnounceWorkshop.Place"] = Line(300),
        ["AnnounceWorkshop.FunderProject"] = Line(200),
        ["DeclareEnterprise.LegalForm"] = Line(200),
    };

    private static readonly ConcurrentDictionary<Type, Written[]> Known = new();

    /// <summary>What is wrong with the texts and lists of a command, or of what else came from outside; mostly nothing.</summary>
    public static IReadOnlyList<Refusal> Wrong(object said)
    {
        List<Refusal>? wrong = null;
        Look(said, "", ref wrong);
        return wrong ?? [];
    }

    /// <summary>
    /// Whether a line is shown as it is written: no line breaks or other control characters, nothing that turns the text after it round,
    /// nothing that is not seen. Joiners are seen between letters of the scripts that have them.
    /// </summary>
    public static bool IsPlain(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (
                c is '\u200c' or '\u200d'
                    ? !(i > 0 && i + 1 < line.Length && IsForeign(line[i - 1]) && IsForeign(line[i + 1]))
                    : char.GetUnicodeCategory(c)
                        is UnicodeCategory.Control
                            or UnicodeCategory.Format
                            or UnicodeCategory.LineSeparator
                            or UnicodeCategory.ParagraphSeparator
            )
                return false;
        }
        return true;

        static bool IsForeign(char c) =>
            c > '\u024f'
            && (char.IsLetter(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
    }

    private sealed record Written(PropertyInfo Property, string Field, Limit Limit);

    private static void Look(object said, string path, ref List<Refusal>? wrong)
    {
        foreach (var (property, field, limit) in Known.GetOrAdd(said.GetType(), Of))
            if (property.GetValue(said) is { } value)
                Look(value, path + field, limit, ref wrong);
    }

    private static void Look(object value, string field, Limit limit, ref List<Refusal>? wrong)
    {
        switch (value)
        {
            case string text:
                if (Broken(text, field, limit) is { } broken)
                    (wrong ??= []).Add(broken);
                break;
            case Uri uri:
                if (Broken(uri.OriginalString, field, limit) is { } address)
                    (wrong ??= []).Add(address);
                else if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
                    (wrong ??= []).Add(
                        new Refusal("address-not-of-the-web", field, "Enter a web address that begins with https:// or http://")
                    );
                break;
            case decimal number:
                if (Math.Abs(number) > Largest)
                    (wrong ??= []).Add(
                        new Refusal(
                            "number-too-large",
                            field,
                            $"{Called(field)} must be {Largest.ToString("#,##0", CultureInfo.InvariantCulture)} or less",
                            new Dictionary<string, object?> { ["most"] = Largest }
                        )
                    );
                break;
            // A day that was left out is none, which is the command's to say.
            case DateOnly { Year: < FirstYear or > LastYear } day when day != default:
            case DateTimeOffset { Year: < FirstYear or > LastYear } at when at != default:
                (wrong ??= []).Add(
                    new Refusal("year-out-of-range", field, $"{Called(field)} must be in a year from {FirstYear} to {LastYear}")
                );
                break;
            case Enum one when !Enum.IsDefined(one.GetType(), one):
                (wrong ??= []).Add(new Refusal("choice-unknown", field, $"{Called(field)} must be one of those there are"));
                break;
            case IEnumerable many:
                var n = 0;
                foreach (var one in many)
                {
                    if (n == Most)
                    {
                        (wrong ??= []).Add(
                            new Refusal(
                                "list-too-long",
                                field,
                                $"{Called(field)} must have {Number(Most)} entries or fewer",
                                new Dictionary<string, object?> { ["most"] = Most }
                            )
                        );
                        break;
                    }
                    if (one is not null)
                        Look(one, $"{field}[{n}]", limit, ref wrong);
                    n++;
                }
                break;
            default:
                if (IsOurs(value.GetType()))
                    Look(value, field + ".", ref wrong);
                break;
        }
    }

    private static Refusal? Broken(string text, string field, Limit limit) =>
        text.Length > limit.Characters
            ? new Refusal(
                "text-too-long",
                field,
                $"{Called(field)} must be {Number(limit.Characters)} characters or fewer",
                new Dictionary<string, object?> { ["most"] = limit.Characters }
            )
        : limit.OneLine && !IsPlain(text)
            ? new Refusal(
                "text-not-plain",
                field,
                $"{Called(field)} must be one line without hidden characters. Type it again instead of pasting it"
            )
        : null;

    private static Written[] Of(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => (p.CanWrite || type.IsGenericType) && p.GetIndexParameters().Length == 0 && MayBeTooMuch(p.PropertyType))
                .Select(p => new Written(
                    p,
                    JsonNamingPolicy.CamelCase.ConvertName(p.Name),
                    ByName.GetValueOrDefault($"{type.Name}.{p.Name}") ?? ByName.GetValueOrDefault(p.Name) ?? Text(Longest)
                )),
        ];

    private static bool MayBeTooMuch(Type type) =>
        type == typeof(string)
        || type == typeof(Uri)
        || (Nullable.GetUnderlyingType(type) ?? type) is { } plain
            && (plain.IsEnum || plain == typeof(decimal) || plain == typeof(DateOnly) || plain == typeof(DateTimeOffset))
        || typeof(IEnumerable).IsAssignableFrom(type)
        || IsOurs(Nullable.GetUnderlyingType(type) ?? type);

    private static bool IsOurs(Type type) =>
        type.Assembly == typeof(Texts).Assembly && !type.IsEnum
        || type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    // "identifiers[0].scheme" is called Scheme in a sentence, "publishedQuestion" Published question.
    private static string Called(string field)
    {
        var name = field[(field.LastIndexOf('.') + 1)..].Split('[')[0];
        var words = new StringBuilder();
        foreach (var c in name)
            words.Append(char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c);
        return words.Length == 0 ? "This" : char.ToUpperInvariant(words[0]) + words.ToString(1, words.Length - 1);
    }

    private static string Number(int number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    private static Limit Line(int characters) => new(characters, true);

    private static Limit Text(int characters) => new(characters, false);
}
