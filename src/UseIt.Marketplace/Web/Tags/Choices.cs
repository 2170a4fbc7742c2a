using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>Radios and checkboxes: the same drawing with another word in the class names.</summary>
public abstract class Choices(string component, string type) : LegendField
{
    /// <summary>Answers from a list; tags inside come after them.</summary>
    public IEnumerable<Choice>? Items { get; set; }

    public bool Small { get; set; }

    /// <summary>The value chosen, where there is no property to take it from.</summary>
    public string? Value { get; set; }

    protected virtual string? Arrangement => null;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        TakePlace();
        var answers = OfferedAnswers.Begin(context, Items);
        await output.GetChildContentAsync();
        var chosen = Value is null ? TypedOrStored() : [Value];
        Show([.. answers.ChosenIn(Value is null ? Stored : [Value])], answers.Says);

        var boxes = new Markup();
        for (var i = 0; i < answers.Count; i++)
            boxes.Add($"{Box(answers[i], i + 1, chosen)}");

        var classes = Join(component, Small ? component + "--small" : null, Arrangement, Class);
        var content = Markup.Of(
            $"""{HintMarkup()}{ErrorMarkup()}<div class="{classes}"{output.Rest()} data-module="{component}">{boxes}</div>"""
        );
        output.Draw(Group(InFieldset(content, describedBy: Described())));
    }

    private Markup Box(Answer answer, int number, IReadOnlyList<string> values)
    {
        if (answer.IsDivider)
            return Markup.Of($"""<div class="{component}__divider">{answer.Reveal}</div>""");

        var id = answer.Id ?? (number == 1 ? FieldId : $"{FieldId}-{number}");
        var chosen = answer.IsChosenIn(values);
        var hintId = answer.Hint is null ? null : id + "-item-hint";
        var hint = hintId is null ? null : Markup.Of($"""<div id="{hintId}" class="govuk-hint {component}__hint">{answer.Hint}</div>""");
        var described = Join(Legend is null && type == "checkbox" ? Described() : null, hintId);
        var reveal = answer.Reveal.IsEmpty ? null : "conditional-" + id;

        var box = Markup.Of(
            $"""
            <div class="{component}__item"><input class="{component}__input" id="{id}" name="{FieldName}" type="{type}" value="{answer.Value}"{Markup.Flag(
                "checked",
                chosen
            )}{Markup.Flag("disabled", answer.Disabled)}{Markup.Attribute("data-aria-controls", reveal)}{Markup.Attribute(
                "data-behaviour",
                answer.Exclusive ? "exclusive" : null
            )}{Markup.Attribute(
                "aria-describedby",
                described
            )}{answer.Rest}><label class="govuk-label {component}__label" for="{id}">{answer.Label}</label>{hint}</div>
            """
        );
        if (reveal is null)
            return box;
        var hidden = chosen ? null : $"{component}__conditional--hidden";
        return box.Add($"""<div class="{Join(component + "__conditional", hidden)}" id="{reveal}">{answer.Reveal}</div>""");
    }
}

[HtmlTargetElement("govuk-radios")]
public sealed class Radios() : Choices("govuk-radios", "radio")
{
    /// <summary>Side by side; only for two short answers.</summary>
    public bool Inline { get; set; }

    protected override string? Arrangement => Inline ? "govuk-radios--inline" : null;
}

[HtmlTargetElement("govuk-checkboxes")]
public sealed class Checkboxes() : Choices("govuk-checkboxes", "checkbox");
