using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

internal static class Drawing
{
    public static void Draw(this TagHelperOutput output, Markup html)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(html);
    }

    /// <summary>Attributes written on our tag that are none of ours go to the control itself.</summary>
    public static Markup Rest(this TagHelperOutput output)
    {
        var rest = new Markup();
        foreach (var attribute in output.Attributes)
        {
            var name = Markup.Raw(attribute.Name);
            if (attribute.ValueStyle == HtmlAttributeValueStyle.Minimized)
                rest.Add($" {name}");
            else if (attribute.Value is IHtmlContent html)
                rest.Add($" {name}=\"{Markup.Rendered(html)}\"");
            else
                rest.Add($" {name}=\"{attribute.Value?.ToString()}\"");
        }
        return rest;
    }

    public static async Task<Markup> Children(this TagHelperOutput output) =>
        Markup.Raw(Markup.Rendered(await output.GetChildContentAsync(Markup.Encoder)).ToString().Trim());

    /// <summary>Razor hands an expression that is null to a text attribute as the empty text.</summary>
    public static string? OrNone(this string? text) => string.IsNullOrEmpty(text) ? null : text;

    public static string With(this string component, params string?[] more) =>
        string.Join(' ', more.Where(name => !string.IsNullOrEmpty(name)).Prepend(component));
}
