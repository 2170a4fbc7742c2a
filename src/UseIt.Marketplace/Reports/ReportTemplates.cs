using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Scriban;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Reports;

/// <summary>A template as it stood at one moment.</summary>
public sealed record TemplateText(string Path, string Sha256, string Text);

/// <summary>
/// The templates of reports. People may change the files without a build; the text a report was run with is kept by its digest, and that
/// text writes it ever after.
/// </summary>
public sealed class ReportTemplates(NpgsqlDataSource database, string folder)
{
    private readonly ConcurrentDictionary<string, Template> parsed = new(StringComparer.Ordinal);

    /// <summary>The folder of templates: beside the sources where there are any, beside the program where it was published.</summary>
    public static string DefaultFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "UseIt.Marketplace.sln")))
                return Path.Combine(at.FullName, "templates");
        return Path.Combine(AppContext.BaseDirectory, "templates");
    }

    /// <summary>Reads the current template of a kind of report, checks that it parses, and keeps its text.</summary>
    /// <exception cref="TemplateException">The file does not parse; the message names file, line and column.</exception>
    public async Task<TemplateText> KeepAsync(string kind, CancellationToken cancel)
    {
        var path = $"reports/{kind}.html.sbn";
        var text = await File.ReadAllTextAsync(Path.Combine(folder, path), cancel);
        var current = new TemplateText(path, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), text);
        parsed.GetOrAdd(current.Sha256, _ => TemplateSource.Parse(text, path));
        await using var command = database.CreateCommand(
            "insert into reports.template (sha256, path, text) values ($1, $2, $3) on conflict do nothing"
        );
        foreach (var value in new[] { current.Sha256, path, text })
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        await command.ExecuteNonQueryAsync(cancel);
        return current;
    }

    /// <summary>The template of a digest.</summary>
    public async Task<Template> FindAsync(string sha256, CancellationToken cancel)
    {
        if (parsed.TryGetValue(sha256, out var known))
            return known;
        await using var command = database.CreateCommand("select path, text from reports.template where sha256 = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sha256 });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new InvalidOperationException($"The text of template {sha256} is not kept here.");
        return parsed.GetOrAdd(sha256, TemplateSource.Parse(reader.GetString(1), reader.GetString(0)));
    }
}
