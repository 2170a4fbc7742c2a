using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Reports;

/// <summary>A template as it stood at one moment, with what it may include, by path.</summary>
public sealed record TemplateText(string Path, string Sha256, string Text, IReadOnlyDictionary<string, string> Parts);

/// <summary>A template that can be rendered, and its includes as they were kept.</summary>
public sealed record KeptTemplate(Template Template, ITemplateLoader Parts);

/// <summary>
/// The templates of reports: <c>reports/KIND/report.html.sbn</c>, which may include what lies in <c>reports/parts</c> and in the kind's own
/// folder. People may change the files without a build; the text a report was run with is kept by its digest, and that text writes it ever
/// after.
/// </summary>
public sealed class ReportTemplates(NpgsqlDataSource database, string folder)
{
    private readonly ConcurrentDictionary<string, KeptTemplate> parsed = new(StringComparer.Ordinal);

    /// <summary>The folder of templates: beside the sources where there are any, beside the program where it was published.</summary>
    public static string DefaultFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "UseIt.Marketplace.sln")))
                return Path.Combine(at.FullName, "templates");
        return Path.Combine(AppContext.BaseDirectory, "templates");
    }

    /// <summary>Reads the current template of a kind of report, checks that it parses, and keeps its text.</summary>
    /// <exception cref="TemplateException">A file does not parse; the message names file, line and column.</exception>
    public async Task<TemplateText> KeepAsync(string kind, CancellationToken cancel)
    {
        var current = await ReadAsync(kind, cancel);
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

    private async Task<TemplateText> ReadAsync(string kind, CancellationToken cancel)
    {
        var path = $"reports/{kind}/report.html.sbn";
        var text = await File.ReadAllTextAsync(Path.Combine(folder, path), cancel);
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var place in new[] { "reports/parts", $"reports/{kind}" })
        foreach (var file in Directory.Exists(Path.Combine(folder, place)) ? Directory.GetFiles(Path.Combine(folder, place), "*.sbn") : [])
            if ($"{place}/{Path.GetFileName(file)}" is var name && name != path)
                parts[name] = await File.ReadAllTextAsync(file, cancel);
        return new TemplateText(path, Digest(path, text, parts), text, parts);
    }

    // A template without parts has the digest of its own text, as it had before there were any.
    private static string Digest(string path, string text, SortedDictionary<string, string> parts) =>
        parts.Count == 0
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            : CanonicalJson.Sha256(JsonSerializer.SerializeToElement(new SortedDictionary<string, string>(parts) { [path] = text }));

    private static KeptTemplate Parsed(TemplateText text) => new(TemplateSource.Parse(text.Text, text.Path), new KeptParts(text.Parts));

    private sealed class KeptParts(IReadOnlyDictionary<string, string> parts) : ITemplateLoader
    {
        public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => templateName;

        public string? Load(TemplateContext context, SourceSpan callerSpan, string templatePath) => parts.GetValueOrDefault(templatePath);

        public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
            new(Load(context, callerSpan, templatePath));
    }
}
