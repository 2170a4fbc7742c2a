using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using UseIt.Marketplace.Web.Tags;

namespace UseIt.Marketplace.Web.Charts;

/// <summary>Draws a chart; the same figures as a table belong inside.</summary>
[HtmlTargetElement("use-it-chart")]
public sealed class ChartTag : TagHelper
{
    public required Chart Value { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var number = ViewContext.HttpContext.Items.TryGetValue(typeof(ChartTag), out var drawn) ? (int)drawn! + 1 : 1;
        ViewContext.HttpContext.Items[typeof(ChartTag)] = number;
        output.Draw(
            Markup.Of($"""<figure class="use-it-chart"{output.Rest()}>{Value.Draw($"chart-{number}")}</figure>{await output.Children()}""")
        );
    }
}
