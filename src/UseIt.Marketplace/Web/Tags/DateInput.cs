using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>A date in three boxes, bound to a DateOnly or DateOnly? property by <see cref="DateBinder"/>.</summary>
[HtmlTargetElement("govuk-date", TagStructure = TagStructure.WithoutEndTag)]
public sealed class DateInput : LegendField
{
    public DateOnly? Value { get; set; }

    /// <summary>For a date of birth: "bday".</summary>
    public string? Autocomplete { get; set; }

    private IReadOnlyList<string> Wrong(string part) => ViewContext is null ? [] : Mistakes.On(ViewContext).For($"{FieldName}.{part}");

    protected override IReadOnlyList<string> Sentences => [.. base.Sentences.Concat(DateBinder.Parts.SelectMany(Wrong)).Distinct()];

    private List<string> WrongParts => [.. DateBinder.Parts.Where(part => Wrong(part).Count > 0)];

    /// <summary>The summary links to the first box that is wrong.</summary>
    protected override void TakePlace()
    {
        if (ViewContext is null)
            return;
        var target = $"{FieldId}-{(WrongParts.FirstOrDefault() ?? DateBinder.Parts[0]).ToLowerInvariant()}";
        var mistakes = Mistakes.On(ViewContext);
        mistakes.Place(FieldName, target);
        foreach (var part in DateBinder.Parts)
            mistakes.Place($"{FieldName}.{part}", target);
    }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        TakePlace();
        var wrongParts = WrongParts;
        var stored = Value ?? For?.Model as DateOnly?;
        Show(stored is { } date ? [DateBinder.Written(date)] : [], _ => stored is { } day ? UkTime.Display(day) : "");
        var boxes = new Markup();
        foreach (var part in DateBinder.Parts)
        {
            var wrong = Sentences.Count > 0 && (wrongParts.Count == 0 || wrongParts.Contains(part));
            boxes.Add($"{Box(part, wrong, stored)}");
        }
        var content = Markup.Of(
            $"""{HintMarkup()}{ErrorMarkup()}<div class="{Join("govuk-date-input", Class)}"{output.Rest()} id="{FieldId}">{boxes}</div>"""
        );
        output.Draw(Group(InFieldset(content, "group", Described())));
    }

    private Markup Box(string part, bool wrong, DateOnly? stored)
    {
        var name = $"{FieldName}.{part}";
        var id = $"{FieldId}-{part.ToLowerInvariant()}";
        var number = part switch
        {
            "Day" => stored?.Day,
            "Month" => stored?.Month,
            _ => stored?.Year,
        };
        var value = TypedOrStored(name) is [var typed, ..] ? typed : number?.ToString(CultureInfo.InvariantCulture);
        var complete = Autocomplete is null ? null : $"{Autocomplete}-{part.ToLowerInvariant()}";
        var classes = Join(
            "govuk-input govuk-date-input__input",
            wrong ? "govuk-input--error" : null,
            part == "Year" ? "govuk-input--width-4" : "govuk-input--width-2"
        );
        return Markup.Of(
            $"""
            <div class="govuk-date-input__item"><div class="govuk-form-group"><label class="govuk-label govuk-date-input__label" for="{id}">{part}</label><input class="{classes}" id="{id}" name="{name}" type="text" inputmode="numeric"{Markup.Attribute(
                "value",
                value
            )}{Markup.Attribute("autocomplete", complete)}></div></div>
            """
        );
    }
}
