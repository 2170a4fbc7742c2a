using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>A button, or with href a link that looks like one.</summary>
[HtmlTargetElement("govuk-button")]
public sealed class Button : TagHelper
{
    /// <summary>secondary, warning or inverse; none for the page's main action.</summary>
    public string? Kind
    {
        get;
        set => field = value.OrNone();
    }

    public string? Href
    {
        get;
        set => field = value.OrNone();
    }
    public string Type { get; set; } = "submit";
    public string? Name { get; set; }
    public string? Value { get; set; }
    public string? Id { get; set; }
    public string? Class { get; set; }
    public bool Disabled { get; set; }

    /// <summary>The big arrow that begins a service.</summary>
    public bool Start { get; set; }

    /// <summary>On unless said otherwise: a second click within a second does nothing.</summary>
    public bool PreventDoubleClick { get; set; } = true;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var text = await output.Children();
        var classes = "govuk-button".With(Kind is null ? null : "govuk-button--" + Kind, Class, Start ? "govuk-button--start" : null);
        var common = Markup.Of($"""class="{classes}" data-module="govuk-button"{Markup.Attribute("id", Id)}{output.Rest()}""");
        var arrow = Start ? Arrow : null;
        // The arrow's row would swallow the spaces between words and elements.
        if (Start && text.ToString().Contains('<', StringComparison.Ordinal))
            text = Markup.Of($"<span>{text}</span>");
        output.Draw(
            Href is not null
                ? Markup.Of($"""<a href="{Href}" role="button" draggable="false" {common}>{text}{arrow}</a>""")
                : Markup.Of(
                    $"""
                    <button type="{Type}"{Markup.Attribute("value", Value)}{Markup.Attribute("name", Name)}{Unusable}{Markup.Attribute(
                        "data-prevent-double-click",
                        PreventDoubleClick ? "true" : null
                    )} {common}>{text}{arrow}</button>
                    """
                )
        );
    }

    private Markup? Unusable => Disabled ? Markup.Raw(" disabled aria-disabled=\"true\"") : null;

    private static Markup Arrow =>
        Markup.Raw(
            """
            <svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>
            """
        );
}
