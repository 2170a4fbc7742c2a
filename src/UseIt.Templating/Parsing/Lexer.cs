using System.Globalization;
using System.Numerics;
using System.Text;

namespace UseIt.Templating.Parsing;

/// <summary>Cuts a template into text blocks and the tokens of its code blocks.</summary>
internal sealed class Lexer
{
    private static readonly ILookup<char, (string Symbol, TokenKind Kind)> Symbols = new (string Symbol, TokenKind Kind)[]
    {
        ("..<", TokenKind.RangeExclusive), ("...", TokenKind.Ellipsis), ("//=", TokenKind.IntegerDivideAssign),
        ("..", TokenKind.Range), ("?.", TokenKind.OptionalDot), ("??", TokenKind.Coalesce), ("?!", TokenKind.CoalesceNotNull),
        ("||", TokenKind.Or), ("|>", TokenKind.Pipe), ("&&", TokenKind.And), ("==", TokenKind.Equal), ("!=", TokenKind.NotEqual),
        ("<=", TokenKind.LessOrEqual), (">=", TokenKind.GreaterOrEqual), ("<<", TokenKind.ShiftLeft), (">>", TokenKind.ShiftRight),
        ("//", TokenKind.IntegerDivide), ("++", TokenKind.Increment), ("--", TokenKind.Decrement),
        ("+=", TokenKind.AddAssign), ("-=", TokenKind.SubtractAssign), ("*=", TokenKind.MultiplyAssign),
        ("/=", TokenKind.DivideAssign), ("%=", TokenKind.ModuloAssign),
        (";", TokenKind.Semicolon), (":", TokenKind.Colon), (",", TokenKind.Comma), (".", TokenKind.Dot),
        ("(", TokenKind.ParenthesisOpen), (")", TokenKind.ParenthesisClose), ("[", TokenKind.BracketOpen), ("]", TokenKind.BracketClose),
        ("{", TokenKind.BraceOpen), ("}", TokenKind.BraceClose), ("+", TokenKind.Plus), ("-", TokenKind.Minus), ("*", TokenKind.Times),
        ("/", TokenKind.Divide), ("%", TokenKind.Modulo), ("<", TokenKind.Less), (">", TokenKind.Greater), ("=", TokenKind.Assign),
        ("!", TokenKind.Not), ("?", TokenKind.Question), ("|", TokenKind.Pipe), ("@", TokenKind.At), ("^", TokenKind.Caret),
        ("&", TokenKind.Other), ("~", TokenKind.Other), ("\\", TokenKind.Other),
    }.ToLookup(s => s.Symbol[0]);

    private readonly Source source;
    private readonly string text;
    private readonly List<Token> tokens = [];
    private readonly Stack<OpenBrace> braces = new();
    private int position;

    // What the closing of the last code block takes away from the text that follows it.
    private Strip pendingStrip;

