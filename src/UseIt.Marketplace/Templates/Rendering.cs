using System.Buffers;
using System.Collections;
using System.Runtime.CompilerServices;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace UseIt.Marketplace.Templates;

/// <summary>
/// Scriban's context for one rendering, on one thread: what a value writes is escaped for HTML if asked for, and a bad template ends in an
/// error while its time, work, memory and stack are still small. The limits are there against such templates, not against long reports.
/// </summary>
public sealed class Rendering : TemplateContext
{
    private const int LargeText = 1 << 12;
    private const int LongestText = 1 << 20;
    private const int LongestOutput = 16 << 20;
    private const long MostWork = 20_000_000;
    private const long MostMemory = 256 << 20;
    private const int MostStack = 512 << 10;
    private const int DeepestValue = 100;

    // Scriban throws an error anew at every pipe on its way out, at some 20 KiB of stack each.
    private const int MostPipes = 20;
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'");

    private readonly TimeProvider clock;
    private readonly long allocated = GC.GetAllocatedBytesForCurrentThread();
    private nint stack;
    private long work;
    private int written;
    private int pipes;

    /// <param name="clock">The only clock a template can read, and the zone of its local time.</param>
    public Rendering(TimeProvider? clock = null)
        : base(BuiltIns.Of(clock ?? TimeProvider.System))
    {
        this.clock = clock ?? TimeProvider.System;
        StrictVariables = true;
        LoopLimit = 1_000_000;
        LimitToString = LongestOutput;
        RegexTimeOut = TimeSpan.FromSeconds(1);
    }

    /// <summary>Whether text from values is escaped for HTML. What a template says outside its code never is.</summary>
    public bool Escape { get; init; }

    /// <summary>The time of the whole rendering.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Functions of the host by the name a template calls them.</summary>
    public IReadOnlyDictionary<string, Delegate> Functions
    {
        init
        {
            foreach (var (name, function) in value)
                BuiltinObject.SetValue(name, HostFunction.Of(name, function), readOnly: true);
        }
    }

    /// <summary>Renders a template that <see cref="TemplateSource.Parse"/> gave.</summary>
    /// <param name="template">The template.</param>
    /// <param name="model">
    /// Its public properties in snake_case, or the members of a JSON object as they are named, are the variables of the template.
    /// </param>
    /// <exception cref="TemplateException">The template failed or passed a limit.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TemplateContext.CancellationToken"/> asked for it.</exception>
    public string Render(Template template, object? model = null)
    {
        var asked = CancellationToken;
        using var time = new CancellationTokenSource(Time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(asked, time.Token);
        CancellationToken = either.Token;
        stack = Here();
        try
        {
            var variables = new ScriptObject();
            variables.Import(model);
            PushGlobal(variables);
            var output = template.Render(this);
            // Scriban cuts off in silence what is too long: what is written now would be missing too.
            Write(" ");
            return Output.ToString() == " " ? output : throw Failure(template, $"The output is longer than {LongestOutput} characters.");
        }
        catch (ScriptAbortException e)
        {
            asked.ThrowIfCancellationRequested();
            throw new TemplateException(new ScriptRuntimeException(e.Span, $"Exceeding time limit `{Time}`.").Message);
        }
        catch (ScriptRuntimeException e)
        {
            throw new TemplateException(e.Message);
        }
        catch (Exception e) when (e is not (TemplateException or OperationCanceledException))
        {
            throw Failure(template, $"The template could not be rendered ({e.GetType().Name}).");
        }
    }

    public override TemplateContext Write(SourceSpan span, object? textAsObject) =>
        textAsObject switch
        {
            string text when Escape => WriteEscaped(text),
            RawHtml raw => Write(raw.Html),
            // What a template captured is markup of its own already.
            IScriptOutput captured => Write(captured.ToString()),
            var value when Escape => WriteEscaped(ObjectToString(value) ?? ""),
            var value => Write(ObjectToString(value)),
        };

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        if (scriptNode is null)
            return null;
        Step();
        var piped = scriptNode.GetType() == typeof(ScriptPipeCall);
        if (piped && ++pipes > MostPipes)
            throw new ScriptRuntimeException(scriptNode.Span, $"There are more than {MostPipes} pipes inside each other.");
        var value = base.Evaluate(scriptNode, aliasReturnedFunction);
        if (piped)
            pipes--;
        // Scriban would write this one without asking its context: in the culture of the server.
        if (scriptNode.GetType() == typeof(ScriptInterpolatedExpression))
            value = ObjectToString(value);
        return value switch
        {
            null => null,
            string text => Bounded(text, scriptNode.Span),
            ValueType => value,
            ScriptObject or ScriptArray => Shallow(scriptNode, value),
            ScriptRange range => Shallow(scriptNode, new ScriptArray(range)),
            _ => value,
        };
    }

