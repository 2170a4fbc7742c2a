using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Scriban.Runtime;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Reports;

/// <summary>
/// docs/templates.md lists the fields of every letter's and every kind's model. After changing one, run the tests once with
/// USEIT_FREEZE=1 and read the difference.
/// </summary>
public sealed class ModelFieldsTests
{
    private const string From = "<!-- the fields of the models: written by a test -->\n";
    private const string Letters = "<!-- the fields of the letters: written by a test -->\n";
    private const string To = "<!-- end of the fields -->\n";

    private static readonly string File = Path.Combine(Checkout.Folder, "docs", "templates.md");

    private static readonly IReadOnlyDictionary<Type, string> Plain = new Dictionary<Type, string>
    {
        [typeof(Guid)] = "id",
        [typeof(string)] = "text",
        [typeof(decimal)] = "number",
        [typeof(int)] = "whole number",
        [typeof(bool)] = "yes or no",
        [typeof(DateOnly)] = "day",
        [typeof(DateTimeOffset)] = "instant",
        [typeof(Money)] = "money",
    };

    private readonly SortedDictionary<string, Type> parts = new(StringComparer.Ordinal);

    [Fact]
    public void the_fields_of_every_model_are_told_to_those_who_write_templates() => Told(From, Fields());

    [Fact]
    public void the_fields_of_every_letter_are_told_to_those_who_write_templates() => Told(Letters, LetterFields());

    private static void Told(string from, string fields)
    {
        var told = System.IO.File.ReadAllText(File);
        var start = told.IndexOf(from, StringComparison.Ordinal) + from.Length;
        var end = told.IndexOf(To, start, StringComparison.Ordinal);
        Assert.True(start >= from.Length && end >= start, "docs/templates.md has no place for the fields.");
        if (Environment.GetEnvironmentVariable("USEIT_FREEZE") == "1")
            System.IO.File.WriteAllText(File, told[..start] + fields + told[end..]);
        told = System.IO.File.ReadAllText(File);
        Assert.Equal(fields, told[start..told.IndexOf(To, start, StringComparison.Ordinal)]);
    }

    [Fact]
    public void every_kind_has_a_template_that_says_which_variable_it_reads()
    {
        foreach (var kind in Kinds())
        {
            var template = Path.Combine(TemplateShelf.DefaultFolder(), "reports", kind.Name, "report.html.sbn");
            Assert.Contains($"{kind.Variable}.title", System.IO.File.ReadAllText(template), StringComparison.Ordinal);
        }
    }

    // Their names are constants, so nothing has to be there to ask for them.
    private static IEnumerable<ReportKind> Kinds() =>
        typeof(ReportKind)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(ReportKind)) && !t.IsAbstract)
            .Select(t => (ReportKind)RuntimeHelpers.GetUninitializedObject(t))
            .OrderBy(k => k.Name, StringComparer.Ordinal);

    private string Fields()
    {
        parts.Clear();
        var text = new StringBuilder();
        foreach (var kind in Kinds())
            Section(text, $"`{kind.Name}`: {kind.Title}", $"{kind.Variable}.", kind.Model);
        return WithParts(text);
    }

    private string LetterFields()
    {
        parts.Clear();
        var text = new StringBuilder();
        var letters = MailLetters
            .All.Concat(AwardLetters.All)
            .Concat(ErasureLetters.All)
            .Concat(ResearcherLetters.All)
            .Concat(AccountLetters.All)
            .Concat(PrivacyNotices.Languages.Select(l => l.Kind));
        foreach (var letter in letters.OrderBy(l => l.Main, StringComparer.Ordinal))
            Section(text, $"`{letter.Main}`: {letter.Title}", "", letter.Model);
        return WithParts(text);
    }

    private string WithParts(StringBuilder text)
    {
        for (var told = new HashSet<string>(); parts.Keys.FirstOrDefault(p => !told.Contains(p)) is { } next; told.Add(next))
            Section(text, next, "", parts[next]);
        return text.ToString();
    }

    private void Section(StringBuilder text, string heading, string before, Type type)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {heading}\n\n| field | |\n|---|---|\n");
        foreach (var property in Properties(type))
            text.Append(CultureInfo.InvariantCulture, $"| `{before}{StandardMemberRenamer.Rename(property)}` | {Words(property)} |\n");
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0);

    private string Words(PropertyInfo property)
    {
        var nothing = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable ? ", or nothing" : "";
        return Words(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) + nothing;
    }

    private string Words(Type type)
    {
        if (Plain.TryGetValue(type, out var plain))
            return plain;
        if (type.IsEnum)
            return $"one of {string.Join(", ", Enum.GetNames(type))}";
        if (typeof(IEnumerable).IsAssignableFrom(type))
            return $"list of {Words(type.GetGenericArguments()[0])}";
        parts[type.Name] = type;
        return type.Name;
    }
}
