using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using UseIt.Marketplace.Web;
using UseIt.Marketplace.Web.Tags;

namespace UseIt.Marketplace.Tests.Web.Tags;

/// <summary>How each component's options are written with our tags.</summary>
public static class Drawn
{
    public static readonly IReadOnlyDictionary<string, Func<Asked, Element>> Components = new Dictionary<string, Func<Asked, Element>>
    {
        ["back-link"] = asked =>
            new("govuk-back-link", new BackLink { Href = asked.Text("href", "#") }, asked.Content()) { Attributes = asked.Attributes() },
        ["breadcrumbs"] = Breadcrumbs,
        ["button"] = Button,
        ["character-count"] = asked => asked.Has("maxlength") || asked.Has("maxwords") ? Textarea(asked) : asked.Beyond<Element>()!,
        ["checkboxes"] = asked => Choices(asked, "govuk-checkboxes", new Checkboxes()),
        ["date-input"] = Date,
        ["details"] = asked =>
            new(
                "govuk-details",
                new Details { Summary = asked.Text("summaryText", ""), Open = asked.Flag("open") ?? false },
                asked.Content()
            )
            {
                Attributes = [.. Id(asked), .. asked.Attributes()],
            },
        ["error-summary"] = ErrorSummary,
        ["fieldset"] = Fieldset,
        ["file-upload"] = FileUpload,
        ["input"] = Input,
        ["inset-text"] = asked => new("govuk-inset", new Inset(), asked.Content()) { Attributes = [.. Id(asked), .. asked.Attributes()] },
        ["notification-banner"] = Notification,
        ["pagination"] = Pagination,
        ["panel"] = asked =>
            new("govuk-panel", new Panel { Title = asked.Text("titleText", "") }, asked.Content()) { Attributes = asked.Attributes() },
        ["phase-banner"] = asked =>
            new("govuk-phase-banner", new PhaseBanner { Phase = asked.Part("tag").Text("text", "") }, asked.Content())
            {
                Attributes = asked.Attributes(),
            },
        ["radios"] = asked => Choices(asked, "govuk-radios", new Radios()),
        ["select"] = Select,
        ["summary-list"] = SummaryList,
        ["table"] = Table,
        ["tag"] = asked =>
            new("govuk-tag", new Tag { Colour = asked.Variant("govuk-tag--") }, asked.Content()) { Attributes = asked.Attributes() },
        ["task-list"] = TaskList,
        ["textarea"] = Textarea,
        ["warning-text"] = asked => new("govuk-warning", new Warning(), asked.Content()) { Attributes = asked.Attributes() },
    };

    private static IEnumerable<KeyValuePair<string, string>> Id(Asked asked) =>
        asked.Text("id") is { } id ? [KeyValuePair.Create("id", id)] : [];

    private static T Common<T>(Asked asked, T field)
        where T : Field
    {
        field.Name = asked.Text("name");
        field.Id = asked.Text("id") ?? asked.Text("idPrefix");
        field.Class = asked.Text("classes");
        field.DescribedBy = asked.Text("describedBy");
        if (asked.Has("hint"))
            field.Hint = asked.Part("hint").Text("text");
        if (asked.Has("errorMessage"))
            field.Error = asked.Part("errorMessage").Text("text");
        if (asked.Has("formGroup"))
            field.GroupClass = asked.Part("formGroup").Text("classes");
        return field;
    }

    private static T Labelled<T>(Asked asked, T field)
        where T : LabelledField
    {
        var label = asked.Part("label");
        field.Label = label.Text("text");
        field.PageHeading = label.Flag("isPageHeading") ?? false;
        field.LabelSize = label.Variant("govuk-label--") ?? (field.PageHeading ? label.Beyond<string>() : null);
        return Common(asked, field);
    }

    private static T Legended<T>(Asked asked, T field)
        where T : LegendField
    {
        if (asked.Has("fieldset"))
        {
            var legend = asked.Part("fieldset").Part("legend");
            field.Legend = legend.Text("text") ?? legend.Beyond<string>();
            field.PageHeading = legend.Flag("isPageHeading") ?? false;
            field.LegendSize = legend.Variant("govuk-fieldset__legend--");
        }
        return Common(asked, field);
    }

