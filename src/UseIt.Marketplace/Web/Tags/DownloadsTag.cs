using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>The links to a list as a file, at the list's own address.</summary>
[HtmlTargetElement("use-it-downloads", TagStructure = TagStructure.WithoutEndTag)]
public sealed class DownloadsTag : TagHelper
{
    /// <summary>The address of the list, with what narrows it.</summary>
    public string At { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        (output.TagName, output.TagMode) = ("p", TagMode.StartTagAndEndTag);
        output.Attributes.SetAttribute("class", "govuk-body");
        output.Content.AppendHtml("Download ");
        Link("csv", "as CSV");
        output.Content.AppendHtml(" or ");
        Link("xlsx", "as a spreadsheet");

        void Link(string format, string words)
        {
            output.Content.AppendHtml("<a class=\"govuk-link\" href=\"");
            output.Content.Append($"{At}{(At.Contains('?', StringComparison.Ordinal) ? '&' : '?')}as={format}");
            output.Content.AppendHtml($"\">{words}</a>");
        }
    }
}
