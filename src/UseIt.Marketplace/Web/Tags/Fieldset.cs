using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>Questions that belong together, such as the lines of an address.</summary>
[HtmlTargetElement("govuk-fieldset")]
public sealed class Fieldset : TagHelper
{
    public string? Legend { get; set; }

    /// <summary>s, m, l or xl.</summary>
    public string? LegendSize { get; set; }

    public bool PageHeading { get; set; }
    public string? Class { get; set; }
    public string? Role { get; set; }
    public string? DescribedBy { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Draw(Draw(Legend, LegendSize, PageHeading, Class, Role, DescribedBy, output.Rest(), await output.Children()));

    internal static Markup Draw(
        string? legend,
        string? size,
        bool pageHeading,
        string? cssClass,
        string? role,
        string? describedBy,
        Markup rest,
        Markup content
    )
    {
        var fieldset = new Markup();
        fieldset.Add(
            $"""<fieldset class="{"govuk-fieldset".With(cssClass)}"{Markup.Attribute("role", role)}{Markup.Attribute("aria-describedby", describedBy)}{rest}>"""
        );
        if (!string.IsNullOrEmpty(legend))
        {
            size ??= pageHeading ? "l" : null;
            var text = pageHeading ? Markup.Of($"""<h1 class="govuk-fieldset__heading">{legend}</h1>""") : Markup.Of($"{legend}");
            fieldset.Add(
                $"""<legend class="{"govuk-fieldset__legend".With(size is null ? null : "govuk-fieldset__legend--" + size)}">{text}</legend>"""
            );
        }
        return fieldset.Add($"{content}</fieldset>");
    }
}
