using UseIt.Templating.Evaluation;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Parsing;

internal sealed partial class Parser
{
    private const string IfSyntax = "if <expression> ... end|else|else if";
    private const string CaseSyntax = "case <expression> ... end|when|else";
    private const string WhenSyntax = "when <expression> ... end|when|else";
    private const string ForSyntax = "for <variable> in <expression> ... end";
    private const string WhileSyntax = "while <expression> ... end";
    private const string CaptureSyntax = "capture <variable> ... end";
    private const string WithSyntax = "with <variable> ... end";
    private const string WrapSyntax = "wrap <function_call> ... end";
    private const string FunctionSyntax = "func <variable> ... end";

    // The indentation of the code block being read: what its statements write keeps it.
    private string? indent;

    private Block ParsePage()
    {
        var body = ParseBlock();
        while (!Is(TokenKind.End))
        {
            var keyword = Current;
            switch (keyword.Text)
            {
                case "end":
                    at++;
                    EndStatement();
                    throw Abandon(
                        keyword.End - 1,
                        "Error while parsing ScriptPage: Found <end> statement without a corresponding beginning of a block in: ..."
                    );
                case "when":
                    ParseWhen([]);
                    throw Abandon(keyword.Start, "A `when` condition must be preceded by another `when`/`else`/`case` condition");
                default:
                    ParseElse();
                    throw Misplaced(keyword);
            }
        }
        return body;
    }

    private Lost Misplaced(Token keyword) =>
        Abandon(keyword.Start, "A else condition must be preceded by another if/else/when condition or a for loop.");

    /// <summary>Statements up to <c>end</c>, <c>else</c> or <c>when</c>, which the caller consumes, or the end of the template.</summary>
    private Block ParseBlock()
    {
        var start = Current.Start;
        var statements = new List<Placed>();
        while (!Is(TokenKind.End))
        {
            if (Is(TokenKind.Text) || Is(TokenKind.Escaped))
            {
                statements.Add(new Placed(new Syntax.Text(SpanOf(Current), Current.Text, isEscaped: Is(TokenKind.Escaped)), null));
                at++;
            }
            else if (Is(TokenKind.CodeEnter))
            {
                indent = (string?)Current.Value;
                at++;
            }
            else if (Is(TokenKind.CodeExit) || Is(TokenKind.NewLine) || Is(TokenKind.Semicolon))
            {
                at++;
            }
            else if (IsWord("end") || IsWord("else") || IsWord("when"))
            {
                break;
            }
            else
            {
                var blanks = indent;
                statements.Add(new Placed(Deeper(ParseStatement), blanks));
            }
        }
        return new Block(SpanFrom(start), statements);
    }

    private Statement ParseStatement()
    {
        var start = Current.Start;
        if (Is(TokenKind.Identifier) && tokens[at + 1].Kind is not (TokenKind.Dot or TokenKind.OptionalDot))
        {
            switch (Current.Text)
            {
                case "if":
                    at++;
                    return ParseIf(start);
                case "case":
                    at++;
                    return ParseCase(start);
                case "for":
                    at++;
                    return ParseFor(start, LoopKind.For);
                case "tablerow":
                    at++;
                    return ParseFor(start, LoopKind.TableRow);
                case "while":
                    at++;
                    return ParseWhile(start);
                case "capture":
                    at++;
                    return ParseCapture(start);
                case "with":
                    at++;
                    return ParseWith(start);
                case "wrap":
                    at++;
                    return ParseWrap(start);
                case "func":
                    at++;
                    return ParseFunction(start);
                case "import":
                    at++;
                    return ParseImport(start);
                case "readonly":
                    at++;
                    return ParseReadOnly(start);
                case "ret":
                    at++;
                    return ParseReturn(start);
                case "break":
                    return ParseJump(Flow.Break);
                case "continue":
                    return ParseJump(Flow.Continue);
            }
        }
        return ParseExpressionStatement(start);
    }

    private Jump ParseJump(Flow flow)
    {
        var jump = new Jump(SpanOf(Current), flow);
        at++;
        EndStatement();
        return jump;
    }

    private void EndStatement()
    {
        if (Is(TokenKind.CodeExit) || Is(TokenKind.NewLine) || Is(TokenKind.Semicolon) || Is(TokenKind.End))
            return;
        throw Abandon(Current.Start, $"Invalid token found `{Quoted(Current)}`. Expecting <EOL>/end of line.");
    }

    private Expression RequiredExpression(string statement, string syntax)
    {
        var expression = ParseExpression();
        if (expression is null)
            Report(
                Current.Start,
                $"Error while parsing {statement} statement: Expecting <expression> instead of `{Quoted(Current)}` in: {syntax}"
            );
        return expression ?? new Literal(SpanOf(Current), null);
    }

