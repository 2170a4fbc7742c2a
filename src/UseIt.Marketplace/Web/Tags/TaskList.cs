using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>Long work in parts that may be done in any order.</summary>
[HtmlTargetElement("govuk-task-list")]
public sealed class TaskList : TagHelper
{
    /// <summary>Begins the ids inside; needed where a page has two lists.</summary>
    public string IdPrefix { get; set; } = "task-list";

    public string? Class { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        context.Items[typeof(TaskList)] = new TaskNumbers(IdPrefix);
        var tasks = await output.Children();
        output.Draw(Markup.Of($"""<ul class="{"govuk-task-list".With(Class)}"{output.Rest()}>{tasks}</ul>"""));
    }
}

internal sealed class TaskNumbers(string prefix)
{
    private int count;

    public string Next() => $"{prefix}-{++count}";
}

/// <summary>One task with its state; without href just words.</summary>
[HtmlTargetElement("govuk-task", ParentTag = "govuk-task-list", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TaskTag : TagHelper
{
    public string Label { get; set; } = "";
    public string? Href
    {
        get;
        set => field = value.OrNone();
    }
    public string? Hint
    {
        get;
        set => field = value.OrNone();
    }
    public string Status { get; set; } = "";

    /// <summary>Colour of a tag around the status; "Completed" needs none.</summary>
    public string? Colour
    {
        get;
        set => field = value.OrNone();
    }

    public bool CannotStartYet { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = ((TaskNumbers)context.Items[typeof(TaskList)]).Next();
        var hintId = Hint is null ? null : id + "-hint";
        var hint = hintId is null ? null : Markup.Of($"""<div id="{hintId}" class="govuk-task-list__hint">{Hint}</div>""");
        var name = Href is null
            ? Markup.Of($"<div>{Label}</div>")
            : Markup.Of(
                $"""<a class="govuk-link govuk-task-list__link" href="{Href}" aria-describedby="{(hintId is null ? "" : hintId + " ") + id}-status">{Label}</a>"""
            );
        var words = Markup.Of($"{(CannotStartYet && Status.Length == 0 ? "Cannot start yet" : Status)}");
        var status = Colour is null ? words : Tag.Draw(words, Colour);
        var statusClass = "govuk-task-list__status".With(CannotStartYet ? "govuk-task-list__status--cannot-start-yet" : null);
        output.Draw(
            Markup.Of(
                $"""
                <li class="{"govuk-task-list__item".With(
                    Href is null ? null : "govuk-task-list__item--with-link"
                )}"><div class="govuk-task-list__name-and-hint">{name}{hint}</div><div class="{statusClass}" id="{id}-status">{status}</div></li>
                """
            )
        );
    }
}
