using UseIt.Templating.Syntax;

namespace UseIt.Templating.Parsing;

internal sealed partial class Parser
{
    private const int AboveOr = 3;
    private const int Lowest = 1;

    private static readonly string[] ForMembers = ["index", "rindex", "first", "last", "even", "odd", "changed", "length"];
    private static readonly string[] WhileMembers = ["index", "first", "even", "odd"];

    // How many `?` wait for their `:`.
    private int openConditionals;

    // Set while the sequence of a for statement is read: where its `limit:`, `offset:`, `reversed` go.
    private List<NamedArgument>? loopOptions;

    /// <summary>How tightly a binary operator binds; 0 for every other token.</summary>
    private static int Precedence(TokenKind kind) =>
        kind switch
        {
            TokenKind.Coalesce or TokenKind.CoalesceNotNull => 1,
            TokenKind.Or => 2,
            TokenKind.And => 3,
            TokenKind.Equal or TokenKind.NotEqual => 4,
            TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual => 5,
            TokenKind.Plus or TokenKind.Minus => 6,
            TokenKind.Times or TokenKind.Divide or TokenKind.IntegerDivide or TokenKind.Modulo => 7,
            TokenKind.ShiftLeft or TokenKind.ShiftRight => 8,
            TokenKind.Range or TokenKind.RangeExclusive => 9,
            _ => 0,
        };

    private static bool IsAssignment(TokenKind kind) => kind is >= TokenKind.Assign and <= TokenKind.ModuloAssign;

    private static TokenKind OperatorOf(TokenKind assignment) =>
        assignment switch
        {
            TokenKind.AddAssign => TokenKind.Plus,
            TokenKind.SubtractAssign => TokenKind.Minus,
            TokenKind.MultiplyAssign => TokenKind.Times,
            TokenKind.DivideAssign => TokenKind.Divide,
            TokenKind.IntegerDivideAssign => TokenKind.IntegerDivide,
            TokenKind.ModuloAssign => TokenKind.Modulo,
            _ => TokenKind.Assign,
        };

    private Statement ParseExpressionStatement(int start)
    {
        topLevel = true;
        var expression = ParseExpression();
        topLevel = false;
        if (expression is null)
            throw Current is { Kind: TokenKind.Error, Value: not null }
                ? new Lost()
                : Abandon(Current.Start, $"Unexpected token {Quoted(Current)}");
        var statement = IsAssignment(Current.Kind) ? ParseAssignment(start, expression) : new Show(SpanFrom(start), expression);
        ReportNamelessArgument(expression);
        EndStatement();
        return statement;
    }

    private Statement ParseAssignment(int start, Expression target)
    {
        var op = Current;
        if (target is not (Reference or Nested or This) && !(target is Call && op.Kind == TokenKind.Assign))
        {
            ReportNestedAssignment(target);
            throw new Lost();
        }
        at++;
        var value = ParseExpression();
        if (value is null)
        {
            throw Abandon(
                Current.Start,
                $"Error while parsing assign expression: Expecting <expression> instead of `{Quoted(Current)}` in: <target_expression> = <value_expression>"
            );
        }
        if (target is Call definition)
            return InlineFunction(start, definition, value);
        return new Assignment(SpanFrom(start), target, OperatorOf(op.Kind), SpanOf(op), value);
    }

    private Declare InlineFunction(int start, Call call, Expression value)
    {
        if (
            call.Callee is not (Variable or LocalVariable)
            || call.Named.Count > 0
            || call.Span.Text[call.Callee.Span.Text.Length] != '('
            || !call.Positional.All(argument => argument is Variable)
        )
        {
            ReportNestedAssignment(call.Positional.Count > 0 ? call.Positional[^1] : call);
            throw new Lost();
        }
        var parameters = call
            .Positional.Select(argument => new Parameter(((Variable)argument).Name, ParameterKind.Required, null))
            .ToList();
        var span = SpanFrom(start);
        return new Declare(span, call.Callee, new FunctionDeclaration(span, parameters, new Return(value.Span, value)));
    }

    private void ReportNestedAssignment(Expression target) =>
        Report(
            target.Span.Start,
            "Error while parsing assign expression: Expression is only allowed for a top level assignment in: <target_expression> = <value_expression>"
        );

