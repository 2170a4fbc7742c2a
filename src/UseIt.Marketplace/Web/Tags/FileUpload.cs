using Microsoft.AspNetCore.Razor.TagHelpers;

namespace UseIt.Marketplace.Web.Tags;

[HtmlTargetElement("govuk-file-upload", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FileUpload : LabelledField
{
    public bool Multiple { get; set; }
    public bool Disabled { get; set; }

    /// <summary>Adds a drop zone where there is script.</summary>
    public bool Drop { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        TakePlace();
        var classes = Join("govuk-file-upload", Class, Sentences.Count == 0 ? null : "govuk-file-upload--error");
        var input = Markup.Of(
            $"""
            <input class="{classes}" id="{FieldId}" name="{FieldName}" type="file"{Markup.Flag("disabled", Disabled)}{Markup.Flag(
                "multiple",
                Multiple
            )}{Markup.Attribute("aria-describedby", Described())}{output.Rest()}>
            """
        );
        if (Drop)
            input = Markup.Of($"""<div class="govuk-file-upload-wrapper" data-module="govuk-file-upload">{input}</div>""");
        output.Draw(Group(Markup.Of($"{LabelMarkup()}{HintMarkup()}{ErrorMarkup()}{input}")));
    }
}
