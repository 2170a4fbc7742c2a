using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>
/// A form that is sent by post brings back what it showed as stored (<see cref="Shown"/>); when it comes back because something else was
/// saved meanwhile, it begins with what has no field of its own here.
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
public sealed class Form : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>What its fields hold are proposals, and nothing that is stored: it overwrites nothing.</summary>
    public bool Proposes { get; set; }

    private IReadOnlyDictionary<string, ShownField> fields = new Dictionary<string, ShownField>();

    // The framework's own helpers of a form have its fields drawn before this one is asked.
    public override void Init(TagHelperContext context) => fields = Shown.On(ViewContext.HttpContext).Begin();

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var http = ViewContext.HttpContext;
        var shown = Shown.On(http);
        await output.GetChildContentAsync();
        if (!output.Attributes.ContainsName("action"))
            output.Attributes.SetAttribute("action", Own(http.Request));
        if (Proposes || shown.Token(http, fields) is not { } token)
            return;
        var elsewhere = shown.Meanwhile.Where(f => !fields.ContainsKey(f.Key) && f.Value.Label.Length > 0).ToArray();
        if (elsewhere.Length > 0)
        {
            var lines = Markup.Joined("", elsewhere.Select(f => Markup.Of($"<li>{f.Value.Label}: {Field.Listed(f.Value.Said)}</li>")));
            output.PreContent.AppendHtml(
                Markup.Of(
                    $"""<div class="govuk-inset-text"><p class="govuk-body">Also saved meanwhile:</p><ul class="govuk-list govuk-list--bullet">{lines}</ul></div>"""
                )
            );
        }
        output.PostContent.AppendHtml(Markup.Of($"""<input type="hidden" name="{Shown.Field}" value="{token}">"""));
    }

    // Without one a browser sends to the address it stands at: that of the button which added a line, say, and no longer to the one that
    // saves.
    private static string Own(HttpRequest request) =>
        request.PathBase + request.Path + QueryString.Create(request.Query.Where(q => q.Key != "handler"));
}
