using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>What is wrong, with a link to each field. The layout draws it; a page need not.</summary>
[HtmlTargetElement("govuk-error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummary : TagHelper
{
    public string Title { get; set; } = "There is a problem";

    /// <summary>Only where the mistakes are not those of the page's form.</summary>
    public IReadOnlyList<(string? Id, string Sentence)>? Items { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext? ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var mistakes = Items ?? (ViewContext is null ? [] : Mistakes.On(ViewContext).Summary());
        if (mistakes.Count == 0)
        {
            output.SuppressOutput();
            return;
        }
        var list = new Markup();
        foreach (var (id, sentence) in mistakes)
        {
            if (id is null)
                list.Add($"<li>{sentence}</li>");
            else
                list.Add($"""<li><a href="#{id}">{sentence}</a></li>""");
        }
        output.Draw(
            Markup.Of(
                $"""
                <div class="govuk-error-summary"{output.Rest()} data-module="govuk-error-summary"><div role="alert"><h2 class="govuk-error-summary__title">{Title}</h2><div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list">{list}</ul></div></div></div>
                """
            )
        );
    }
}
