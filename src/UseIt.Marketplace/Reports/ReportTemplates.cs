using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using Scriban;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Reports;

/// <summary>A template as it stood at one moment, with what it may include, by path.</summary>
/// <param name="Path">The file that is written.</param>
/// <param name="Sha256">The digest of all of it.</param>
/// <param name="Text">The file's own text.</param>
/// <param name="Parts">What it may include.</param>
/// <param name="IsOwn">Whether any of it was written here.</param>
public sealed record TemplateText(string Path, string Sha256, string Text, IReadOnlyDictionary<string, string> Parts, bool IsOwn = false);

/// <summary>A template that can be rendered, and all texts it is made of.</summary>
public sealed record KeptTemplate(Template Template, TemplateSet Set);

/// <summary>
/// The templates of reports: <c>reports/KIND/report.html.sbn</c>, which may include what lies in <c>reports/parts</c> and in the kind's own
/// folder. People may change them on pages, or the files without a build; the text a report was run with is kept by its digest, and that
/// text writes it ever after.
/// </summary>
public sealed partial class ReportTemplates(NpgsqlDataSource database, TemplateShelf shelf)
{
    private readonly ConcurrentDictionary<string, KeptTemplate> parsed = new(StringComparer.Ordinal);

    public static string PathOf(string kind) => $"reports/{kind}/report.html.sbn";

    public static IReadOnlyList<string> FoldersOf(string kind) => [$"reports/{kind}", "reports/parts"];

    /// <summary>What is used for a kind of report at this moment.</summary>
    public async Task<TemplateText> CurrentAsync(string kind, CancellationToken cancel) =>
        TextOf(kind, await shelf.CurrentAsync(FoldersOf(kind), cancel));

    /// <summary>The headings of what is used for a kind of report, as far as they are the same in every report.</summary>
    public async Task<IReadOnlyList<string>> PartsAsync(string kind, CancellationToken cancel) =>
        [.. Heading().Matches((await CurrentAsync(kind, cancel)).Text).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value))];

    [GeneratedRegex("<h2>([^<{]+)</h2>")]
    private static partial Regex Heading();

    /// <summary>What the program brings for it.</summary>
    public TemplateText Shipped(string kind) => TextOf(kind, shelf.ShippedIn(FoldersOf(kind)));

    internal static TemplateText TextOf(string kind, TemplateSet set)
    {
        var path = PathOf(kind);
        var parts = new SortedDictionary<string, string>(set.Texts.ToDictionary(), StringComparer.Ordinal);
        if (!parts.Remove(path, out var text))
            throw new TemplateException($"{path}(1,1) : error : There is no such template.");
        return new TemplateText(path, Digest(path, text, parts), text, parts, set.IsOwn);
    }

    /// <summary>Checks that a template parses, and keeps its text.</summary>
    /// <exception cref="TemplateException">A file does not parse; the message names file, line and column.</exception>
    public async Task<TemplateText> KeepAsync(TemplateText current, CancellationToken cancel)
    {
        if (parsed.ContainsKey(current.Sha256))
            return current;
        foreach (var (path, text) in current.Parts)
            TemplateSource.Parse(text, path);
        var template = Parsed(current);
        await using var command = database.CreateCommand(
            "insert into reports.template (sha256, path, text, parts) values ($1, $2, $3, $4) on conflict do nothing"
        );
        foreach (var value in new[] { current.Sha256, current.Path, current.Text })
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        command.Parameters.Add(
            new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(current.Parts), NpgsqlDbType = NpgsqlDbType.Jsonb }
        );
        await command.ExecuteNonQueryAsync(cancel);
        // Known as kept only once it is.
        parsed.TryAdd(current.Sha256, template);
        return current;
    }

    /// <summary>The template of a digest.</summary>
    public async Task<KeptTemplate> FindAsync(string sha256, CancellationToken cancel)
    {
        if (parsed.TryGetValue(sha256, out var known))
            return known;
        await using var command = database.CreateCommand("select path, text, parts::text from reports.template where sha256 = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sha256 });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new InvalidOperationException($"The text of template {sha256} is not kept here.");
        var parts = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(2))!;
        return parsed.GetOrAdd(sha256, Parsed(new TemplateText(reader.GetString(0), sha256, reader.GetString(1), parts)));
    }

    // A template without parts has the digest of its own text, as it had before there were any.
    private static string Digest(string path, string text, SortedDictionary<string, string> parts) =>
        parts.Count == 0
            ? TemplateShelf.Digest(text)
            : CanonicalJson.Sha256(JsonSerializer.SerializeToElement(new SortedDictionary<string, string>(parts) { [path] = text }));

    internal static KeptTemplate Parsed(TemplateText text)
    {
        var set = new TemplateSet(new Dictionary<string, string>(text.Parts, StringComparer.Ordinal) { [text.Path] = text.Text });
        return new KeptTemplate(set.Parse(text.Path), set);
    }
}