    private static Element Input(Asked asked)
    {
        var input = Labelled(
            asked,
            new Input
            {
                Type = asked.Text("type", "text"),
                Value = asked.Text("value"),
                Autocomplete = asked.Text("autocomplete"),
                Inputmode = asked.Text("inputmode"),
                Spellcheck = asked.Flag("spellcheck"),
                Disabled = asked.Flag("disabled") ?? false,
            }
        );
        if (asked.Has("prefix"))
            input.Prefix = asked.Part("prefix").Text("text");
        if (asked.Has("suffix"))
            input.Suffix = asked.Part("suffix").Text("text");
        var more = new[] { "pattern", "autocapitalize" }.Where(asked.Has).Select(name => KeyValuePair.Create(name, asked.Text(name, "")));
        return new("govuk-input", input) { Attributes = [.. more, .. asked.Attributes()] };
    }

    private static Element Textarea(Asked asked) =>
        new(
            "govuk-textarea",
            Labelled(
                asked,
                new Textarea
                {
                    Value = asked.Text("value"),
                    Rows = asked.Number("rows") ?? 5,
                    MaxCharacters = asked.Number("maxlength"),
                    MaxWords = asked.Number("maxwords"),
                    Threshold = asked.Number("threshold"),
                    Autocomplete = asked.Text("autocomplete"),
                    Spellcheck = asked.Flag("spellcheck"),
                    Disabled = asked.Flag("disabled") ?? false,
                }
            )
        )
        {
            Attributes = asked.Attributes(),
        };

    private static Element FileUpload(Asked asked) =>
        new(
            "govuk-file-upload",
            Labelled(
                asked,
                new FileUpload
                {
                    Multiple = asked.Flag("multiple") ?? false,
                    Disabled = asked.Flag("disabled") ?? false,
                    Drop = asked.Flag("javascript") ?? false,
                }
            )
        )
        {
            Attributes = asked.Attributes(),
        };

    private static Element Select(Asked asked)
    {
        var select = Labelled(asked, new Select { Value = asked.Text("value") });
        return new("govuk-select", select, [.. asked.List("items").Select(item => Choice(item, "selected"))])
        {
            Attributes = asked.Attributes(),
        };
    }

    private static Element Choices(Asked asked, string tag, Choices choices)
    {
        Legended(asked, choices);
        choices.Value = asked.Text("value");
        return new(
            tag,
            choices,
            [
                .. asked
                    .List("items")
                    .Select(item =>
                        item.Has("divider")
                            ? new Element("govuk-divider", new Divider(), item.Text("divider", ""))
                            : Choice(item, "checked")
                    ),
            ]
        )
        {
            Attributes = asked.Attributes(),
        };
    }

    private static Element Choice(Asked item, string chosen)
    {
        var choice = new ChoiceTag
        {
            Value = item.Text("value"),
            Label = item.Text("text") ?? item.Beyond<string>(),
            Id = item.Text("id"),
            Chosen = item.Flag(chosen),
            Disabled = item.Flag("disabled") ?? false,
            Exclusive = item.Text("behaviour") == "exclusive",
        };
        if (item.Has("hint"))
            choice.Hint = item.Part("hint").Text("text");
        var reveal = item.Has("conditional") ? item.Part("conditional").Text("html", "") : "";
        if (reveal == "false")
            item.Beyond<string>();
        return new("govuk-choice", choice, reveal) { Attributes = item.Attributes() };
    }

