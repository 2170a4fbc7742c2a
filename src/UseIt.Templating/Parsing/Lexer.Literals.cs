using System.Globalization;
using System.Numerics;
using System.Text;

namespace UseIt.Templating.Parsing;

internal sealed partial class Lexer
{
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

    private static object? ParseFloat(string digits, char suffix) =>
        suffix switch
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
        return BigInteger.TryParse(digits, NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var big)
            ? Integers.Narrow(big)
            : null;
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
            case '\n':
                break;
            case '\r' when Current == '\n':
                position++;
                break;
            case '0':
                value.Append('\0');
                break;
            case 'b':
                value.Append('\b');
                break;
            case 'f':
                value.Append('\f');
                break;
            case 'n':
                value.Append('\n');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 't':
                value.Append('\t');
                break;
            case 'v':
                value.Append('\v');
                break;
            case '\\' or '"' or '\'':
                value.Append(escape);
                break;
            case '{' or '}' when interpolated:
                value.Append(escape);
                break;
            case 'x':
                ReadHex(value, 2, "Unexpected hex number `{0}` following `\\x`. Expecting `\\x00` to `\\xff`");
                break;
            case 'u':
                ReadHex(value, 4, "Unexpected hex number `{0}` following `\\u`. Expecting `\\u0000` to `\\uffff`.");
                break;
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

    private void FailEscape(char escape) =>
        Fail(
            position,
            $"Unexpected escape character `{escape}` in string. Only 0 ' \\ \" b f n r t v u0000-uFFFF x00-xFF are allowed",
            told: true
        );
}