    // Whether the expression being read starts a statement, the only place an assignment may stand.
    private bool topLevel;

    /// <summary>A whole expression, or null (and nothing consumed) where none starts.</summary>
    private Expression? ParseExpression() =>
        Deeper(() =>
        {
            var isStatement = topLevel;
            topLevel = false;
            var start = Current.Start;
            var expression = ParseBinary(Lowest, calls: true);
            while (expression is not null)
            {
                if (Is(TokenKind.Pipe))
                    expression = ParsePipe(start, expression);
                else if (Is(TokenKind.Question))
                    expression = ParseConditional(start, expression);
                else if (IsAssignment(Current.Kind) && !isStatement)
                    expression = SkipNestedAssignment(expression);
                else
                    break;
            }
            return expression;
        });

    private Expression SkipNestedAssignment(Expression target)
    {
        ReportNestedAssignment(target);
        at++;
        return ParseExpression() ?? throw new Lost();
    }

    private Pipe ParsePipe(int start, Expression left)
    {
        at++;
        SkipNewLines();
        var right =
            ParseBinary(Lowest, calls: true)
            ?? throw Abandon(
                Current.Start,
                $"Error while parsing pipe expression: Expecting <expression> instead of `{Quoted(Current)}` in: <expression> | <expression>"
            );
        return new Pipe(SpanFrom(start), left, right);
    }

    private Conditional ParseConditional(int start, Expression condition)
    {
        at++;
        SkipNewLines();
        openConditionals++;
        var then = ParseExpression() ?? throw Abandon(Current.Start, ConditionalError());
        openConditionals--;
        SkipNewLines();
        if (!Accept(TokenKind.Colon))
            throw Abandon(Current.Start, $"Unexpected token found `{Quoted(Current)}` while expecting `:`.");
        SkipNewLines();
        var otherwise = ParseExpression() ?? throw Abandon(Current.Start, ConditionalError());
        return new Conditional(SpanFrom(start), condition, then, otherwise);
    }

    private string ConditionalError() =>
        $"Error while parsing conditional expression: Expecting <expression> instead of `{Quoted(Current)}` in: <condition> ? <then_value> : <else_value>";

    private Expression? ParseBinary(int minimum, bool calls)
    {
        var start = Current.Start;
        var left = ParseOperand(calls);
        while (left is not null && Precedence(Current.Kind) is var precedence && precedence >= minimum)
        {
            var op = Current;
            at++;
            var right = ParseBinary(precedence + 1, calls);
            if (right is null)
            {
                Report(
                    Current.Start,
                    "Error while parsing binary expression: Expecting an <expression> to the right of the operator instead of "
                        + $"`{Quoted(Current)}` in: <expression> operator <expression>"
                );
                return left;
            }
            left = new Binary(SpanFrom(start), left, op.Kind, SpanOf(op), right);
        }
        return left;
    }

    private Expression? ParseOperand(bool calls)
    {
        var op = Current;
        if (op.Kind is TokenKind.Not or TokenKind.Plus or TokenKind.Minus or TokenKind.At or TokenKind.Caret)
        {
            at++;
            var operand = Deeper(() => ParseOperand(op.Kind != TokenKind.Caret && op.Kind != TokenKind.At && calls));
            if (operand is null)
                Report(
                    Current.Start,
                    $"Error while parsing unary expression: Expecting <expression> instead of `{Quoted(Current)}` in: <operator> <expression>"
                );
            return new Unary(SpanFrom(op.Start), op.Kind, operand ?? new Literal(SpanOf(op), null));
        }
        if (op.Kind is TokenKind.Increment or TokenKind.Decrement)
        {
            at++;
            return Stepped(op.Start, Deeper(ParsePrimary), op.Kind, before: true);
        }
        var primary = ParsePrimary();
        if (primary is not null && Current.Kind is TokenKind.Increment or TokenKind.Decrement)
        {
            var kind = Current.Kind;
            at++;
            return Stepped(op.Start, primary, kind, before: false);
        }
        return primary is not null && calls && (StartsOperand(Current) || loopOptions is not null && IsNamedArgument())
            ? ParseCall(op.Start, primary)
            : primary;
    }

    private Step Stepped(int start, Expression? target, TokenKind op, bool before)
    {
        if (target is not Reference)
            throw Abandon(Current.Start, "The operand of an increment or decrement operator must be a variable, property or indexer");
        return new Step(SpanFrom(start), target, op, before);
    }