    private static Element Date(Asked asked)
    {
        var date = Legended(asked, new DateInput());
        date.Name = asked.Text("namePrefix") ?? date.Id;
        if (asked.Has("values"))
        {
            var values = asked.Part("values");
            var (day, month, year) = (values.Number("day"), values.Number("month"), values.Number("year"));
            if (day is null || month is null || year is null)
                values.Beyond<int>();
            else
                date.Value = new DateOnly(year.Value, month.Value, day.Value);
        }
        var wrong = DateBinder
            .Parts.Where(part => asked.Has(part.ToLowerInvariant()) && IsWrong(asked.Part(part.ToLowerInvariant())))
            .ToList();
        if (wrong.Count > 0)
        {
            // Mistakes in one box come from ModelState, as they do on a page.
            var mistakes = new ModelStateDictionary();
            foreach (var part in wrong)
                mistakes.AddModelError($"{date.Name}.{part}", date.Error ?? asked.Beyond<string>() ?? "");
            date.Error = null;
            date.ViewContext = new ViewContext
            {
                HttpContext = new DefaultHttpContext(),
                ViewData = new ViewDataDictionary(new EmptyModelMetadataProvider(), mistakes),
            };
        }
        return new("govuk-date", date) { Attributes = asked.Attributes() };
    }

    private static bool IsWrong(Asked box) => box.Flag("error") == true || box.Beyond<bool>();

    private static Element Fieldset(Asked asked)
    {
        var fieldset = new Fieldset
        {
            Class = asked.Text("classes"),
            Role = asked.Text("role"),
            DescribedBy = asked.Text("describedBy"),
        };
        if (asked.Has("legend"))
        {
            var legend = asked.Part("legend");
            fieldset.Legend = legend.Text("text") ?? legend.Beyond<string>();
            fieldset.PageHeading = legend.Flag("isPageHeading") ?? false;
            fieldset.LegendSize = legend.Variant("govuk-fieldset__legend--") ?? (fieldset.PageHeading ? legend.Beyond<string>() : null);
        }
        return new("govuk-fieldset", fieldset, asked.Text("html", "")) { Attributes = asked.Attributes() };
    }

    private static Element Button(Asked asked)
    {
        var button = new Button
        {
            Href = asked.Text("href"),
            Type = asked.Text("type", "submit"),
            Name = asked.Text("name"),
            Value = asked.Text("value"),
            Id = asked.Text("id"),
            Class = asked.Text("classes"),
            Disabled = asked.Flag("disabled") ?? false,
            Start = asked.Flag("isStartButton") ?? false,
            PreventDoubleClick = asked.Flag("preventDoubleClick") ?? false,
        };
        // A template can say "not prevented" by an attribute; ours just leaves it away.
        if (asked.Has("preventDoubleClick") && !button.PreventDoubleClick)
            asked.Beyond<int>();
        return new("govuk-button", button, asked.Content()) { Attributes = asked.Attributes() };
    }

    private static Element ErrorSummary(Asked asked)
    {
        var mistakes = asked
            .List("errorList")
            .Select(item => (Id: Anchor(item), Sentence: item.Text("text") ?? item.Beyond<string>() ?? ""))
            .ToList();
        if (mistakes.Count == 0)
            asked.Beyond<int>();
        return new("govuk-error-summary", new ErrorSummary { Title = asked.Text("titleText", ""), Items = mistakes })
        {
            Attributes = asked.Attributes(),
        };
    }

    private static string? Anchor(Asked item) =>
        item.Text("href") switch
        {
            null => null,
            ['#', .. var id] => id,
            _ => item.Beyond<string>(),
        };

    private static Element Notification(Asked asked)
    {
        var notification = new Notification
        {
            Title = asked.Text("titleText"),
            TitleId = asked.Text("titleId", "govuk-notification-banner-title"),
            Success = asked.Text("type") == "success",
        };
        return new("govuk-notification", notification, asked.Content()) { Attributes = asked.Attributes() };
    }

    private static Element Breadcrumbs(Asked asked)
    {
        asked.Flag("collapseOnMobile");
        return new(
            "govuk-breadcrumbs",
            new Breadcrumbs(),
            [.. asked.List("items").Select(item => new Element("govuk-crumb", new Crumb { Href = item.Text("href") }, item.Content()))]
        )
        {
            Attributes = asked.Attributes(),
        };
    }

    private static Element Pagination(Asked asked)
    {
        var pagination = new Pagination { Landmark = asked.Text("landmarkLabel", "Pagination") };
        if (asked.Has("previous"))
            (pagination.Previous, pagination.PreviousLabel) = Arrow(asked.Part("previous"));
        if (asked.Has("next"))
            (pagination.Next, pagination.NextLabel) = Arrow(asked.Part("next"));
        return new("govuk-pagination", pagination) { Attributes = asked.Attributes() };
    }

