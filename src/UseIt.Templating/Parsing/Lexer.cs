namespace UseIt.Templating.Parsing;

/// <summary>Cuts a template into text blocks and the tokens of its code blocks.</summary>
internal sealed partial class Lexer
{
    private static readonly ILookup<char, (string Symbol, TokenKind Kind)> Symbols = new (string Symbol, TokenKind Kind)[]
    {
        ("..<", TokenKind.RangeExclusive),
        ("...", TokenKind.Ellipsis),
        ("//=", TokenKind.IntegerDivideAssign),
        ("..", TokenKind.Range),
        ("?.", TokenKind.OptionalDot),
        ("??", TokenKind.Coalesce),
        ("?!", TokenKind.CoalesceNotNull),
        ("||", TokenKind.Or),
        ("|>", TokenKind.Pipe),
        ("&&", TokenKind.And),
        ("==", TokenKind.Equal),
        ("!=", TokenKind.NotEqual),
        ("<=", TokenKind.LessOrEqual),
        (">=", TokenKind.GreaterOrEqual),
        ("<<", TokenKind.ShiftLeft),
        (">>", TokenKind.ShiftRight),
        ("//", TokenKind.IntegerDivide),
        ("++", TokenKind.Increment),
        ("--", TokenKind.Decrement),
        ("+=", TokenKind.AddAssign),
        ("-=", TokenKind.SubtractAssign),
        ("*=", TokenKind.MultiplyAssign),
        ("/=", TokenKind.DivideAssign),
        ("%=", TokenKind.ModuloAssign),
        (";", TokenKind.Semicolon),
        (":", TokenKind.Colon),
        (",", TokenKind.Comma),
        (".", TokenKind.Dot),
        ("(", TokenKind.ParenthesisOpen),
        (")", TokenKind.ParenthesisClose),
        ("[", TokenKind.BracketOpen),
        ("]", TokenKind.BracketClose),
        ("{", TokenKind.BraceOpen),
        ("}", TokenKind.BraceClose),
        ("+", TokenKind.Plus),
        ("-", TokenKind.Minus),
        ("*", TokenKind.Times),
        ("/", TokenKind.Divide),
        ("%", TokenKind.Modulo),
        ("<", TokenKind.Less),
        (">", TokenKind.Greater),
        ("=", TokenKind.Assign),
        ("!", TokenKind.Not),
        ("?", TokenKind.Question),
        ("|", TokenKind.Pipe),
        ("@", TokenKind.At),
        ("^", TokenKind.Caret),
        ("&", TokenKind.Other),
        ("~", TokenKind.Other),
        ("\\", TokenKind.Other),
    }.ToLookup(s => s.Symbol[0]);

    private readonly Source source;
    private readonly string text;
    private readonly List<Token> tokens = [];
    private readonly Stack<OpenBrace> braces = new();
    private int position;

    // What the closing of the last code block takes away from the text that follows it.
    private Strip pendingStrip;

    private enum Strip
    {
        None,
        Line,
        Greedy,
    }

    /// <summary>An open brace: of an object, or (with its quote) of an expression inside an interpolated string.</summary>
    private readonly record struct OpenBrace(char Quote);

    public Lexer(Source source)
    {
        this.source = source;
        text = source.Text;
    }

    public List<TemplateError> Errors { get; } = [];

    public List<Token> Tokenize()
    {
        while (position < text.Length && Errors.Count == 0)
            ReadTextBlock();
        tokens.Add(new Token(TokenKind.End, Math.Max(0, text.Length - 1), text.Length));
        return tokens;
    }

    private char Current => Peek(0);

    private char Peek(int ahead) => position + ahead < text.Length ? text[position + ahead] : '\0';

    private bool At(string symbol) => string.CompareOrdinal(text, position, symbol, 0, symbol.Length) == 0;

    // Text and escape blocks

    private void ReadTextBlock()
    {
        var start = position;
        var percents = 0;
        while (position < text.Length && (Current != '{' || (!At("{{") && (percents = EscapeLevel()) == 0)))
            position++;
        var end = position;
        if (percents > 0)
        {
            position += percents + 2;
            AddText(start, end, TakeLeftStrip());
            ReadEscapeBlock(percents);
        }
        else if (position < text.Length)
        {
            position += 2;
            var strip = TakeLeftStrip();
            var remaining = AddText(start, end, strip);
            var indent = strip == Strip.None ? IndentOf(remaining, end) : null;
            tokens.Add(new Token(TokenKind.CodeEnter, end, position, indent));
            ReadCodeBlock();
        }
        else
        {
            AddText(start, end, Strip.None);
        }
    }

    private int EscapeLevel()
    {
        if (Current != '{' || Peek(1) != '%')
            return 0;
        var percents = 1;
        while (Peek(percents + 1) == '%')
            percents++;
        return Peek(percents + 1) == '{' ? percents : 0;
    }

    private void ReadEscapeBlock(int percents)
    {
        var closing = "}" + new string('%', percents) + "}";
        var start = position;
        var end = text.IndexOf(closing, start, StringComparison.Ordinal);
        position = end < 0 ? text.Length : end + closing.Length;
        var next = Strip.None;
        if (end < 0)
            end = text.Length;
        else if (end > start && text[end - 1] is '-' or '~')
            next = text[--end] == '-' ? Strip.Greedy : Strip.Line;
        AddText(start, end, Strip.None, TokenKind.Escaped);
        pendingStrip = next;
    }

    private Strip TakeLeftStrip()
    {
        if (Current is not ('-' or '~'))
            return Strip.None;
        return text[position++] == '-' ? Strip.Greedy : Strip.Line;
    }

