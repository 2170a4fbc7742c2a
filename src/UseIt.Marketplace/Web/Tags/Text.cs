using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>A state in one or two words.</summary>
[HtmlTargetElement("govuk-tag")]
public sealed class Tag : TagHelper
{
    /// <summary>grey, green, teal, blue, purple, magenta, red, orange or yellow.</summary>
    public string? Colour
    {
        get;
        set => field = value.OrNone();
    }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Draw(Draw(await output.Children(), Colour, null, output.Rest()));

    internal static Markup Draw(Markup text, string? colour, string? cssClass = null, Markup? rest = null) =>
        Markup.Of(
            $"""<strong class="{"govuk-tag".With(cssClass, colour is null ? null : "govuk-tag--" + colour)}"{rest}>{text}</strong>"""
        );
}

/// <summary>Something people must know before they act, with its consequence.</summary>
[HtmlTargetElement("govuk-warning")]
public sealed class Warning : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Draw(
            Markup.Of(
                $"""
                <div class="govuk-warning-text"{output.Rest()}><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {await output.Children()}</strong></div>
                """
            )
        );
}

/// <summary>A remark set apart from the text around it.</summary>
[HtmlTargetElement("govuk-inset")]
public sealed class Inset : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Draw(Markup.Of($"""<div class="govuk-inset-text"{output.Rest()}>{await output.Children()}</div>"""));
}

/// <summary>Help that only some people need, folded away.</summary>
[HtmlTargetElement("govuk-details")]
public sealed class Details : TagHelper
{
    public string Summary { get; set; } = "";
    public bool Open { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Draw(
            Markup.Of(
                $"""
                <details class="govuk-details"{output.Rest()}{Markup.Flag(
                    "open",
                    Open
                )}><summary class="govuk-details__summary"><span class="govuk-details__summary-text">{Summary}</span></summary><div class="govuk-details__text">{await output.Children()}</div></details>
                """
            )
        );
}

/// <summary>It is done: the top of a confirmation page.</summary>
[HtmlTargetElement("govuk-panel")]
public sealed class Panel : TagHelper
{
    public string Title { get; set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var text = await output.Children();
        var body = text.IsEmpty ? null : Markup.Of($"""<div class="govuk-panel__body">{text}</div>""");
        output.Draw(
            Markup.Of(
                $"""<div class="govuk-panel govuk-panel--confirmation"{output.Rest()}><h1 class="govuk-panel__title">{Title}</h1>{body}</div>"""
            )
        );
    }
}

/// <summary>News about this page; plain text inside becomes its heading.</summary>
[HtmlTargetElement("govuk-notification")]
public sealed class Notification : TagHelper
{
    /// <summary>Something has just been done: green, and read out at once.</summary>
    public bool Success { get; set; }

    public string? Title
    {
        get;
        set => field = value.OrNone();
    }

    /// <summary>Needed where a page shows two.</summary>
    public string TitleId { get; set; } = "govuk-notification-banner-title";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.Children();
        if (!content.ToString().Contains('<', StringComparison.Ordinal))
            content = Markup.Of($"""<p class="govuk-notification-banner__heading">{content}</p>""");
        output.Draw(
            Markup.Of(
                $"""
                <div class="{"govuk-notification-banner".With(Success ? "govuk-notification-banner--success" : null)}" role="{(
                    Success ? "alert" : "region"
                )}" aria-labelledby="{TitleId}" data-module="govuk-notification-banner"{output.Rest()}><div class="govuk-notification-banner__header"><h2 class="govuk-notification-banner__title" id="{TitleId}">{Title
                    ?? (Success ? "Success" : "Important")}</h2></div><div class="govuk-notification-banner__content">{content}</div></div>
                """
            )
        );
    }
}

/// <summary>A line above everything that says what kind of service this is, such as a demonstration.</summary>
[HtmlTargetElement("govuk-phase-banner")]
public sealed class PhaseBanner : TagHelper
{
    public string Phase { get; set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Draw(
            Markup.Of(
                $"""
                <div class="govuk-phase-banner govuk-width-container"{output.Rest()}><p class="govuk-phase-banner__content">{Tag.Draw(
                    Markup.Of($"{Phase}"),
                    null,
                    "govuk-phase-banner__content__tag"
                )}<span class="govuk-phase-banner__text">{await output.Children()}</span></p></div>
                """
            )
        );
}
