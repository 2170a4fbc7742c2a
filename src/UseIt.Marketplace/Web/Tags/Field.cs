using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>What every question on a form has: a name, an id, a hint, what is wrong with it, and the value typed or stored.</summary>
public abstract class Field : TagHelper
{
    /// <summary>The page's property; gives name, id, value and mistakes.</summary>
    public ModelExpression? For { get; set; }

    public string? Name { get; set; }
    public string? Id
    {
        get;
        set => field = value.OrNone();
    }
    public string? Hint
    {
        get;
        set => field = value.OrNone();
    }

    /// <summary>Only for a mistake that ModelState does not hold.</summary>
    public string? Error
    {
        get;
        set => field = value.OrNone();
    }

    public string? Class { get; set; }
    public string? GroupClass { get; set; }

    /// <summary>Ids of further text that describes the question.</summary>
    public string? DescribedBy { get; set; }

    /// <summary>The question is the page's h1.</summary>
    public bool PageHeading { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext? ViewContext { get; set; }

    protected string FieldName =>
        Name
        ?? (
            For is null
                ? throw new InvalidOperationException($"<{GetType().Name}> needs for=\"Property\" or name=\"...\".")
                : ViewContext?.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name) ?? For.Name
        );

    protected string FieldId => Id ?? TagBuilder.CreateSanitizedId(FieldName, "_");

    protected virtual IReadOnlyList<string> Sentences =>
        Error is not null ? [Error]
        : ViewContext is null ? []
        : Mistakes.On(ViewContext).For(FieldName);

    /// <summary>Takes its place in the error summary; must run before the field's children do.</summary>
    protected virtual void TakePlace()
    {
        if (ViewContext is not null)
            Mistakes.On(ViewContext).Place(FieldName, FieldId);
    }

    protected IReadOnlyList<string> TypedOrStored(string? name = null)
    {
        if (ViewContext?.ViewData.ModelState.GetValueOrDefault(name ?? FieldName)?.RawValue is { } typed)
            return typed as string[] ?? [Written(typed)];
        return name is null ? Stored : [];
    }

    protected string? TypedOrStoredText() => TypedOrStored() is [var text, ..] ? text : null;

    /// <summary>What is stored, whatever was typed.</summary>
    protected IReadOnlyList<string> Stored =>
        For?.Model switch
        {
            null => [],
            IEnumerable many and not string => [.. many.Cast<object?>().Select(Written)],
            var one => [Written(one)],
        };

    /// <summary>What the question is called where it does not stand itself.</summary>
    protected abstract string Called { get; }

    /// <summary>Says what the field shows as stored, before its mistakes are drawn.</summary>
    protected void Show(IReadOnlyList<string> stored, Func<string, string>? says = null)
    {
        if (ViewContext is null)
            return;
        var shown = Shown.On(ViewContext.HttpContext);
        shown.Note(FieldName, new ShownField(Called, stored, says ?? (value => value)));
        meanwhile = shown.Meanwhile.GetValueOrDefault(FieldName);
    }

    internal static Markup Listed(IEnumerable<string> said)
    {
        var lines = said.Where(line => line.Length > 0).ToArray();
        return lines.Length == 0
            ? Markup.Of($"nothing")
            : Markup.Joined("<br>", lines.Select(line => Markup.Of($"""<span class="use-it-typed">{line}</span>""")));
    }

    private ShownField? meanwhile;

    private static string Written(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    protected Markup HintMarkup() =>
        Hint is null ? new Markup() : Markup.Of($"""<div id="{FieldId}-hint" class="govuk-hint">{Hint}</div>""");

    protected Markup ErrorMarkup()
    {
        if (Sentences.Count == 0)
            return new Markup();
        var lines = Markup.Joined("<br>", Sentences.Select(sentence => Markup.Of($"{sentence}")));
        var error = Markup.Of(
            $"""<p id="{FieldId}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {lines}</p>"""
        );
        return meanwhile is null
            ? error
            : error.Add($"""<div id="{FieldId}-meanwhile" class="govuk-inset-text">Saved meanwhile: {Listed(meanwhile.Said)}</div>""");
    }

    /// <summary>aria-describedby: text given by the page, then the hint, then the mistake.</summary>
    protected string? Described(params string?[] others)
    {
        string?[] ids =
        [
            DescribedBy,
            .. others,
            Hint is null ? null : FieldId + "-hint",
            Sentences.Count == 0 ? null : FieldId + "-error",
            meanwhile is null ? null : FieldId + "-meanwhile",
        ];
        var found = string.Join(' ', ids.Where(id => !string.IsNullOrEmpty(id)));
        return found.Length == 0 ? null : found;
    }

    protected string Classes(string component) => Join(component, Sentences.Count == 0 ? null : component + "--error", Class);

    protected Markup Group(Markup content, string? extraClass = null, Markup? attributes = null)
    {
        var classes = Join("govuk-form-group", Sentences.Count == 0 ? null : "govuk-form-group--error", extraClass, GroupClass);
        return Markup.Of($"""<div class="{classes}"{attributes}>{content}</div>""");
    }

    protected static string Join(params string?[] classes) => string.Join(' ', classes.Where(name => !string.IsNullOrEmpty(name)));
}

/// <summary>A field with one control and a label of its own.</summary>
public abstract class LabelledField : Field
{
    public string? Label { get; set; }

    /// <summary>s, m, l or xl.</summary>
    public string? LabelSize { get; set; }

    protected override string Called => Label ?? "";

    protected Markup LabelMarkup()
    {
        if (string.IsNullOrEmpty(Label))
            return new Markup();
        var size = LabelSize ?? (PageHeading ? "l" : null);
        var label = Markup.Of(
            $"""<label class="{Join("govuk-label", size is null ? null : "govuk-label--" + size)}" for="{FieldId}">{Label}</label>"""
        );
        return PageHeading ? Markup.Of($"""<h1 class="govuk-label-wrapper">{label}</h1>""") : label;
    }
}

/// <summary>A question answered by several controls, so that it needs a legend.</summary>
public abstract class LegendField : Field
{
    public string? Legend { get; set; }

    /// <summary>s, m, l or xl.</summary>
    public string? LegendSize { get; set; }

    protected override string Called => Legend ?? "";

    protected Markup InFieldset(Markup content, string? role = null, string? describedBy = null) =>
        string.IsNullOrEmpty(Legend)
            ? content
            : Fieldset.Draw(Legend, LegendSize, PageHeading, null, role, describedBy, new Markup(), content);
}
