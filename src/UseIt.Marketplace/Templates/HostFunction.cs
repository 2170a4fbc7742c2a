using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace UseIt.Marketplace.Templates;

/// <summary>
/// A function whose exceptions stay where they are thrown: their words may hold what an author must not see. What a function that writes
/// <paramref name="markup"/> returns is not escaped again.
/// </summary>
internal sealed class HostFunction(string name, IScriptCustomFunction inner, bool markup = false) : IScriptCustomFunction
{
    // Most functions are called for every cell of a table: these go past Scriban's reflection.
    private Func<ScriptArray, object?>? direct;

    public int RequiredParameterCount { get; } = inner.RequiredParameterCount;
    public int ParameterCount { get; } = inner.ParameterCount;
    public ScriptVarParamKind VarParamKind { get; } = inner.VarParamKind;
    public Type ReturnType { get; } = inner.ReturnType;

    public static HostFunction Of(string name, Delegate function) =>
        new(name, DynamicCustomFunction.Create(function))
        {
            direct = function switch
            {
                Func<object?, string> says => arguments => says(arguments[0]),
                WritesMarkup writes => arguments => writes(arguments[0], arguments.Count < 2 || arguments[1] is not false),
                _ => null,
            },
        };

    public ScriptParameterInfo GetParameterInfo(int index) => inner.GetParameterInfo(index);

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        try
        {
            var value = direct is not null ? direct(arguments) : inner.Invoke(context, callerContext, arguments, blockStatement);
            return markup && value is string html && context is Rendering { Escape: true } ? new RawHtml(html) : value;
        }
        catch (Exception e) when (e is not (ScriptRuntimeException or OperationCanceledException))
        {
            throw new ScriptRuntimeException(callerContext?.Span ?? context.CurrentSpan, $"The function `{name}` failed.");
        }
    }

    public ValueTask<object?> InvokeAsync(
        TemplateContext context,
        ScriptNode? callerContext,
        ScriptArray arguments,
        ScriptBlockStatement? blockStatement
    ) => new(Invoke(context, callerContext, arguments, blockStatement));
}
