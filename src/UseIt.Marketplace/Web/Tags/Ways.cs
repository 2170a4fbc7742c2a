using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

[HtmlTargetElement("govuk-back-link")]
public sealed class BackLink : TagHelper
{
    public string Href { get; set; } = "#";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var text = await output.Children();
        output.Draw(
            Markup.Of($"""<a href="{Href}" class="govuk-back-link"{output.Rest()}>{(text.IsEmpty ? Markup.Raw("Back") : text)}</a>""")
        );
    }
}

[HtmlTargetElement("govuk-breadcrumbs")]
public sealed class Breadcrumbs : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output) =>
        output.Draw(
            Markup.Of(
                $"""
                <nav class="govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile"{output.Rest()} aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">{await output.Children()}</ol></nav>
                """
            )
        );
}

/// <summary>One step of the breadcrumbs; without href the page itself.</summary>
[HtmlTargetElement("govuk-crumb", ParentTag = "govuk-breadcrumbs")]
public sealed class Crumb : TagHelper
{
    public string? Href
    {
        get;
        set => field = value.OrNone();
    }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var text = await output.Children();
        output.Draw(
            Href is null
                ? Markup.Of($"""<li class="govuk-breadcrumbs__list-item" aria-current="page">{text}</li>""")
                : Markup.Of(
                    $"""<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="{Href}">{text}</a></li>"""
                )
        );
    }
}

/// <summary>Keyset paging knows no page numbers, only what comes before and after. Draws nothing where there is neither.</summary>
[HtmlTargetElement("govuk-pagination", TagStructure = TagStructure.WithoutEndTag)]
public sealed class Pagination : TagHelper
{
    public string? Previous
    {
        get;
        set => field = value.OrNone();
    }
    public string? PreviousLabel
    {
        get;
        set => field = value.OrNone();
    }
    public string? Next
    {
        get;
        set => field = value.OrNone();
    }
    public string? NextLabel
    {
        get;
        set => field = value.OrNone();
    }

    /// <summary>What is paged, where a page has several lists.</summary>
    public string Landmark { get; set; } = "Pagination";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Previous is null && Next is null)
        {
            output.SuppressOutput();
            return;
        }
        output.Draw(
            Markup.Of(
                $"""
                <nav class="govuk-pagination govuk-pagination--block" aria-label="{Landmark}"{output.Rest()}>{Arrow(
                    "prev",
                    "Previous",
                    Previous,
                    PreviousLabel
                )}{Arrow("next", "Next", Next, NextLabel)}</nav>
                """
            )
        );
    }

    private static Markup? Arrow(string direction, string word, string? href, string? label)
    {
        if (href is null)
            return null;
        var path = Markup.Raw(
            direction == "prev"
                ? "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"
                : "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"
        );
        var title = "govuk-pagination__link-title".With(label is null ? "govuk-pagination__link-title--decorated" : null);
        var what = label is null
            ? null
            : Markup.Of($"""<span class="govuk-visually-hidden">:</span><span class="govuk-pagination__link-label">{label}</span>""");
        return Markup.Of(
            $"""
            <div class="govuk-pagination__{direction}"><a class="govuk-link govuk-pagination__link" href="{href}" rel="{direction}"><svg class="govuk-pagination__icon govuk-pagination__icon--{direction}" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="{path}"></path></svg><span class="{title}">{word}<span class="govuk-visually-hidden"> page</span></span>{what}</a></div>
            """
        );
    }
}
