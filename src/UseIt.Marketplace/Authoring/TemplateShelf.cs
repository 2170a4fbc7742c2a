using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Authoring;

/// <summary>One change of a template: by whom and when.</summary>
public sealed record TemplateChange(int Version, string? Sha256, Guid By, DateTimeOffset At);

/// <summary>One file of <c>templates/</c> as it stands.</summary>
/// <param name="Id">The stream of what was published in its place.</param>
/// <param name="Path">From <c>templates/</c>, with forward slashes.</param>
/// <param name="Changes">What was published here, oldest first; a change without a digest went back to the program's own file.</param>
/// <param name="IsBehind">The program brings another file than the one that what is used here was written from.</param>
public sealed record TemplateFile(Guid Id, string Path, IReadOnlyList<TemplateChange> Changes, bool IsBehind)
{
    public int Version => Changes.Count == 0 ? 0 : Changes[^1].Version;

    /// <summary>The text that is used; null for the program's own.</summary>
    public string? Sha256 => Changes.Count == 0 ? null : Changes[^1].Sha256;

    public string Folder => Path[..Path.LastIndexOf('/')];
}

/// <summary>
/// The templates in use: the files the program brings, and in their place what people here have published. The files may be changed without
/// a build; what is written in their place is kept, with every version.
/// </summary>
public sealed class TemplateShelf(IDocumentStore store, NpgsqlDataSource database, string folder)
{
    private readonly ConcurrentDictionary<string, string> texts = new(StringComparer.Ordinal);

    /// <summary>The folder of templates: beside the sources where there are any, beside the program where it was published.</summary>
    public static string DefaultFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "UseIt.Marketplace.sln")))
                return Path.Combine(at.FullName, "templates");
        return Path.Combine(AppContext.BaseDirectory, "templates");
    }

    public static Guid IdOf(string path) => UuidV5.Of(UuidV5.Url, $"template/{path}");

    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>All files there are, by path.</summary>
    public IReadOnlyList<string> Paths() =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .GetFiles(folder, "*.sbn", SearchOption.AllDirectories)
                    .Select(f => Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/'))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    public string? PathOf(Guid template) => Paths().FirstOrDefault(p => IdOf(p) == template);

    /// <summary>What the program brings for a path.</summary>
    public string Shipped(string path) => File.ReadAllText(Path.Combine(folder, path));

    /// <summary>What the program brings in these folders.</summary>
    public TemplateSet ShippedIn(IEnumerable<string> folders) => new(Read(folders));

    /// <summary>What is used in these folders at this moment.</summary>
    public async Task<TemplateSet> CurrentAsync(IEnumerable<string> folders, CancellationToken cancel = default)
    {
        var set = Read(folders);
        var own = false;
        string[] paths = [.. set.Keys];
        foreach (var (path, state) in paths.Zip(await store.FetchAsync<AuthoredTemplate>(paths.Select(IdOf), cancel)))
            if (state.State.Sha256 is { } sha256)
                (set[path], own) = (await TextAsync(sha256, cancel), true);
        return new TemplateSet(set, own);
    }

    /// <summary>What is used for one path at this moment, and which version it is.</summary>
    public async Task<(string Text, int Version)> CurrentAsync(string path, CancellationToken cancel)
    {
        var used = (await store.FetchAsync<AuthoredTemplate>(IdOf(path), cancel)).State;
        return (used.Sha256 is { } sha256 ? await TextAsync(sha256, cancel) : Shipped(path), used.Version);
    }

    /// <summary>A text that was published here.</summary>
    public async Task<string> TextAsync(string sha256, CancellationToken cancel)
    {
        if (texts.TryGetValue(sha256, out var known))
            return known;
        await using var command = database.CreateCommand("select text from authoring.template_text where sha256 = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sha256 });
        var text =
            await command.ExecuteScalarAsync(cancel) as string
            ?? throw new InvalidOperationException($"The text of template {sha256} is not kept here.");
        return texts.GetOrAdd(sha256, text);
    }

    /// <summary>These files with all that was published in their place.</summary>
    public async Task<IReadOnlyList<TemplateFile>> FilesAsync(IReadOnlyCollection<string> paths, CancellationToken cancel)
    {
        var facts = (await store.ReadStreamsAsync(paths.Select(IdOf), long.MaxValue, cancel)).ToLookup(e => e.StreamId);
        return [.. paths.Select(path => FileOf(path, facts[IdOf(path)]))];
    }

    private TemplateFile FileOf(string path, IEnumerable<IEvent> facts)
    {
        List<TemplateChange> changes = [];
        var from = "";
        foreach (var e in facts)
            if (e.Data is TemplatePublished published)
            {
                changes.Add(new TemplateChange(published.Version, published.Sha256, published.By, e.Timestamp));
                from = published.ShippedSha256;
            }
            else if (e.Data is ShippedTemplateRestored restored)
                changes.Add(new TemplateChange(restored.Version, null, restored.By, e.Timestamp));
        return new TemplateFile(IdOf(path), path, changes, changes is [.., { Sha256: not null }] && from != Digest(Shipped(path)));
    }

    private SortedDictionary<string, string> Read(IEnumerable<string> folders)
    {
        var set = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var place in folders)
        foreach (var file in Directory.Exists(Path.Combine(folder, place)) ? Directory.GetFiles(Path.Combine(folder, place), "*.sbn") : [])
            set[$"{place}/{Path.GetFileName(file)}"] = File.ReadAllText(file);
        return set;
    }
}
