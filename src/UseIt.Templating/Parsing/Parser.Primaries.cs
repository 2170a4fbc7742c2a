using UseIt.Templating.Evaluation;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Parsing;

internal sealed partial class Parser
{
    /// <summary>A literal, name, path or bracketed expression with what follows it without a space.</summary>
    private Expression? ParsePrimary()
    {
        var start = Current.Start;
        Expression? primary = Current.Kind switch
        {
            TokenKind.Identifier => ParseName(),
            TokenKind.Integer or TokenKind.Float or TokenKind.String => ParseLiteral(),
            TokenKind.InterpolationStart => ParseInterpolation(),
            TokenKind.ParenthesisOpen => Deeper(ParseNested),
            TokenKind.BracketOpen => Deeper(ParseArray),
            TokenKind.BraceOpen => Deeper(ParseObject),
            _ => null,
        };
        while (primary is not null)
        {
            if (Is(TokenKind.Dot) || Is(TokenKind.OptionalDot))
                primary = ParseMember(start, primary);
            else if (Is(TokenKind.BracketOpen) && Current.Start == Previous.End && primary is not ArrayLiteral)
                primary = ParseIndex(start, primary);
            else if (Is(TokenKind.ParenthesisOpen) && Current.Start == Previous.End && primary is Reference)
                primary = Deeper(() => ParseExplicitCall(start, primary));
            else
                break;
        }
        return primary;
    }

    private Literal ParseLiteral()
    {
        var token = Current;
        at++;
        return new Literal(SpanOf(token), token.Value);
    }

    private Expression ParseName()
    {
        var token = Current;
        switch (token.Text)
        {
            case "true":
            case "false":
                at++;
                return new Literal(SpanOf(token), token.Text == "true");
            case "null":
                at++;
                return new Literal(SpanOf(token), null);
            case "do":
                at++;
                return ParseAnonymousFunction(token.Start);
            case "for" or "while" or "tablerow" when tokens[at + 1].Kind == TokenKind.Dot && tokens[at + 2].Kind == TokenKind.Identifier:
                return ParseLoopMember(token);
            default:
                return ParseVariable();
        }
    }

    private Expression ParseVariable()
    {
        var token = Current;
        var span = SpanOf(token);
        at++;
        var name = token.Text;
        if (name[0] != '$')
            return name == "this" ? new This(span) : new Variable(span, name);
        if (name == "$")
            return new AllArguments(span);
        if (name == "$$")
            return new WrappedBlock(span);
        if (char.IsAsciiDigit(name[1]) && int.TryParse(name.AsSpan(1), out var index))
            return new IndexAccess(
                span,
                new AllArguments(span with { End = span.Start + 1 }),
                new Literal(span with { Start = span.Start + 1 }, index)
            );
        return new LocalVariable(span, name[1..]);
    }

    private LoopMember ParseLoopMember(Token loop)
    {
        var name = tokens[at + 2];
        at += 3;
        var kind =
            loop.Text == "for" ? LoopKind.For
            : loop.Text == "while" ? LoopKind.While
            : LoopKind.TableRow;
        if (!ForMembers.Contains(name.Text) && !(kind == LoopKind.TableRow && name.Text == "col"))
            Report(loop.Start, $"The loop variable <{loop.Text}.{name.Text}> is not supported");
        else if (kind == LoopKind.While && !WhileMembers.Contains(name.Text))
            Report(loop.Start, $"The loop variable <{loop.Text}.{name.Text}> is invalid");
        return new LoopMember(SpanFrom(loop.Start), SpanOf(name), kind);
    }

    private FunctionDeclaration ParseAnonymousFunction(int start)
    {
        var (outerIndent, outerOptions) = (indent, loopOptions);
        (indent, loopOptions) = (null, null);
        EndStatement();
        var body = Deeper(ParseBlock);
        if (!AcceptWord("end"))
            Report(Current.Start, $"Error while parsing function statement: The <end> statement was not found in: {FunctionSyntax}");
        (indent, loopOptions) = (outerIndent, outerOptions);
        return new FunctionDeclaration(SpanFrom(start), null, body);
    }

    private MemberAccess ParseMember(int start, Expression target)
    {
        var dot = Current;
        at++;
        var name = Current;
        if (name.Kind != TokenKind.Identifier || name.Text[0] == '$')
        {
            Report(name.Start, $"Invalid token `{name.Kind}`. The dot operator is expected to be followed by a plain identifier");
            throw Abandon(dot.Start, $"Invalid token found `{Quoted(dot)}`. Expecting <EOL>/end of line.");
        }
        at++;
        return new MemberAccess(SpanFrom(start), target, SpanOf(name), name.Text, dot.Kind == TokenKind.OptionalDot);
    }