    private static (string?, string?) Arrow(Asked link) => (link.Text("href"), link.Text("labelText"));

    private static Element SummaryList(Asked asked)
    {
        var list = new SummaryList { Class = asked.Text("classes") };
        List<object> inside = [];
        if (asked.Has("card"))
        {
            var card = asked.Part("card");
            var title = card.Part("title");
            list.Card = title.Text("text") ?? title.Beyond<string>();
            list.CardHeadingLevel = title.Number("headingLevel") ?? 2;
            if (card.Has("actions"))
                inside.AddRange(card.Part("actions").List("items").Select(Action));
        }
        inside.AddRange(
            asked
                .List("rows")
                .Select(row =>
                {
                    List<object> value = [row.Part("value").Content()];
                    if (row.Has("actions"))
                        value.AddRange(row.Part("actions").List("items").Select(Action));
                    return new Element("govuk-row", new Row { Key = row.Part("key").Text("text", ""), Class = row.Text("classes") }, value);
                })
        );
        return new("govuk-summary-list", list, inside) { Attributes = asked.Attributes() };
    }

    private static Element Action(Asked action) =>
        new(
            "govuk-action",
            new ActionTag { Href = action.Text("href") ?? action.Beyond<string>() ?? "", What = action.Text("visuallyHiddenText") },
            action.Content()
        );

    private static Element TaskList(Asked asked)
    {
        var list = new TaskList { IdPrefix = asked.Text("idPrefix", "task-list"), Class = asked.Text("classes") };
        return new(
            "govuk-task-list",
            list,
            [
                .. asked
                    .List("items")
                    .Select(item =>
                    {
                        var task = new TaskTag { Label = item.Part("title").Text("text", ""), Href = item.Text("href") };
                        if (item.Has("hint"))
                            task.Hint = item.Part("hint").Text("text") ?? item.Beyond<string>();
                        var status = item.Part("status");
                        if (status.Has("tag"))
                        {
                            var tag = status.Part("tag");
                            task.Status = tag.Text("text", "");
                            task.Colour = tag.Variant("govuk-tag--") ?? tag.Beyond<string>();
                        }
                        else
                            task.Status = status.Text("text") ?? status.Beyond<string>() ?? "";
                        task.CannotStartYet = status.Variant("govuk-task-list__status--") == "cannot-start-yet";
                        return new Element("govuk-task", task);
                    }),
            ]
        )
        {
            Attributes = asked.Attributes(),
        };
    }

    private static Element Table(Asked asked)
    {
        var table = new Table
        {
            Wide = false,
            Caption = asked.Text("caption"),
            Class = asked.Text("classes"),
        };
        if (asked.Text("captionClasses") is { } size)
            table.CaptionSize = size["govuk-table__caption--".Length..];
        var firstIsHeader = asked.Flag("firstCellIsHeader") ?? false;
        List<object> inside = [];
        if (asked.Has("head"))
            inside.Add(Rows("thead", [Rows("tr", [.. asked.List("head").Select(cell => Cell("th", cell))])]));
        inside.Add(
            Rows(
                "tbody",
                [
                    .. asked
                        .Lists("rows")
                        .Select(row => Rows("tr", [.. row.Select((cell, i) => Cell(i == 0 && firstIsHeader ? "th" : "td", cell))])),
                ]
            )
        );
        return new("govuk-table", table, inside) { Attributes = asked.Attributes() };
    }

    private static Element Rows(string tag, IReadOnlyList<object> inside) => new(tag, new TableRows(), inside);

    private static Element Cell(string tag, Asked cell)
    {
        var spans = new[] { "colspan", "rowspan" }.Where(cell.Has).Select(name => KeyValuePair.Create(name, cell.Text(name, "")));
        var own = cell.Text("classes") is { } classes ? new[] { KeyValuePair.Create("class", classes) } : [];
        return new(tag, new TableCell { Numeric = cell.Text("format") == "numeric" }, cell.Content())
        {
            Attributes = [.. own, .. spans, .. cell.Attributes()],
        };
    }
}
