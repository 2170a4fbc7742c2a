using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>
/// Answers from a long list, found by plain words. Without script its button shows the page again with what was found; with script they
/// come as one types. The words stand in a property named as this one with <c>Words</c> behind it.
/// </summary>
[HtmlTargetElement("use-it-picker", TagStructure = TagStructure.WithoutEndTag)]
public sealed class Picker : LegendField
{
    public Pick From { get; set; } = Pick.Cpv;

    /// <summary>What the box for the words is called.</summary>
    public string WordsLabel { get; set; } = "Find it by plain words";

    /// <summary>Exactly one answer, and the label of the one that says there is none.</summary>
    public string? None
    {
        get;
        set => field = value.OrNone();
    }

    /// <summary>Answers that are there before anything is looked for.</summary>
    public IEnumerable<Choice> Usual { get; set; } = [];

    private string Component => None is null ? "govuk-checkboxes" : "govuk-radios";
    private string Type => None is null ? "checkbox" : "radio";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        TakePlace();
        Show(Stored, value => From.Known(value)?.Label ?? value);
        var words = TypedOrStored($"{FieldName}Words") is [var typed, ..] ? typed : null;
        var chosen = TypedOrStored()
            .SelectMany(c => c.Split('\n'))
            .Select(c => From.Known(c))
            .OfType<Choice>()
            .DistinctBy(c => c.Value)
            .Select(c => Usual.FirstOrDefault(u => u.Value == c.Value) ?? c)
            .ToList();
        if (None is not null)
            chosen.Insert(0, new Choice("", None));
        var there = chosen.Concat(Usual.ExceptBy(chosen.Select(c => c.Value), c => c.Value)).ToArray();
        var found = From.Find(words).ExceptBy(there.Select(c => c.Value), c => c.Value).ToArray();
        HashSet<string> picked = [.. None is null ? chosen.Select(c => c.Value) : [chosen[^1].Value]];

        var box = Markup.Of(
            $"""
            {HintMarkup()}{ErrorMarkup()}<div class="{Component} {Component}--small" data-picker-chosen="">{Items(there, "-", picked)}</div>
            <div class="use-it-picker__words"><div class="govuk-form-group"><label class="govuk-label" for="{FieldId}">{WordsLabel}</label><input class="{Join(
                "govuk-input",
                Sentences.Count == 0 ? null : "govuk-input--error"
            )}" id="{FieldId}" name="{FieldName}Words" type="text" autocomplete="off" data-picker-words=""{Markup.Attribute(
                "value",
                words
            )}{Markup.Attribute(
                "aria-describedby",
                Described()
            )}></div><button type="submit" class="govuk-button govuk-button--secondary" name="find" value="{FieldName}" formaction="#{FieldId}" formnovalidate>Find<span class="govuk-visually-hidden"> {WordsLabel}</span></button></div>
            <div class="{Component} {Component}--small" data-picker-found="">{Items(found, "-found-", [])}</div>
            <p class="{(
                words is { Length: > 0 } && found.Length == 0 && !From.Find(words).Any() ? "govuk-body" : "govuk-visually-hidden"
            )}" role="status">{Said(words, found)}</p>
            <template>{Item(new Choice("", "", "-"), $"{FieldId}-new", false)}</template>
            """
        );
        output.Draw(Group(InFieldset(box, describedBy: Described()), "use-it-picker", Markup.Attribute("data-picker", From.Address)));
    }

    private static string Said(string? words, Choice[] found) =>
        string.IsNullOrWhiteSpace(words) ? ""
        : found.Length == 0 ? $"Nothing more is found for “{words.Trim()}”."
        : $"{found.Length} found for “{words.Trim()}”.";

    private Markup Items(IReadOnlyList<Choice> choices, string mark, HashSet<string> picked)
    {
        var items = new Markup();
        for (var i = 0; i < choices.Count; i++)
            items.Add($"{Item(choices[i], $"{FieldId}{mark}{i + 1}", picked.Contains(choices[i].Value))}");
        return items;
    }

    private Markup Item(Choice choice, string id, bool picked)
    {
        var hint = choice.Hint is null
            ? null
            : Markup.Of($"""<div id="{id}-item-hint" class="govuk-hint {Component}__hint">{choice.Hint}</div>""");
        return Markup.Of(
            $"""<div class="{Component}__item"><input class="{Component}__input" id="{id}" name="{FieldName}" type="{Type}" value="{choice.Value}"{Markup.Flag("checked", picked)}{Markup.Attribute("aria-describedby", hint is null ? null : $"{id}-item-hint")}><label class="govuk-label {Component}__label" for="{id}">{choice.Label}</label>{hint}</div>"""
        );
    }
}
