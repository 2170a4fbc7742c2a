namespace UseIt.Templating.Parsing;

internal enum TokenKind
{
    Text, Escaped, CodeEnter, CodeExit, NewLine, End, Error,
    Identifier, Integer, Float, String, InterpolationStart, InterpolationMiddle, InterpolationEnd,
    Semicolon, Colon, Comma, Dot, OptionalDot, Ellipsis,
    ParenthesisOpen, ParenthesisClose, BracketOpen, BracketClose, BraceOpen, BraceClose,
    Plus, Minus, Times, Divide, IntegerDivide, Modulo, ShiftLeft, ShiftRight, Range, RangeExclusive,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, And, Or, Coalesce, CoalesceNotNull,
    Not, At, Caret, Increment, Decrement, Question, Pipe,
    Assign, AddAssign, SubtractAssign, MultiplyAssign, DivideAssign, IntegerDivideAssign, ModuloAssign,
    Other,
}

/// <summary>
/// One token. <see cref="Value"/> is the decoded text of a string, identifier or text block, the number of a literal,
/// or the indentation that a code block passes on to what it writes.
/// </summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, object? Value = null)
{
    public string Text => (string)Value!;
}
