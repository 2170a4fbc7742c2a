using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;
using UseIt.Templating.Syntax;

namespace UseIt.Templating;

/// <summary>A parsed template in the Scriban language. It never changes and may be rendered on many threads at once.</summary>
public sealed class Template
{
    private Template(string path, Statement body)
    {
        Path = path;
        Body = body;
    }

    /// <summary>The path that errors name.</summary>
    public string Path { get; }

    internal Statement Body { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="path">The file or other name that errors give.</param>
    /// <exception cref="TemplateException">The template is wrong; every mistake found is listed.</exception>
    public static Template Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Template(path, Parser.Parse(new Source(text, path)));
    }

    /// <summary>Renders the template.</summary>
    /// <param name="model">
    /// Its public readable properties, or the entries of a dictionary, are the variables of the template in snake_case
    /// (dictionary keys as they are; a <see cref="System.Text.Json.JsonElement"/> works like a dictionary). Lists, dictionaries and objects
    /// inside it can be read in the same way; nothing of
    /// it can be called or changed.
    /// </param>
    /// <param name="options">What the host adds and allows.</param>
    /// <exception cref="TemplateException">The template failed or passed a limit.</exception>
    public string Render(object? model = null, RenderOptions? options = null) =>
        new Rendering(options ?? new RenderOptions(), model).Run(this);
}