    private ReadOnlySpan<char> AddText(int start, int end, Strip right, TokenKind kind = TokenKind.Text)
    {
        var from = pendingStrip switch
        {
            Strip.Greedy => SkipWhile(start, end, char.IsWhiteSpace),
            Strip.Line => SkipLine(start, end),
            _ => start,
        };
        pendingStrip = Strip.None;
        var to = end;
        while (to > from && (right == Strip.Greedy ? char.IsWhiteSpace(text[to - 1]) : right == Strip.Line && IsBlank(text[to - 1])))
            to--;
        if (to > from)
            tokens.Add(new Token(kind, from, to, text[from..to]));
        return text.AsSpan(from, to - from);
    }

    private int SkipLine(int start, int end)
    {
        var at = SkipWhile(start, end, IsBlank);
        return at < end && text[at] == '\n' ? at + 1 : at;
    }

    private int SkipWhile(int at, int end, Func<char, bool> condition)
    {
        while (at < end && condition(text[at]))
            at++;
        return at;
    }

    private static bool IsBlank(char c) => c != '\n' && char.IsWhiteSpace(c);

    /// <summary>The blanks between the start of the line and a code block, if nothing else is there.</summary>
    private string? IndentOf(ReadOnlySpan<char> remaining, int end)
    {
        var tail = remaining[(remaining.LastIndexOf('\n') + 1)..];
        var lineStart = end - tail.Length;
        return tail.Length > 0 && tail.IsWhiteSpace() && (lineStart == 0 || text[lineStart - 1] == '\n') ? tail.ToString() : null;
    }

    // Code blocks

    private void ReadCodeBlock()
    {
        while (position < text.Length && Errors.Count == 0)
        {
            if (AtExit(out var length))
            {
                if (length == 3)
                    pendingStrip = Current == '-' ? Strip.Greedy : Strip.Line;
                Add(TokenKind.CodeExit, length);
                return;
            }
            ReadToken();
        }
    }

    private bool AtExit(out int length)
    {
        length = Current is '-' or '~' && Peek(1) == '}' && Peek(2) == '}' ? 3 : 2;
        return braces.Count == 0 && (length == 3 || (Current == '}' && Peek(1) == '}'));
    }

    private void ReadToken()
    {
        var c = Current;
        if (c == '\n' || (c == '\r' && Peek(1) == '\n'))
            ReadNewLine();
        else if (char.IsWhiteSpace(c))
            position++;
        else if (c == '#')
            SkipComment();
        else if (char.IsAsciiDigit(c))
            ReadNumber();
        else if (c == '$' && Peek(1) is '"' or '\'')
            ReadInterpolated(TokenKind.InterpolationStart, 2, Peek(1));
        else if (char.IsLetter(c) || c is '_' or '$')
            ReadIdentifier();
        else if (c is '"' or '\'')
            ReadString(c);
        else if (c == '`')
            ReadVerbatim();
        else
            ReadSymbol();
    }

    private void ReadNewLine()
    {
        var start = position;
        position = SkipWhile(position, text.Length, char.IsWhiteSpace);
        // An expression inside a string ends with its line: the parser says so.
        if (braces.TryPeek(out var brace) && brace.Quote != '\0')
        {
            braces.Pop();
            braces.Push(default);
        }
        if (tokens[^1].Kind != TokenKind.NewLine)
            tokens.Add(new Token(TokenKind.NewLine, start, position));
    }

    private void SkipComment()
    {
        var multiline = Peek(1) == '#';
        position += multiline ? 2 : 1;
        while (position < text.Length && !AtExit(out _))
        {
            if (multiline && At("##"))
            {
                position += 2;
                return;
            }
            if (!multiline && (Current == '\n' || At("\r\n")))
                return;
            position++;
        }
    }

    private void ReadIdentifier()
    {
        var start = position++;
        if (text[start] == '$' && Current == '$')
            position++;
        else
            position = SkipWhile(position, text.Length, c => char.IsLetterOrDigit(c) || c == '_');
        // `empty?` is the one member whose name ends in a question mark.
        if (Current == '?' && tokens[^1].Kind is TokenKind.Dot or TokenKind.OptionalDot && text.AsSpan(start, position - start) is "empty")
            position++;
        tokens.Add(new Token(TokenKind.Identifier, start, position, text[start..position]));
    }

    private void ReadSymbol()
    {
        foreach (var (symbol, kind) in Symbols[Current])
        {
            if (!At(symbol))
                continue;
            if (kind == TokenKind.BraceOpen)
                braces.Push(default);
            var opened = default(OpenBrace);
            if (kind == TokenKind.BraceClose && !braces.TryPop(out opened))
                Errors.Add(source.Error(position, "Unexpected } while no matching {"));
            if (opened.Quote != '\0')
                ReadInterpolated(TokenKind.InterpolationMiddle, 1, opened.Quote);
            else
                Add(kind, symbol.Length);
            return;
        }
        Fail(position, $"Unexpected character `{Current}`");
    }

    private void Add(TokenKind kind, int length, object? value = null)
    {
        tokens.Add(new Token(kind, position, position + length, value));
        position += length;
    }

    /// <summary>Ends the tokens here. With <paramref name="told"/> the message says all there is to say of the token.</summary>
    private void Fail(int at, string message, int end = 0, bool told = false)
    {
        Errors.Add(source.Error(at, message));
        tokens.Add(
            new Token(TokenKind.Error, Math.Min(at, text.Length - 1), Math.Min(Math.Max(at + 1, end), text.Length), told ? message : null)
        );
    }
}
