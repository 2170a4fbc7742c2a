using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>A long answer; with a limit it counts down what is left.</summary>
[HtmlTargetElement("govuk-textarea", TagStructure = TagStructure.WithoutEndTag)]
public sealed class Textarea : LabelledField
{
    public string? Value { get; set; }
    public int Rows { get; set; } = 5;
    public int? MaxCharacters { get; set; }
    public int? MaxWords { get; set; }

    /// <summary>Percentage of the limit from which the count is shown.</summary>
    public int? Threshold { get; set; }

    public string? Autocomplete { get; set; }
    public bool? Spellcheck { get; set; }
    public bool Disabled { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        TakePlace();
        Show(Value is null ? Stored : [Value]);
        var counted = MaxWords ?? MaxCharacters;
        var classes = Join(
            "govuk-textarea",
            Sentences.Count == 0 ? null : "govuk-textarea--error",
            counted is null ? null : "govuk-js-character-count",
            Class
        );
        var value = Value ?? TypedOrStoredText();
        var described = Described(counted is null ? null : FieldId + "-info");
        // A browser drops one line break right after the opening tag, so an answer that starts with one needs a second.
        var safeStart = value is ['\n' or '\r', ..] ? "\n" : null;
        var textarea = Markup.Of(
            $"""
            <textarea class="{classes}" id="{FieldId}" name="{FieldName}" rows="{Rows}"{Input.Spellchecked(Spellcheck)}{Markup.Flag(
                "disabled",
                Disabled
            )}{Markup.Attribute("aria-describedby", described)}{Markup.Attribute(
                "autocomplete",
                Autocomplete
            )}{output.Rest()}>{safeStart}{value}</textarea>
            """
        );
        var answer = Markup.Of($"{LabelMarkup()}{HintMarkup()}{ErrorMarkup()}{textarea}");
        output.Draw(counted is null ? Group(answer) : Counted(answer, counted.Value));
    }

    private Markup Counted(Markup answer, int limit)
    {
        var unit = MaxWords is null ? "characters" : "words";
        answer.Add(
            $"""<div id="{FieldId}-info" class="govuk-hint govuk-character-count__message">You can enter up to {limit} {unit}</div>"""
        );
        var counting = Markup.Of(
            $"""
             data-module="govuk-character-count"{Markup.Attribute("data-maxlength", MaxCharacters)}{Markup.Attribute(
                "data-maxwords",
                MaxWords
            )}{Markup.Attribute("data-threshold", Threshold)}{Markup.Attribute("data-count-type", MaxWords is null ? null : "words")}
            """
        );
        return Group(answer, "govuk-character-count", counting);
    }
}
