using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web.Tags;

/// <summary>A tag helper as a page would write it, drawn the way Razor draws it.</summary>
public sealed record Element(string Tag, TagHelper Helper, params IReadOnlyList<object> Inside)
{
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    public Task<string> DrawAsync() => DrawAsync(new Dictionary<object, object>());

    private async Task<string> DrawAsync(Dictionary<object, object> around)
    {
        var items = new Dictionary<object, object>(around);
        var attributes = new TagHelperAttributeList(Attributes.Select(attribute => new TagHelperAttribute(attribute.Key, attribute.Value)));
        var context = new TagHelperContext(Tag, attributes, items, Guid.NewGuid().ToString("N"));
        var output = new TagHelperOutput(
            Tag,
            attributes,
            async (_, _) =>
            {
                var content = new DefaultTagHelperContent();
                foreach (var child in Inside)
                    content.AppendHtml(child is Element element ? await element.DrawAsync(items) : (string)child);
                return content;
            }
        );
        await Helper.ProcessAsync(context, output);
        if (!output.IsContentModified)
            output.Content.SetHtmlContent(await output.GetChildContentAsync());
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        output.WriteTo(writer, Markup.Encoder);
        return writer.ToString();
    }
}