    private void ExpectEnd(string statement, string syntax)
    {
        if (AcceptWord("end"))
            EndStatement();
        else
            Report(
                Is(TokenKind.End) ? Previous.Start : Current.Start,
                $"Error while parsing {statement} statement: The <end> statement was not found in: {syntax}"
            );
    }

    private If ParseIf(int start)
    {
        var condition = RequiredExpression("if", IfSyntax);
        EndStatement();
        var then = ParseBlock();
        Statement? otherwise = null;
        if (IsWord("else"))
            otherwise = ParseElse();
        else
            ExpectEnd("if", IfSyntax);
        return new If(SpanFrom(start), condition, then, otherwise);
    }

    /// <summary>An <c>else</c> with its block and the <c>end</c> that closes the whole statement.</summary>
    private Block ParseElse()
    {
        var blanks = indent;
        at++;
        var start = Current.Start;
        if (AcceptWord("if"))
            return Branch(Deeper(() => ParseIf(start)), blanks);
        EndStatement();
        var body = ParseBlock();
        if (IsWord("else"))
            throw Misplaced(Current);
        ExpectEnd("else", "else | else if <expression> ... end|else|else if");
        return Branch(body, blanks);
    }

    /// <summary>What follows an <c>else</c> or <c>when</c> is indented like that word, not like its <c>if</c> or <c>case</c>.</summary>
    private static Block Branch(Statement body, string? blanks) => new(body.Span, [new Placed(body, blanks)]);

    private Case ParseCase(int start)
    {
        var value = RequiredExpression("case", CaseSyntax);
        EndStatement();
        RejectStatements();
        var choices = new List<When>();
        Statement? otherwise = null;
        if (IsWord("when"))
            otherwise = ParseWhen(choices);
        else if (IsWord("else"))
            throw Misplaced(Current);
        else
            ExpectEnd("case", CaseSyntax);
        return new Case(SpanFrom(start), value, choices, otherwise);
    }

    private void RejectStatements()
    {
        while (
            Is(TokenKind.Text)
            || Is(TokenKind.Escaped)
            || Is(TokenKind.CodeEnter)
            || Is(TokenKind.CodeExit)
            || Is(TokenKind.NewLine)
            || Is(TokenKind.Semicolon)
        )
        {
            if (Is(TokenKind.CodeEnter))
                indent = (string?)Current.Value;
            at++;
        }
        if (!IsWord("when") && !IsWord("else") && !IsWord("end") && !Is(TokenKind.End))
            throw Abandon(
                Current.Start,
                $"Unexpected statement/expression `{Quoted(Current)}` in the body of a `case` statement. Only `when`/`else` are expected."
            );
    }

    /// <summary>All <c>when</c> of a case; returns its <c>else</c>.</summary>
    private Statement? ParseWhen(List<When> choices)
    {
        while (AcceptWord("when"))
        {
            var blanks = indent;
            var values = new List<Expression>();
            do
            {
                if (ParseBinary(AboveOr, calls: true) is { } value)
                    values.Add(value);
            } while (Accept(TokenKind.Comma) || Accept(TokenKind.Or));
            if (values.Count == 0)
                Report(Current.Start, "When is expecting at least one value.");
            EndStatement();
            choices.Add(new When(values, Branch(ParseBlock(), blanks)));
        }
        if (IsWord("else"))
            return ParseElse();
        ExpectEnd("when", WhenSyntax);
        return null;
    }

    private For ParseFor(int start, LoopKind kind)
    {
        var variable = ParsePrimary();
        if (variable is null)
            Report(
                Current.Start,
                $"Error while parsing for statement: Expecting <expression> instead of `{Quoted(Current)}` in: {ForSyntax}"
            );
        else if (variable is not (Variable or LocalVariable or MemberAccess or IndexAccess))
            throw Abandon(start, $"Error while parsing for statement: Expecting a variable instead of `{variable}` in: {ForSyntax}");
        if (variable is null)
            throw new Lost();
        if (!AcceptWord("in"))
        {
            Report(start, $"Error while parsing for statement: Expecting 'in' word instead of `{Quoted(Current)}` in: {ForSyntax}");
            if (Is(TokenKind.Identifier))
                throw new Lost();
        }
        var options = new List<NamedArgument>();
        loopOptions = options;
        var sequence = RequiredExpression("for", ForSyntax);
        loopOptions = null;
        EndStatement();
        var body = ParseBlock();
        Statement? otherwise = null;
        if (IsWord("else"))
            otherwise = ParseElse();
        else
            ExpectEnd("for", ForSyntax);
        return new For(SpanFrom(start), kind, variable, sequence, options, body, otherwise);
    }

