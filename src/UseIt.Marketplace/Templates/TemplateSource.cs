using Scriban;
using Scriban.Parsing;

namespace UseIt.Marketplace.Templates;

/// <summary>From the text of a template to a template that can be rendered.</summary>
public static class TemplateSource
{
    private const int LongestText = 1 << 18;
    private const int MostZeros = 100;

    // Amounts written in a template are as exact as those of the model.
    private static readonly ParserOptions Options = new() { ParseFloatAsDecimal = true };

    /// <summary>Parses a template, which may then be rendered on many threads at once.</summary>
    /// <exception cref="TemplateException">The template is wrong; every mistake found is listed.</exception>
    public static Template Parse(string text, string path)
    {
        if (text.Length > LongestText)
            throw new TemplateException($"{path}(1,1) : error : The template is longer than {LongestText} characters.");
        foreach (var token in new Lexer(text, path))
            if (token.Type == TokenType.Integer && IsEndless(text.AsSpan(token.Start.Offset, token.End.Offset - token.Start.Offset + 1)))
                throw new TemplateException($"{path}({token.Start.ToStringSimple()}) : error : The number is too large.");
        var template = Template.Parse(text, path, Options);
        return template.HasErrors ? throw new TemplateException(string.Join('\n', template.Messages)) : template;
    }

    // Scriban works out every digit of 1e999999999 while it parses, and nothing can stop it.
    private static bool IsEndless(ReadOnlySpan<char> number)
    {
        var exponent = number.IndexOfAny('e', 'E');
        return exponent >= 0 && !(int.TryParse(number[(exponent + 1)..], out var zeros) && zeros <= MostZeros);
    }
}
