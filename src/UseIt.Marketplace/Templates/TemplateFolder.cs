using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace UseIt.Marketplace.Templates;

/// <summary>
/// The templates under one folder. A name is a path from its root with forward slashes; nothing outside can be named, not by <c>..</c>, an
/// absolute path nor a link.
/// </summary>
public sealed class TemplateFolder(string root) : ITemplateLoader
{
    private readonly string root = Resolved(new DirectoryInfo(Path.GetFullPath(root)));

    public string? GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) =>
        FileOf(templateName) is null
            ? throw new ScriptRuntimeException(callerSpan, $"Include template path is null for `{templateName}`")
            : templateName;

    public string? Load(TemplateContext context, SourceSpan callerSpan, string templatePath)
    {
        try
        {
            return FileOf(templatePath) is { } file ? File.ReadAllText(file) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScriptRuntimeException(callerSpan, $"The template `{templatePath}` cannot be read.");
        }
    }

    public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
        new(Load(context, callerSpan, templatePath));

    private string? FileOf(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(name))
            return null;
        var file = new FileInfo(Path.GetFullPath(Path.Combine(root, name)));
        return IsInside(file.FullName) && file.Exists && IsInside(Resolved(file)) ? file.FullName : null;
    }

    private bool IsInside(string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link on the way followed.</summary>
    private static string Resolved(FileSystemInfo entry)
    {
        var target = entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
        var parent = Path.GetDirectoryName(target.FullName);
        return parent is null ? target.FullName : Path.Combine(Resolved(new DirectoryInfo(parent)), target.Name);
    }
}
