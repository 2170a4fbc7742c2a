using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace UseIt.Marketplace.Templates;

/// <summary>Texts of templates by their paths, as they stood at one moment; they include each other.</summary>
/// <param name="Texts">By path.</param>
/// <param name="IsOwn">Whether one of them was written here, in place of what the program brings.</param>
public sealed record TemplateSet(IReadOnlyDictionary<string, string> Texts, bool IsOwn = false) : ITemplateLoader
{
    /// <summary>The same with another text in one place.</summary>
    public TemplateSet With(string path, string text) =>
        new(new SortedDictionary<string, string>(Texts.ToDictionary(), StringComparer.Ordinal) { [path] = text }, IsOwn: true);

    /// <summary>One of them, ready to be rendered.</summary>
    /// <exception cref="TemplateException">It is wrong, or not there.</exception>
    public Template Parse(string path) =>
        Texts.TryGetValue(path, out var text)
            ? TemplateSource.Parse(text, path)
            : throw new TemplateException($"{path}(1,1) : error : There is no such template.");

    public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => templateName;

    public string? Load(TemplateContext context, SourceSpan callerSpan, string templatePath) => Texts.GetValueOrDefault(templatePath);

    public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
        new(Load(context, callerSpan, templatePath));
}
