using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

[HtmlTargetElement("govuk-select")]
public sealed class Select : LabelledField
{
    /// <summary>Answers from a list; tags inside come before them, such as an empty "Choose a place".</summary>
    public IEnumerable<Choice>? Items { get; set; }

    /// <summary>The value chosen, where there is no property to take it from.</summary>
    public string? Value { get; set; }

    public bool Disabled { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        TakePlace();
        var answers = OfferedAnswers.Begin(context, null);
        await output.GetChildContentAsync();
        answers.AddRange((Items ?? []).Select(Answer.Of));
        var chosen = Value is null ? TypedOrStored() : [Value];
        Show([.. answers.ChosenIn(Value is null ? Stored : [Value])], answers.Says);

        var options = new Markup();
        foreach (var answer in answers)
        {
            var value = answer.Value is null ? null : Markup.Of($" value=\"{answer.Value}\"");
            options.Add(
                $"<option{value}{Markup.Flag("selected", answer.IsChosenIn(chosen))}{Markup.Flag("disabled", answer.Disabled)}{answer.Rest}>{answer.Label}</option>"
            );
        }
        var select = Markup.Of(
            $"""
            <select class="{Join(
                "govuk-select",
                Class,
                Sentences.Count == 0 ? null : "govuk-select--error"
            )}" id="{FieldId}" name="{FieldName}"{Markup.Flag("disabled", Disabled)}{Markup.Attribute(
                "aria-describedby",
                Described()
            )}{output.Rest()}>{options}</select>
            """
        );
        output.Draw(Group(Markup.Of($"{LabelMarkup()}{HintMarkup()}{ErrorMarkup()}{select}")));
    }
}
