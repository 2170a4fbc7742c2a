using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>Facts with their names, each with what can be done about it: the check-answers page.</summary>
[HtmlTargetElement("govuk-summary-list")]
public sealed class SummaryList : TagHelper
{
    /// <summary>Draws the list as a card with this title.</summary>
    public string? Card
    {
        get;
        set => field = value.OrNone();
    }

    public int CardHeadingLevel { get; set; } = 2;
    public string? Class { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        List<SummaryRow> rows = [];
        List<SummaryAction> cardActions = [];
        context.Items[typeof(SummaryRow)] = rows;
        context.Items[typeof(SummaryAction)] = cardActions;
        await output.GetChildContentAsync();

        var anyActions = rows.Any(row => row.Actions.Count > 0);
        var drawn = new Markup();
        foreach (var row in rows)
        {
            var classes = "govuk-summary-list__row".With(
                anyActions && row.Actions.Count == 0 ? "govuk-summary-list__row--no-actions" : null,
                row.Class
            );
            drawn.Add(
                $"""
                <div class="{classes}"><dt class="govuk-summary-list__key">{row.Key}</dt><dd class="govuk-summary-list__value">{row.Value}</dd>{RowActions(
                    row.Actions
                )}</div>
                """
            );
        }
        var list = Markup.Of($"""<dl class="{"govuk-summary-list".With(Class)}"{output.Rest()}>{drawn}</dl>""");
        output.Draw(Card is null ? list : InCard(list, cardActions));
    }

    private Markup InCard(Markup list, List<SummaryAction> actions)
    {
        var heading = Markup.Raw($"h{Math.Clamp(CardHeadingLevel, 2, 6)}");
        var title = Markup.Of($"""<{heading} class="govuk-summary-card__title">{Card}</{heading}>""");
        var drawn = actions.Count switch
        {
            0 => null,
            1 => Markup.Of($"""<div class="govuk-summary-card__actions">{Link(actions[0])}</div>"""),
            _ => Markup.Of($"""<ul class="govuk-summary-card__actions">{Items(actions, "govuk-summary-card__action")}</ul>"""),
        };
        return Markup.Of(
            $"""
            <div class="govuk-summary-card"><div class="govuk-summary-card__title-wrapper">{title}{drawn}</div><div class="govuk-summary-card__content">{list}</div></div>
            """
        );
    }

    private Markup? RowActions(List<SummaryAction> actions) =>
        actions.Count switch
        {
            0 => null,
            1 => Markup.Of($"""<dd class="govuk-summary-list__actions">{Link(actions[0])}</dd>"""),
            _ => Markup.Of(
                $"""<dd class="govuk-summary-list__actions"><ul class="govuk-summary-list__actions-list">{Items(actions, "govuk-summary-list__actions-list-item")}</ul></dd>"""
            ),
        };

    private Markup Items(List<SummaryAction> actions, string itemClass) =>
        Markup.Joined("", actions.Select(action => Markup.Of($"""<li class="{itemClass}">{Link(action)}</li>""")));

    private Markup Link(SummaryAction action)
    {
        var what = (string.IsNullOrEmpty(action.What) ? "" : " " + action.What) + (Card is null ? "" : $" ({Card})");
        var hidden = what.Length == 0 ? null : Markup.Of($"""<span class="govuk-visually-hidden">{what}</span>""");
        return Markup.Of($"""<a class="govuk-link" href="{action.Href}">{action.Text}{hidden}</a>""");
    }
}

/// <summary>One fact: its name, its value (what stands inside), and a Change link.</summary>
[HtmlTargetElement("govuk-row", ParentTag = "govuk-summary-list")]
public sealed class Row : TagHelper
{
    public string Key { get; set; } = "";

    /// <summary>Address of the page that changes it.</summary>
    public string? Change
    {
        get;
        set => field = value.OrNone();
    }

    /// <summary>What is changed, for people who hear the link alone; the key in lower case if not given.</summary>
    public string? What
    {
        get;
        set => field = value.OrNone();
    }

    public string? Class { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var rows = (List<SummaryRow>)context.Items[typeof(SummaryRow)];
        List<SummaryAction> actions = [];
        context.Items[typeof(SummaryAction)] = actions;
        var value = await output.Children();
        if (Change is not null)
            actions.Insert(0, new SummaryAction(Change, What ?? Lowered(Key), Markup.Raw("Change")));
        rows.Add(new SummaryRow(Key, value, actions, Class));
        output.SuppressOutput();
    }

    /// <summary>"Closing date" becomes "closing date", but "CPV code" stays.</summary>
    private static string Lowered(string key) =>
        key.Length > 1 && char.IsUpper(key[0]) && !char.IsUpper(key[1]) ? char.ToLowerInvariant(key[0]) + key[1..] : key;
}

/// <summary>A link beside a row, or in the title of a card.</summary>
[HtmlTargetElement("govuk-action")]
public sealed class ActionTag : TagHelper
{
    public string Href { get; set; } = "";

    /// <summary>What it acts on, for people who hear the link alone.</summary>
    public string? What
    {
        get;
        set => field = value.OrNone();
    }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var actions = (List<SummaryAction>)context.Items[typeof(SummaryAction)];
        actions.Add(new SummaryAction(Href, What, await output.Children()));
        output.SuppressOutput();
    }
}

internal sealed record SummaryRow(string Key, Markup Value, List<SummaryAction> Actions, string? Class);

internal sealed record SummaryAction(string Href, string? What, Markup Text);