    private enum Strip { None, Line, Greedy }

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
        AddText(start, end, Strip.None);
        pendingStrip = next;
    }

    private Strip TakeLeftStrip()
    {
        if (Current is not ('-' or '~'))
            return Strip.None;
        return text[position++] == '-' ? Strip.Greedy : Strip.Line;
    }

    private ReadOnlySpan<char> AddText(int start, int end, Strip right)
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
            tokens.Add(new Token(TokenKind.Text, from, to, text[from..to]));
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
        tokens.Add(new Token(TokenKind.Error, Math.Min(at, text.Length - 1), Math.Min(Math.Max(at + 1, end), text.Length), told ? message : null));
    }

    // Numbers

    private void ReadNumber()
    {
        var start = position;
        if (Current == '0' && Peek(1) is 'x' or 'X')
            ReadRadix(start, 'x', NumberStyles.AllowHexSpecifier, char.IsAsciiHexDigit);
        else if (Current == '0' && Peek(1) is 'b' or 'B')
            ReadRadix(start, 'b', NumberStyles.AllowBinarySpecifier, c => c is '0' or '1');
        else
            ReadDecimalNumber(start);
    }

    private void ReadRadix(int start, char radix, NumberStyles style, Func<char, bool> isDigit)
    {
        position = SkipWhile(start + 2, text.Length, c => isDigit(c) || c == '_');
        var digits = text[(start + 2)..position].Replace("_", "", StringComparison.Ordinal);
        if (digits.Length == 0)
        {
            var (name, range) = radix == 'x' ? ("hex", "[0-9a-fA-F]") : ("binary", "0 or 1");
            Fail(start, $"Invalid {name} number, expecting at least a {name} digit {range} after 0{radix}", position);
            return;
        }
        var unsigned = Current is 'u' or 'U';
        if (unsigned)
            position++;
        var number = BigInteger.Parse("0" + digits, style, CultureInfo.InvariantCulture);
        // As in C, eight digits fill a signed integer unless the literal says it is unsigned.
        object value = unsigned || number > uint.MaxValue ? Integers.Narrow(number) : unchecked((int)(uint)number);
        tokens.Add(new Token(TokenKind.Integer, start, position, value));
    }

    private void ReadDecimalNumber(int start)
    {
        SkipDigits();
        var isFloat = false;
        if (Current == '.' && Peek(1) != '.' && !char.IsLetter(Peek(1)) && Peek(1) != '_')
        {
            isFloat = true;
            position++;
            SkipDigits();
        }
        if (Current is 'e' or 'E')
        {
            position += Peek(1) is '+' or '-' ? 2 : 1;
            if (!char.IsAsciiDigit(Current))
            {
                Fail(position, "Expecting at least one digit after the exponent");
                return;
            }
            SkipDigits();
        }
        var digits = text[start..position].Replace("_", "", StringComparison.Ordinal);
        var suffix = char.ToLowerInvariant(Current);
        if (suffix is 'f' or 'd' or 'm' && !char.IsLetterOrDigit(Peek(1)))
        {
            position++;
            isFloat = true;
        }
        else
        {
            suffix = '\0';
        }
        var value = isFloat ? ParseFloat(digits, suffix) : ParseInteger(digits);
        if (value is null)
            Fail(start, $"Unable to parse the {(isFloat ? "float" : "integer")} {digits}", told: true);
        else
            tokens.Add(new Token(isFloat ? TokenKind.Float : TokenKind.Integer, start, position, value));
    }

    private void SkipDigits() => position = SkipWhile(position, text.Length, c => char.IsAsciiDigit(c) || c == '_');

    private static object? ParseFloat(string digits, char suffix) => suffix switch
    {
        'f' => float.TryParse(digits, CultureInfo.InvariantCulture, out var single) ? single : null,
        'm' => decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null,
        _ => double.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static object? ParseInteger(string digits)
    {
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var small))
            return small;
        // The exponent is bounded so that a literal cannot ask for a number of millions of digits.
        var exponent = digits.AsSpan(digits.AsSpan().IndexOfAny('e', 'E') + 1);
        if (exponent.Length < digits.Length && (exponent.Length > 5 || exponent[0] == '-'))
            return null;
        return BigInteger.TryParse(digits, NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var big) ? Integers.Narrow(big) : null;
    }

    // Strings

    private void ReadVerbatim()
    {
        var start = position++;
        var value = new StringBuilder();
        while (position < text.Length)
        {
            if (Current != '`')
            {
                value.Append(text[position++]);
            }
            else if (Peek(1) == '`')
            {
                value.Append('`');
                position += 2;
            }
            else
            {
                position++;
                tokens.Add(new Token(TokenKind.String, start, position, value.ToString()));
                return;
            }
        }
        FailUnterminated("verbatim string", '`');
    }

    private void ReadString(char quote)
    {
        var start = position++;
        var value = new StringBuilder();
        while (position < text.Length && Errors.Count == 0)
        {
            if (Current == quote)
            {
                position++;
                tokens.Add(new Token(TokenKind.String, start, position, value.ToString()));
                return;
            }
            ReadCharacter(value, interpolated: false);
        }
        if (Errors.Count == 0)
            FailUnterminated("string", quote);
    }

    /// <summary>Reads the literal text of an interpolated string up to its end or the next opening brace.</summary>
    private void ReadInterpolated(TokenKind kind, int skip, char quote)
    {
        var start = position;
        position += skip;
        var value = new StringBuilder();
        while (position < text.Length && Errors.Count == 0)
        {
            if (Current == quote || Current == '{')
            {
                var ends = text[position++] == quote;
                if (!ends)
                    braces.Push(new OpenBrace(quote));
                if (ends && kind == TokenKind.InterpolationStart)
                    kind = TokenKind.String;
                else if (ends)
                    kind = TokenKind.InterpolationEnd;
                tokens.Add(new Token(kind, start, position, value.ToString()));
                return;
            }
            ReadCharacter(value, interpolated: true);
        }
        if (Errors.Count == 0)
            FailUnterminated("string", quote);
    }

    private void FailUnterminated(string what, char quote) =>
        Fail(text.Length - 1, $"Unexpected end of file while parsing a {what} not terminated by a {quote}");

    private void ReadCharacter(StringBuilder value, bool interpolated)
    {
        var c = text[position++];
        if (c != '\\')
        {
            value.Append(c);
            return;
        }
        var escape = Current;
        position++;
        switch (escape)
        {
            case '\n': break;
            case '\r' when Current == '\n': position++; break;
            case '0': value.Append('\0'); break;
            case 'b': value.Append('\b'); break;
            case 'f': value.Append('\f'); break;
            case 'n': value.Append('\n'); break;
            case 'r': value.Append('\r'); break;
            case 't': value.Append('\t'); break;
            case 'v': value.Append('\v'); break;
            case '\\' or '"' or '\'': value.Append(escape); break;
            case '{' or '}' when interpolated: value.Append(escape); break;
            case 'x': ReadHex(value, 2, "Unexpected hex number `{0}` following `\\x`. Expecting `\\x00` to `\\xff`"); break;
            case 'u': ReadHex(value, 4, "Unexpected hex number `{0}` following `\\u`. Expecting `\\u0000` to `\\uffff`."); break;
            default:
                position--;
                FailEscape(escape);
                break;
        }
    }

    private void ReadHex(StringBuilder value, int length, string message)
    {
        var digits = SkipWhile(position, Math.Min(text.Length, position + length), char.IsAsciiHexDigit) - position;
        if (digits == length)
        {
            value.Append((char)int.Parse(text.AsSpan(position, length), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            position += length;
            return;
        }
        position += digits;
        Errors.Add(source.Error(position, string.Format(CultureInfo.InvariantCulture, message, Current)));
        FailEscape(Current);
    }

    private void FailEscape(char escape) => Fail(position,
        $"Unexpected escape character `{escape}` in string. Only 0 ' \\ \" b f n r t v u0000-uFFFF x00-xFF are allowed", told: true);
}
