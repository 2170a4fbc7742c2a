using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

[HtmlTargetElement("govuk-input", TagStructure = TagStructure.WithoutEndTag)]
public sealed class Input : LabelledField
{
    public string Type { get; set; } = "text";
    public string? Value { get; set; }

    /// <summary>2, 3, 4, 5, 10, 20 or 30 characters.</summary>
    public int? Width { get; set; }

    public string? Prefix
    {
        get;
        set => field = value.OrNone();
    }
    public string? Suffix
    {
        get;
        set => field = value.OrNone();
    }
    public string? Autocomplete
    {
        get;
        set => field = value.OrNone();
    }
    public string? Inputmode
    {
        get;
        set => field = value.OrNone();
    }
    public bool? Spellcheck { get; set; }
    public bool Disabled { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        TakePlace();
        if (Type != "password")
            Show(Value is null ? Stored : [Value]);
        var classes = Join(Classes("govuk-input"), Width is null ? null : $"govuk-input--width-{Width}");
        var value = Type == "password" ? null : Value ?? TypedOrStoredText();
        var input = Markup.Of(
            $"""
            <input class="{classes}" id="{FieldId}" name="{FieldName}" type="{Type}"{Spellchecked(Spellcheck)}{Markup.Attribute(
                "value",
                value
            )}{Markup.Flag("disabled", Disabled)}{Markup.Attribute("aria-describedby", Described())}{Markup.Attribute(
                "autocomplete",
                Autocomplete
            )}{Markup.Attribute("inputmode", Inputmode)}{output.Rest()}>
            """
        );
        output.Draw(Group(Markup.Of($"{LabelMarkup()}{HintMarkup()}{ErrorMarkup()}{WithUnits(input)}")));
    }

    internal static Markup Spellchecked(bool? spellcheck) =>
        spellcheck is null ? new Markup() : Markup.Attribute("spellcheck", spellcheck.Value ? "true" : "false");

    private Markup WithUnits(Markup input)
    {
        if (Prefix is null && Suffix is null)
            return input;
        return Markup.Of($"""<div class="govuk-input__wrapper">{Unit("prefix", Prefix)}{input}{Unit("suffix", Suffix)}</div>""");
    }

    private static Markup Unit(string place, string? text) =>
        text is null ? new Markup() : Markup.Of($"""<div class="govuk-input__{place}" aria-hidden="true">{text}</div>""");
}
