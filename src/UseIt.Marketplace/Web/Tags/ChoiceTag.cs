using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

/// <summary>One answer of the radios, checkboxes or select around it. What stands inside appears only while it is chosen.</summary>
[HtmlTargetElement("govuk-choice", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ChoiceTag : TagHelper
{
    public string? Value { get; set; }
    public string? Label { get; set; }
    public string? Hint
    {
        get;
        set => field = value.OrNone();
    }
    public string? Id { get; set; }

    /// <summary>Overrides what was typed or stored.</summary>
    public bool? Chosen { get; set; }

    public bool Disabled { get; set; }

    /// <summary>"None of these": choosing it clears the other checkboxes.</summary>
    public bool Exclusive { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var reveal = await output.Children();
        OfferedAnswers
            .In(context)
            .Add(new Answer(Value, Label ?? Value ?? "", Hint, Id, Chosen, Disabled, Exclusive, reveal, output.Rest()));
        output.SuppressOutput();
    }
}

/// <summary>A word such as "or" between two answers.</summary>
[HtmlTargetElement("govuk-divider")]
public sealed class Divider : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        OfferedAnswers.In(context).Add(Answer.Divider(await output.Children()));
        output.SuppressOutput();
    }
}

internal sealed record Answer(
    string? Value,
    string Label,
    string? Hint,
    string? Id,
    bool? Chosen,
    bool Disabled,
    bool Exclusive,
    Markup Reveal,
    Markup Rest,
    bool IsDivider = false
)
{
    public static Answer Of(Choice choice) =>
        new(choice.Value, choice.Label, choice.Hint, null, null, false, false, new Markup(), new Markup());

    public static Answer Divider(Markup text) => new(null, "", null, null, null, false, false, text, new Markup(), IsDivider: true);

    public bool IsChosenIn(IReadOnlyList<string> values) => Chosen ?? values.Contains(Value ?? Label, StringComparer.OrdinalIgnoreCase);
}

internal static class OfferedAnswers
{
    public static List<Answer> Begin(TagHelperContext context, IEnumerable<Choice>? items)
    {
        List<Answer> answers = [.. (items ?? []).Select(Answer.Of)];
        context.Items[typeof(OfferedAnswers)] = answers;
        return answers;
    }

    /// <summary>The values of the answers that these choose.</summary>
    public static IEnumerable<string> ChosenIn(this IEnumerable<Answer> answers, IReadOnlyList<string> values) =>
        answers.Where(a => !a.IsDivider && a.IsChosenIn(values)).Select(a => a.Value ?? a.Label);

    /// <summary>The label of the answer with this value.</summary>
    public static string Says(this IEnumerable<Answer> answers, string value) =>
        answers.FirstOrDefault(a => a.IsChosenIn([value]))?.Label ?? value;

    public static List<Answer> In(TagHelperContext context) =>
        context.Items.TryGetValue(typeof(OfferedAnswers), out var answers)
            ? (List<Answer>)answers
            : throw new InvalidOperationException($"<{context.TagName}> belongs inside govuk-radios, govuk-checkboxes or govuk-select.");
}