    private While ParseWhile(int start)
    {
        var condition = RequiredExpression("while", WhileSyntax);
        EndStatement();
        var body = ParseBlock();
        if (IsWord("else"))
            throw Misplaced(Current);
        ExpectEnd("while", WhileSyntax);
        return new While(SpanFrom(start), condition, body);
    }

    private Capture ParseCapture(int start)
    {
        var target = RequiredExpression("capture", CaptureSyntax);
        EndStatement();
        var body = ParseBlock();
        ExpectEnd("capture", CaptureSyntax);
        return new Capture(SpanFrom(start), target, body);
    }

    private With ParseWith(int start)
    {
        var target = RequiredExpression("with", WithSyntax);
        EndStatement();
        var body = ParseBlock();
        ExpectEnd("with", WithSyntax);
        return new With(SpanFrom(start), target, body);
    }

    private Wrap ParseWrap(int start)
    {
        var call = RequiredExpression("wrap", WrapSyntax);
        EndStatement();
        var body = ParseBlock();
        ExpectEnd("wrap", WrapSyntax);
        return new Wrap(SpanFrom(start), call, body);
    }

    private Import ParseImport(int start)
    {
        var value = RequiredExpression("import", "import <expression>");
        EndStatement();
        return new Import(SpanFrom(start), value);
    }

    private ReadOnly ParseReadOnly(int start)
    {
        if (!Is(TokenKind.Identifier))
            throw Abandon(
                start,
                $"Error while parsing readonly statement: Expecting a variable instead of `{Quoted(Current)}` in: readonly <variable>"
            );
        var variable = ParseVariable();
        EndStatement();
        return new ReadOnly(SpanFrom(start), variable);
    }

    private Return ParseReturn(int start)
    {
        var value = ParseExpression();
        EndStatement();
        return new Return(SpanFrom(start), value);
    }

    private Declare ParseFunction(int start)
    {
        if (!Is(TokenKind.Identifier))
        {
            Report(
                start,
                $"Error while parsing function statement: Expecting a variable instead of `{Quoted(Current)}` in: {FunctionSyntax}"
            );
            throw new Lost();
        }
        var name = ParseVariable();
        if (Is(TokenKind.Dot))
        {
            Report(Current.Start, $"Invalid token found `{Quoted(Current)}`. Expecting <EOL>/end of line.");
            throw Abandon(
                Previous.Start,
                $"Error while parsing function statement: The <end> statement was not found in: {FunctionSyntax}"
            );
        }
        var parameters = Is(TokenKind.ParenthesisOpen) ? ParseParameters() : null;
        var body = ParseFunctionBody();
        var span = SpanFrom(start);
        return new Declare(span, name, new FunctionDeclaration(span, parameters, body));
    }

    private Block ParseFunctionBody()
    {
        EndStatement();
        var body = ParseBlock();
        ExpectEnd("function", FunctionSyntax);
        return body;
    }

    private List<Parameter> ParseParameters()
    {
        at++;
        var parameters = new List<Parameter>();
        while (!Is(TokenKind.ParenthesisClose))
        {
            if (parameters.Count > 0 && !Accept(TokenKind.Comma))
                Report(Current.Start, "Expecting a comma to separate arguments in a function call.");
            if (!Is(TokenKind.Identifier))
            {
                Report(Current.Start, "Expecting an expression for argument function calls instead of this token.");
                throw Abandon(Current.Start, "Expecting a closing parenthesis for a function call.");
            }
            var name = Current;
            at++;
            var parameter = ParseParameter(name.Start, name.Text);
            var last = parameters.Count == 0 ? ParameterKind.Required : parameters[^1].Kind;
            if (parameter.Kind == ParameterKind.Required && last != ParameterKind.Required)
                throw Abandon(name.Start, "Cannot declare a normal parameter after an optional parameter.");
            if (last == ParameterKind.Rest)
                throw Abandon(name.Start, "Cannot declare an optional parameter after a variable parameter (`...`).");
            parameters.Add(parameter);
        }
        at++;
        return parameters;
    }

    private Parameter ParseParameter(int start, string name)
    {
        if (Accept(TokenKind.Ellipsis))
            return new Parameter(name, ParameterKind.Rest, null);
        if (!Accept(TokenKind.Assign))
            return new Parameter(name, ParameterKind.Required, null);
        if (ParseBinary(AboveOr, calls: false) is not Literal value)
            throw Abandon(start, "Expecting only a literal for an optional parameter value.");
        return new Parameter(name, ParameterKind.Optional, value);
    }
}
