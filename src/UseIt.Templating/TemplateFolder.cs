using System.Collections.Concurrent;

namespace UseIt.Templating;

/// <summary>
/// The templates under one folder. A name is a path from its root with forward slashes; nothing outside can be named,
/// not by <c>..</c>, an absolute path nor a link. Parsed templates are kept until their file changes.
/// </summary>
public sealed class TemplateFolder : ITemplateLoader
{
    private readonly string root;
    private readonly ConcurrentDictionary<string, (DateTime Written, Template Template)> parsed = new(StringComparer.Ordinal);

    /// <summary>Creates the loader for the folder at <paramref name="root"/>.</summary>
    public TemplateFolder(string root) => this.root = Resolved(new DirectoryInfo(Path.GetFullPath(root)));

    /// <inheritdoc/>
    /// <exception cref="TemplateException">The template does not parse.</exception>
    public Template? Load(string name)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(name))
            return null;
        var file = new FileInfo(Path.GetFullPath(Path.Combine(root, name)));
        if (!IsInside(file.FullName) || !file.Exists || !IsInside(Resolved(file)))
            return null;
        var written = file.LastWriteTimeUtc;
        if (parsed.TryGetValue(file.FullName, out var known) && known.Written == written)
            return known.Template;
        var template = Template.Parse(File.ReadAllText(file.FullName), name);
        parsed[file.FullName] = (written, template);
        return template;
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