    // Calls

    private static bool StartsOperand(Token token) =>
        token.Kind
            is TokenKind.Identifier
                or TokenKind.Integer
                or TokenKind.Float
                or TokenKind.String
                or TokenKind.InterpolationStart
                or TokenKind.ParenthesisOpen
                or TokenKind.BracketOpen
                or TokenKind.BraceOpen
                or TokenKind.Not
                or TokenKind.At
                or TokenKind.Caret;

    private bool IsNamedArgument() => Is(TokenKind.Identifier) && tokens[at + 1].Kind == TokenKind.Colon;

    private Expression ParseCall(int start, Expression callee)
    {
        if (loopOptions is { } options && Is(TokenKind.Identifier) && (callee is not Reference || IsLoopOption()))
        {
            ParseLoopOptions(options);
            return callee;
        }
        var positional = new List<Expression>();
        var named = new List<NamedArgument>();
        while (StartsOperand(Current) || (named.Count > 0 && Current.Kind is TokenKind.Plus or TokenKind.Minus))
        {
            if (IsNamedArgument())
                named.Add(ParseNamedArgument());
            else
                positional.Add(ParseArgument());
            if (loopOptions is { } rest && positional.Count > 0 && IsLoopOption())
            {
                ParseLoopOptions(rest);
                break;
            }
        }
        return new Call(SpanFrom(start), callee, positional, named);
    }

    private Expression ParseArgument()
    {
        var outer = loopOptions;
        loopOptions = null;
        var argument = IsWord("do") ? ParsePrimary() : ParseBinary(Lowest, calls: false);
        loopOptions = outer;
        ReportNamelessArgument(argument);
        return argument ?? throw new Lost();
    }

    private void ReportNamelessArgument(Expression? argument)
    {
        if (Is(TokenKind.Colon) && argument is Literal && openConditionals == 0)
            Report(argument.Span.Start, "Expecting a simple global or local variable before `:` in order to create a named argument");
    }

    private NamedArgument ParseNamedArgument()
    {
        var name = Current;
        at += 2;
        SkipNewLines();
        var value =
            ParseOperand(calls: false)
            ?? throw Abandon(
                Current.Start,
                $"Error while parsing named argument: Expecting <expression> instead of `{Quoted(Current)}` in: <name>: <expression>"
            );
        return new NamedArgument(name.Text, value, SpanOf(name));
    }

    private bool IsLoopOption() => IsWord("reversed") || (IsNamedArgument() && Current.Text is "limit" or "offset" or "cols");

    private void ParseLoopOptions(List<NamedArgument> options)
    {
        loopOptions = null;
        while (Is(TokenKind.Identifier))
        {
            if (IsNamedArgument())
            {
                options.Add(ParseNamedArgument());
                continue;
            }
            options.Add(new NamedArgument(Current.Text, new Literal(SpanOf(Current), true), SpanOf(Current)));
            at++;
        }
    }

    private Call ParseExplicitCall(int start, Expression callee)
    {
        at++;
        var positional = new List<Expression>();
        var named = new List<NamedArgument>();
        SkipNewLines();
        while (!Is(TokenKind.ParenthesisClose))
        {
            if (positional.Count + named.Count > 0)
            {
                if (!Accept(TokenKind.Comma))
                    Report(Current.Start, "Expecting a comma to separate arguments in a function call.");
                SkipNewLines();
            }
            if (IsNamedArgument())
            {
                var name = Current;
                at += 2;
                named.Add(new NamedArgument(name.Text, ParseExpression() ?? throw UnclosedCall(), SpanOf(name)));
            }
            else
            {
                positional.Add(ParseExpression() ?? throw UnclosedCall());
            }
            SkipNewLines();
        }
        at++;
        return new Call(SpanFrom(start), callee, positional, named);
    }

    private Lost UnclosedCall()
    {
        Report(Current.Start, "Expecting an expression for argument function calls instead of this token.");
        Report(Current.Start, "Expecting a closing parenthesis for a function call.");
        if (Is(TokenKind.ParenthesisClose))
            Report(Current.Start, $"Invalid token found `{Quoted(Current)}`. Expecting <EOL>/end of line.");
        return new Lost();
    }
}