    private IndexAccess ParseIndex(int start, Expression target)
    {
        at++;
        SkipNewLines();
        var index = ParseExpression();
        if (index is null)
        {
            Report(
                Current.Start,
                "Error while parsing indexer expression: Expecting <index_expression> instead of "
                    + $"`{Quoted(Current)}` in: <expression>[<index_expression>]"
            );
        }
        SkipNewLines();
        if (!Accept(TokenKind.BracketClose))
            Report(Current.Start, $"Unexpected `{Quoted(Current)}`. Expecting ']'");
        return new IndexAccess(SpanFrom(start), target, index ?? new Literal(SpanOf(Previous), null));
    }

    private Nested ParseNested()
    {
        var start = Current.Start;
        at++;
        var (outerOptions, outerTop) = (loopOptions, topLevel);
        (loopOptions, topLevel) = (null, false);
        var inner = ParseExpression();
        (loopOptions, topLevel) = (outerOptions, outerTop);
        if (inner is null)
            Report(
                Current.Start,
                $"Error while parsing nested expression: Expecting <expression> instead of `{Quoted(Current)}` in: (<expression>)"
            );
        if (!Accept(TokenKind.ParenthesisClose))
            Report(Current.Start, $"Invalid token `{Quoted(Current)}`. Expecting a closing `)`.");
        return new Nested(SpanFrom(start), inner ?? new Literal(SpanFrom(start), null));
    }

    private ArrayLiteral ParseArray()
    {
        var start = Current.Start;
        at++;
        var outerOptions = loopOptions;
        loopOptions = null;
        var items = new List<Expression>();
        SkipNewLines();
        while (!Is(TokenKind.BracketClose))
        {
            if (ParseExpression() is not { } item)
            {
                Report(
                    Current.Start,
                    $"Error while parsing array initializer: Expecting <expression> instead of `{Quoted(Current)}` in: [item1, item2,...]"
                );
                break;
            }
            items.Add(item);
            SkipNewLines();
            if (!Accept(TokenKind.Comma))
                break;
            SkipNewLines();
        }
        if (!Accept(TokenKind.BracketClose))
            Report(Current.Start, $"Unexpected token found `{Quoted(Current)}` while expecting `]`.");
        loopOptions = outerOptions;
        return new ArrayLiteral(SpanFrom(start), items);
    }

    private ObjectLiteral ParseObject()
    {
        var start = Current.Start;
        at++;
        var outerOptions = loopOptions;
        loopOptions = null;
        var members = new List<KeyValuePair<string, Expression>>();
        SkipNewLines();
        while (!Is(TokenKind.BraceClose))
        {
            if (ParseObjectMember() is not { } member)
                return new ObjectLiteral(SpanFrom(start), members);
            members.Add(member);
            SkipNewLines();
            if (!Accept(TokenKind.Comma))
                break;
            SkipNewLines();
        }
        if (!Accept(TokenKind.BraceClose))
            throw Abandon(Current.Start, $"Invalid token found `{Quoted(Current)}`. Expecting <EOL>/end of line.");
        loopOptions = outerOptions;
        return new ObjectLiteral(SpanFrom(start), members);
    }

    /// <summary>A member, or null after reporting what is wrong with it.</summary>
    private KeyValuePair<string, Expression>? ParseObjectMember()
    {
        var name = Current;
        if (name.Kind != TokenKind.String && (name.Kind != TokenKind.Identifier || name.Text[0] == '$'))
        {
            Report(
                name.Start,
                $"Unexpected token `{Quoted(name)}` while parsing object initializer. Expecting a simple identifier for the member name."
            );
            return null;
        }
        at++;
        SkipNewLines();
        if (!Accept(TokenKind.Colon))
        {
            Report(
                Current.Start,
                $"Unexpected token `{Quoted(Current)}` Expecting a colon : after identifier `{name.Text}` for object initializer member name"
            );
            return null;
        }
        SkipNewLines();
        if (ParseExpression() is { } value)
            return KeyValuePair.Create(name.Text, value);
        Report(Current.Start, $"Unexpected token `{Quoted(Current)}`. Expecting an expression for the value of the member.");
        return null;
    }

    private Interpolation ParseInterpolation()
    {
        var start = Current.Start;
        var outerOptions = loopOptions;
        loopOptions = null;
        var parts = new List<Expression> { new Literal(SpanOf(Current), Current.Text) };
        do
        {
            at++;
            parts.Add(
                ParseExpression()
                    ?? throw Abandon(
                        Current.Start,
                        $"Error while parsing interpolated string expression: Expecting <expression> instead of `{Quoted(Current)}` in: $\"string{{<expression>}}string\""
                    )
            );
            if (!Is(TokenKind.InterpolationMiddle) && !Is(TokenKind.InterpolationEnd))
            {
                if (Is(TokenKind.NewLine))
                    Report(Current.Start, "Opened interpolated expression not closed on the same line.");
                Report(Current.Start, $"Unexpected token `{Quoted(Current)}` while parsing expression");
                return new Interpolation(SpanFrom(start), parts);
            }
            parts.Add(new Literal(SpanOf(Current), Current.Text));
        } while (Is(TokenKind.InterpolationMiddle));
        at++;
        loopOptions = outerOptions;
        return new Interpolation(SpanFrom(start), parts);
    }
}
