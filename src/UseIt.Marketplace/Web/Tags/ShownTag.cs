using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>
/// What a form rests on without having a field for it, such as the edition of what is about to be published: where it has changed meanwhile
/// the form comes back instead.
/// </summary>
[HtmlTargetElement("use-it-shown", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ShownTag : TagHelper
{
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Shown.On(ViewContext.HttpContext).Note(Name, new ShownField("", [Value], value => value));
        output.SuppressOutput();
    }
}
