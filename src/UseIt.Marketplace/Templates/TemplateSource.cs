using Scriban;
using Scriban.Parsing;

namespace UseIt.Marketplace.Templates;

/// <summary>From the text of a template to a template that can be rendered.</summary>
public static class TemplateSource
{
    private const int LongestText = 1 << 18;

    /// <summary>Amounts written in a template are as exact as those of the model.</summary>
    public static readonly ParserOptions Options = new() { ParseFloatAsDecimal = true };

    /// <summary>Parses a template, which may then be rendered on many threads at once.</summary>
    /// <exception cref="TemplateException">The template is wrong; every mistake found is listed.</exception>
    public static Template Parse(string text, string path)
    {
        if (text.Length > LongestText)
            throw new TemplateException($"{path}(1,1) : error : The template is longer than {LongestText} characters.");
        var template = Template.Parse(text, path, Options);
        return template.HasErrors ? throw new TemplateException(string.Join('\n', template.Messages)) : template;
    }
}
