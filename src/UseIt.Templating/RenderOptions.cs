using System.Globalization;

namespace UseIt.Templating;

/// <summary>How to render: what the host adds to the language and what it allows.</summary>
public sealed record RenderOptions
{
    /// <summary>Whether text from values is escaped for HTML. What a template says outside its code never is.</summary>
    public bool Escape { get; init; }

    /// <summary>
    /// Functions of the host by the name a template calls them. Parameters may be of any type a value converts to;
    /// optional parameters keep their defaults; the names of parameters are snake_case for named arguments.
    /// </summary>
    public IReadOnlyDictionary<string, Delegate> Functions { get; init; } = new Dictionary<string, Delegate>();

    /// <summary>Where <c>include</c> finds templates; without it including is an error.</summary>
    public ITemplateLoader? Includes { get; init; }

    /// <summary>The bounds of one rendering.</summary>
    public RenderLimits Limits { get; init; } = new();

    /// <summary>How numbers and dates are written; invariant unless the host says otherwise, whatever the server's culture.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>The only clock a template can read, and the zone of its local time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Ends the rendering with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>
/// The bounds of one rendering. A template that passes one ends in a <see cref="TemplateException"/>. The defaults of
/// <see cref="Loop"/>, <see cref="Recursion"/> and <see cref="Text"/> are Scriban's.
/// </summary>
public sealed record RenderLimits
{
    /// <summary>Iterations of a loop together with the loops inside it, and items of a range or list it may run over.</summary>
    public int Loop { get; init; } = 1000;

    /// <summary>Calls and includes inside each other.</summary>
    public int Recursion { get; init; } = 100;

    /// <summary>Characters of the output and of any one text.</summary>
    public int Text { get; init; } = 1 << 20;

    /// <summary>Statements, and items and characters (by 16) handled by built-in functions, in the whole rendering.</summary>
    public long Steps { get; init; } = 5_000_000;

    /// <summary>Time of one use of a regular expression.</summary>
    public TimeSpan Regex { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time of the whole rendering.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Finds included templates.</summary>
public interface ITemplateLoader
{
    /// <summary>The template of that name, or null if there is none or it is out of bounds.</summary>
    Template? Load(string name);
}
