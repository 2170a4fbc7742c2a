using UseIt.Templating.Syntax;

namespace UseIt.Templating.Parsing;

/// <summary>
/// Builds the tree of a template. Mistakes are collected, not thrown, so that an author sees as many as can be told
/// apart; the first that leaves the parser lost ends the parse.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>Nesting beyond this is no template anyone wrote by hand.</summary>
    private const int MaximumDepth = 200;

    private readonly Source source;
    private readonly List<Token> tokens;
    private readonly List<TemplateError> errors = [];
    private int at;
    private int depth;

    private Parser(Source source, List<Token> tokens)
    {
        this.source = source;
        this.tokens = tokens;
    }

    private sealed class Lost : Exception;

    public static Statement Parse(Source source)
    {
        var lexer = new Lexer(source);
        var parser = new Parser(source, lexer.Tokenize());
        Statement? page = null;
        try
        {
            page = parser.ParsePage();
        }
        catch (Lost) { }
        // What the lexer met beyond the point where the parser gave up is no news to the author.
        var (line, column) = source.PositionOf(page is null ? parser.Current.End : source.Text.Length);
        parser.errors.AddRange(
            lexer.Errors.Where(e => parser.errors.Count == 0 || e.Line < line || (e.Line == line && e.Column <= column))
        );
        return parser.errors.Count == 0 ? page! : throw new TemplateException(parser.errors);
    }

    private Token Current => tokens[at];

    private Token Previous => tokens[at - 1];

    private Span SpanOf(Token token) => new(source, token.Start, token.End);

    private Span SpanFrom(int start) => new(source, start, Math.Max(start, at == 0 ? start : Previous.End));

    /// <summary>The token as error messages quote it.</summary>
    private string Quoted(Token token) =>
        token.Kind switch
        {
            TokenKind.End => "<eof>",
            _ => source
                .Text[token.Start..token.End]
                .Replace("\r", "\\r", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal),
        };

    private void Report(int offset, string message) => errors.Add(source.Error(offset, message));

    private Lost Abandon(int offset, string message)
    {
        Report(offset, message);
        return new Lost();
    }

    private bool Is(TokenKind kind) => Current.Kind == kind;

    private bool IsWord(string word) => Current.Kind == TokenKind.Identifier && Current.Text == word;

    private bool Accept(TokenKind kind)
    {
        if (Current.Kind != kind)
            return false;
        at++;
        return true;
    }

    private bool AcceptWord(string word)
    {
        if (!IsWord(word))
            return false;
        at++;
        return true;
    }

    private void SkipNewLines()
    {
        while (Is(TokenKind.NewLine))
            at++;
    }

    private T Deeper<T>(Func<T> parse)
    {
        if (++depth > MaximumDepth)
            throw Abandon(Current.Start, $"The nesting exceeds the limit of {MaximumDepth} levels.");
        var result = parse();
        depth--;
        return result;
    }
}