    public override object? ToObject(SourceSpan span, object? value, Type destinationType)
    {
        // array.each calls functions without evaluating anything.
        Step();
        if (value is string text)
            Bounded(text, span);
        else if (value is ScriptRange range)
            value = Shallow(CurrentNode!, new ScriptArray(range));
        else if (value is ScriptObject && destinationType == typeof(object))
            Walk(span, value);
        return base.ToObject(span, value, destinationType);
    }

    // Scriban leaves out in silence what is too long inside a list.
    public override string? ObjectToString(object? value, bool nested = false)
    {
        if (value is string same && !nested)
            return same;
        written = nested ? written : 0;
        LimitToString = 0;
        var text = base.ObjectToString(value, nested);
        LimitToString = LongestOutput;
        return (written += 1 + (text?.Length ?? 0)) <= LongestText ? text : throw TooLong(CurrentSpan);
    }

    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext)
    {
        var span = callerContext?.Span ?? CurrentSpan;
        try
        {
            return TemplateSource.Parse(TemplateLoader!.Load(this, span, templatePath) ?? "", templatePath);
        }
        catch (TemplateException e)
        {
            throw new ScriptRuntimeException(span, $"Error while parsing template `{templatePath}` Parser messages:\n {e.Message}");
        }
    }

    // Of the runtime a template sees dates and lists, nothing that leads from a value to the program.
    protected override IObjectAccessor? GetMemberAccessorImpl(object target) =>
        target switch
        {
            IScriptObject or string or IList or decimal => base.GetMemberAccessorImpl(target),
            IDictionary or IDictionary<string, object?> or DateTime or DateTimeOffset or DateOnly or TimeSpan => Members(target),
            _ when target.GetType().IsPrimitive => base.GetMemberAccessorImpl(target),
            _ => target.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) == true ? null : Members(target),
        };

    protected override IListAccessor? GetListAccessorImpl(object target, Type type) =>
        base.GetListAccessorImpl(target, type) is { } items && target is not ScriptArray
            ? new ModelItems(items)
            : base.GetListAccessorImpl(target, type);

    private ModelMembers Members(object target) => new(base.GetMemberAccessorImpl(target)!);

    private Rendering WriteEscaped(string text)
    {
        var from = 0;
        for (int length; (length = text.AsSpan(from).IndexOfAny(Special)) >= 0; from += length + 1)
        {
            Write(text, from, length);
            Write(
                text[from + length] switch
                {
                    '&' => "&amp;",
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '"' => "&quot;",
                    _ => "&#39;",
                }
            );
        }
        Write(text, from, text.Length - from);
        return this;
    }

    private void Step()
    {
        if (stack - Here() > MostStack)
            throw new ScriptRuntimeException(CurrentSpan, "The nesting is too deep.");
        if ((++work & 63) == 0)
            CheckBudget();
    }

    private void CheckBudget()
    {
        CheckAbort();
        if (work > MostWork)
            throw new ScriptRuntimeException(CurrentSpan, $"The template does more than {MostWork} steps.");
        if (GC.GetAllocatedBytesForCurrentThread() - allocated > MostMemory)
            throw new ScriptRuntimeException(CurrentSpan, $"The template takes more than {MostMemory >> 20} MiB of memory.");
    }

    private string Bounded(string text, SourceSpan span)
    {
        if (text.Length > LargeText)
            CheckBudget();
        return text.Length <= LongestText ? text : throw TooLong(span);
    }

    // Where the stack has come to: Scriban's own check leaves too little of it to throw an error through many pipes.
    private static nint Here()
    {
        byte here = 0;
        return Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref here);
    }

    // Scriban compares lists, and writes objects into its messages, without looking how deep it has come; and sequences that wait for each
    // other in long chains would fill the stack too, so they never outlive the node that makes them.
    private object Shallow(ScriptNode node, object value)
    {
        CheckBudget();
        if (
            node.Parent
            is ScriptBinaryExpression
                or ScriptUnaryExpression
                or ScriptFunctionCall
                or ScriptCaseStatement
                or ScriptList { Parent: ScriptWhenStatement }
        )
            Walk(node.Span, value);
        return value;
    }

    private void Walk(SourceSpan span, object value)
    {
        var items = 0;
        Into(value, 0);

        void Into(object? at, int depth)
        {
            if (depth > DeepestValue)
                throw new ScriptRuntimeException(span, "Structure is too deeply nested or contains reference loops.");
            if (++items > LoopLimit)
                throw new ScriptRuntimeException(span, $"Structure has more than {LoopLimit} items.");
            if (at is ScriptObject with)
                foreach (var member in with.Values)
                    Into(member, depth + 1);
            else if (at is IEnumerable list and not string)
                foreach (var item in list)
                    Into(item, depth + 1);
        }
    }

    private static ScriptRuntimeException TooLong(SourceSpan span) => new(span, $"The text is longer than {LongestText} characters.");

    private static TemplateException Failure(Template template, string message) =>
        new($"{template.SourceFilePath}(1,1) : error : {message}");
}
