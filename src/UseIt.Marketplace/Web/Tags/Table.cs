using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>A table written in plain HTML: inside, thead, tbody, tr, th and td get their classes and scopes.</summary>
[HtmlTargetElement("govuk-table")]
public sealed class Table : TagHelper
{
    public string? Caption
    {
        get;
        set => field = value.OrNone();
    }

    /// <summary>s, m, l or xl.</summary>
    public string? CaptionSize
    {
        get;
        set => field = value.OrNone();
    }

    /// <summary>The caption is heard but not seen, where a heading says the same.</summary>
    public bool CaptionHidden { get; set; }

    /// <summary>Scrolls by itself on a narrow screen, by keyboard too; unless said otherwise from three columns on.</summary>
    public bool? Wide { get; set; }

    public string? Class { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var shape = new TableShape();
        context.Items[typeof(TableShape)] = shape;
        var rows = await output.Children();
        var classes = "govuk-table__caption".With(
            CaptionSize is null ? null : "govuk-table__caption--" + CaptionSize,
            CaptionHidden ? "govuk-visually-hidden" : null
        );
        var caption = Caption is null ? null : Markup.Of($"""<caption class="{classes}">{Caption}</caption>""");
        var table = Markup.Of($"""<table class="{"govuk-table".With(Class)}"{output.Rest()}>{caption}{rows}</table>""");
        output.Draw(
            Wide ?? shape.Columns > 2
                ? Markup.Of($"""<div class="use-it-scroll" role="region" aria-label="{Caption ?? "Table"}" tabindex="0">{table}</div>""")
                : table
        );
    }
}

internal sealed class TableShape
{
    private int cellsInRow;

    public int Columns { get; private set; }

    public bool InHead { get; set; }

    public void BeginRow() => cellsInRow = 0;

    public void CountCell() => Columns = Math.Max(Columns, ++cellsInRow);

    /// <summary>A table that is none of ours has no shape, and stays as it is written.</summary>
    public static TableShape? In(TagHelperContext context) =>
        context.Items.TryGetValue(typeof(TableShape), out var shape) ? (TableShape)shape : null;
}

[HtmlTargetElement("thead")]
[HtmlTargetElement("tbody")]
[HtmlTargetElement("tfoot")]
[HtmlTargetElement("tr")]
public sealed class TableRows : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (TableShape.In(context) is not { } shape)
            return;
        if (context.TagName == "tr")
            shape.BeginRow();
        else
            shape.InHead = context.TagName == "thead";
        output.PrependClass(
            context.TagName switch
            {
                "thead" => "govuk-table__head",
                "tr" => "govuk-table__row",
                _ => "govuk-table__body",
            }
        );
    }
}

[HtmlTargetElement("th")]
[HtmlTargetElement("td")]
public sealed class TableCell : TagHelper
{
    /// <summary>Figures stand to the right, digits under digits.</summary>
    public bool Numeric { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (TableShape.In(context) is not { } shape)
            return;
        shape.CountCell();
        var kind = context.TagName == "th" ? "govuk-table__header" : "govuk-table__cell";
        output.PrependClass(kind.With(Numeric ? kind + "--numeric" : null));
        if (context.TagName == "th" && !output.Attributes.ContainsName("scope"))
            output.Attributes.Add("scope", shape.InHead ? "col" : "row");
    }
}

internal static class ClassNames
{
    public static void PrependClass(this TagHelperOutput output, string classes)
    {
        var own = output.Attributes.TryGetAttribute("class", out var given) ? given.Value?.ToString() : null;
        output.Attributes.SetAttribute("class", classes.With(own));
    }
}
