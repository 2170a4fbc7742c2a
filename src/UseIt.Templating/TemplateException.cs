namespace UseIt.Templating;

/// <summary>One mistake in a template: the file, the line and column (both from 1) and what is wrong.</summary>
public sealed record TemplateError(string Path, int Line, int Column, string Message)
{
    /// <summary>The error as one line: <c>file(line,column) : error : message</c>.</summary>
    public override string ToString() => $"{Path}({Line},{Column}) : error : {Message}";
}

/// <summary>
/// A template could not be parsed or rendered. It is the only exception the library throws for what a template says;
/// its message is one line for each error. As in Scriban a message may quote a value of the model: show it to the author,
/// do not log it.
/// </summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the exception for the errors found.</summary>
    public TemplateException(IReadOnlyList<TemplateError> errors, Exception? cause = null)
        : base(string.Join('\n', errors), cause) => Errors = errors;

    /// <summary>What is wrong, in the order it was found; never empty.</summary>
    public IReadOnlyList<TemplateError> Errors { get; }
}
