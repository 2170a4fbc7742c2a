using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using UseIt.Templating.Functions;
using UseIt.Templating.Parsing;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Evaluation;

/// <summary>The state of one rendering.</summary>
internal sealed class Rendering
{
    private readonly long started;
    private readonly Dictionary<string, int> cycles = new(StringComparer.Ordinal);
    private Piped piped;
    private Node? statement;
    private long steps;
    private long nextCheck = 1024;
    private int depth;
    private int iterations;

    public Rendering(RenderOptions options, object? model)
    {
        Options = options;
        Date = DateFunctions.Create();
        var root = model switch
        {
            null => new TemplateObject(),
            JsonElement json => Json.Read(json) as TemplateObject ?? new TemplateObject(),
            _ => new TemplateObject(this, model),
        };
        Scopes = new Scopes(Builtins.With(Date, options.Functions), root);
        Output = new Output(options.Limits.Text, options.Escape);
        started = options.Clock.GetTimestamp();
    }

    public RenderOptions Options { get; }

    /// <summary>The start of the template, where errors stand that belong to no single place.</summary>
    public Span Page { get; private set; }

    public RenderLimits Limits => Options.Limits;

    public CultureInfo Culture => Options.Culture;

    public Scopes Scopes { get; }

    /// <summary>The built-in <c>date</c>, whose <c>format</c> a template may change.</summary>
    public TemplateObject Date { get; }

    public Output Output { get; private set; }

    public Loop? Loop { get; set; }

    public object? ReturnValue { get; set; }

    public string Run(Template template)
    {
        Page = template.Body.Span with { End = template.Body.Span.Start };
        template.Body.Execute(this);
        Write(TakeReturnValue());
        return CheckedOutput(Output, template.Body);
    }

    // Errors and limits

    public TemplateException Error(Span span, string message, Exception? cause = null) =>
        new([span.Source.Error(span.Start, message)], cause);

    /// <summary>Runs code of the model. The words of its exceptions are not for the eyes of authors.</summary>
    public T Foreign<T>(Func<T> read, string failure)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (TemplateException or OperationCanceledException))
        {
            throw ForeignError(failure, e);
        }
    }

    public TemplateException ForeignError(string failure, Exception cause) => Error(statement?.Span ?? Page, failure, cause);

    /// <summary>Counts a statement.</summary>
    public void Step(Node node)
    {
        statement = node;
        if (++steps >= nextCheck)
            CheckBudget(node);
    }

    /// <summary>Counts work that a single statement does on many items.</summary>
    public void Charge(long amount, Node node)
    {
        steps += amount;
        if (steps >= nextCheck)
            CheckBudget(node);
    }

    private void CheckBudget(Node node)
    {
        nextCheck = steps + 1024;
        Options.Cancellation.ThrowIfCancellationRequested();
        if (steps > Limits.Steps)
            throw Error(node.Span, $"Exceeding number of steps limit `{Limits.Steps}`.");
        if (Options.Clock.GetElapsedTime(started) > Limits.Time)
            throw Error(node.Span, $"Exceeding time limit `{Limits.Time}`.");
        CheckFull(Output, node);
    }

    private void CheckFull(Output output, Node node)
    {
        if (output.IsFull)
            throw Error(node.Span, $"The output exceeds LimitToString `{Limits.Text}`.");
    }

    private string CheckedOutput(Output output, Node node)
    {
        CheckFull(output, node);
        return output.ToString();
    }

    /// <summary>Before a text of this length is made.</summary>
    public void CheckLength(double length, Span span, string operation)
    {
        if (length > Limits.Text)
            throw Error(span, $"{operation} exceeds LimitToString `{Limits.Text}`.");
        steps += (long)length >> 4;
        if (steps > Limits.Steps)
            throw Error(span, $"Exceeding number of steps limit `{Limits.Steps}`.");
    }

    public void EnsureStack(Node node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Error(node.Span, "The nesting is too deep.");
    }

    /// <summary>Counts one round of a loop; nested loops share the count of the outermost.</summary>
    public void CountIteration(Statement loop)
    {
        if (Loop?.Outer is null && Loop?.Index == 0)
            iterations = 0;
        if (++iterations > Limits.Loop)
            throw Error(loop.Span, $"Exceeding number of iteration limit `{Limits.Loop}` for loop statement.");
        Step(loop);
    }

    // Pipes, calls and includes

    public void PassThroughPipe(Piped value) => piped = value;

    public Piped TakePiped()
    {
        var value = piped;
        piped = default;
        return value;
    }

    /// <summary>Runs the body of a function or include page with its own variables.</summary>
    public object? InFrame(Frame frame, Node site, Statement body)
    {
        EnterNested(site);
        var (outer, waiting) = (Scopes.Frame, TakePiped());
        Scopes.Frame = frame;
        ReturnValue = null;
        body.Execute(this);
        Scopes.Frame = outer;
        piped = waiting;
        return LeaveNested(TakeReturnValue());
    }

    /// <summary>Before running other code of the template; ended by <see cref="LeaveNested"/>.</summary>
    public void EnterNested(Node site)
    {
        EnsureStack(site);
        if (++depth > Limits.Recursion)
            throw Error(site.Span, $"Exceeding number of recursive depth limit `{Limits.Recursion}` for node: `{site}`");
    }

    public object? LeaveNested(object? result)
    {
        depth--;
        return result;
    }

    private object? TakeReturnValue()
    {
        var value = ReturnValue;
        ReturnValue = null;
        return value;
    }

    /// <summary>What an action writes, as a value instead of output.</summary>
    public object Captured(Node site, string? indent, Action action)
    {
        var outer = Output;
        Output = new Output(Limits.Text, Options.Escape) { Indent = indent };
        action();
        var text = CheckedOutput(Output, site);
        CheckLength(text.Length, site.Span, "The captured text");
        Output = outer;
        return Options.Escape ? new RawHtml(text) : text;
    }

    /// <summary>The place of the next item in a group of <c>array.cycle</c>.</summary>
    public int NextInCycle(string group, int count)
    {
        var index = cycles.GetValueOrDefault(group);
        cycles[group] = index + 1;
        return index % count;
    }

    // Values as text

    public string Text(object? value) => Texts.Of(this, value);

    public string Escaped(object? value) => value is RawHtml raw ? raw.Html : Output.Escape(Text(value));

    public void Write(object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                Output.WriteText(text);
                break;
            case RawHtml raw:
                Output.Write(raw.Html);
                break;
            case int number:
                Output.WriteNumber(number, Culture);
                break;
            case long number:
                Output.WriteNumber(number, Culture);
                break;
            case decimal number:
                Output.WriteNumber(number, Culture);
                break;
            case double number:
                Output.WriteNumber(number, Culture);
                break;
            case bool truth:
                Output.Write(truth ? "true" : "false");
                break;
            default:
                Output.WriteText(Text(value));
                break;
        }
    }
}
