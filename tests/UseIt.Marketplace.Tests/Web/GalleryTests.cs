using System.Net;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>The gallery's form stands for every form: refusals, dates and values that could not be read, what was typed.</summary>
public sealed class GalleryTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly (string Name, string Value)[] Complete =
    [
        ("Title", "Grounds maintenance"),
        ("Closes.Day", "27"),
        ("Closes.Month", "3"),
        ("Closes.Year", "2027"),
        ("Procedure", "open"),
        ("Ward", "soho"),
    ];

    private async Task<Seen> SentAsync(params (string Name, string Value)[] typed)
    {
        using var browser = new Browsing(app);
        return await browser.SendAsync(await browser.GetAsync("/gallery"), "/gallery", typed);
    }

    [Fact]
    public async Task lists_mistakes_in_the_order_of_the_form_whatever_the_order_of_the_refusals()
    {
        var page = await SentAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal("Error: Component gallery – USE-IT! Marketplace", page.Title);
        Assert.Equal(
            [
                ("Title", "Enter what you are buying"),
                ("Closes-day", "Enter the day it closes"),
                ("Procedure", "Select which procedure you will use"),
                ("Ward", "Choose the ward where the work is done"),
            ],
            page.Mistakes
        );
        Assert.All(page.Mistakes, mistake => Assert.Contains($"id=\"{mistake.Target}\"", page.Html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task says_each_mistake_beside_its_field_too_and_ties_it_to_the_control()
    {
        var page = await SentAsync();
        Assert.Contains(
            """<p id="Title-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> Enter what you are buying</p>""",
            page.Html,
            StringComparison.Ordinal
        );
        Assert.Contains("aria-describedby=\"Title-hint Title-error\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task loses_nothing_that_was_typed()
    {
        var page = await SentAsync(
            ("Value", "a lot"),
            ("Closes.Day", "31"),
            ("Closes.Month", "2"),
            ("Closes.Year", "2027"),
            ("Summary", "\nParks & \"gardens\""),
            ("Reserved", "vcse"),
            ("Reserved", "supported"),
            ("Procedure", "flexible"),
            ("Stages", "2")
        );
        Assert.Equal("a lot", page.Typed("Value"));
        Assert.Equal(("31", "2", "2027"), (page.Typed("Closes-day"), page.Typed("Closes-month"), page.Typed("Closes-year")));
        // The first line break belongs to the tag, the second to the answer.
        Assert.Contains(">\n\nParks & \"gardens\"</textarea>", WebUtility.HtmlDecode(page.Html), StringComparison.Ordinal);
        Assert.Equal(3, page.Html.Split(" checked").Length - 1);
        Assert.Equal("2", page.Typed("Stages"));
    }

    [Theory]
    [InlineData("31", "2", "2027", "Closes-day", "Closes must be a real date, for example 27 3 2027")]
    [InlineData("", "2", "2027", "Closes-day", "Closes must include a day")]
    [InlineData("1", "", "", "Closes-month", "Closes must include a month and a year")]
    [InlineData("1", "13", "2027", "Closes-day", "Closes must be a real date, for example 27 3 2027")]
    [InlineData("1", "3", "27", "Closes-day", "Closes must be a real date, for example 27 3 2027")]
    [InlineData("-1", "3", "2027", "Closes-day", "Closes must be a real date, for example 27 3 2027")]
    public async Task tells_once_what_is_wrong_with_a_date(string day, string month, string year, string target, string sentence)
    {
        var page = await SentAsync(
            ("Title", "Grounds maintenance"),
            ("Closes.Day", day),
            ("Closes.Month", month),
            ("Closes.Year", year),
            ("Procedure", "open"),
            ("Ward", "soho")
        );
        Assert.Equal([(target, sentence)], page.Mistakes);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("Mar")]
    [InlineData("march")]
    public async Task takes_a_month_as_people_write_it(string month) =>
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await SentAsync([.. Complete.Where(field => field.Name != "Closes.Month"), ("Closes.Month", month)])).Status
        );

    [Fact]
    public async Task names_the_field_of_a_value_it_cannot_read()
    {
        var page = await SentAsync([.. Complete, ("Value", "a lot")]);
        Assert.Equal([("Value", "Value must be a number, for example 25,000 or 12.5")], page.Mistakes);
    }

    [Fact]
    public async Task says_once_what_was_done_on_the_page_after()
    {
        using var browser = new Browsing(app);
        var sent = await browser.SendAsync(await browser.GetAsync("/gallery"), "/gallery", Complete);
        Assert.Equal(HttpStatusCode.Redirect, sent.Status);
        Assert.Contains("govuk-notification-banner--success", (await browser.GetAsync("/gallery")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("govuk-notification-banner--success", (await browser.GetAsync("/gallery")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_form_without_its_token_is_not_taken()
    {
        using var browser = new Browsing(app);
        var page = await browser.PostAsync("/gallery", [KeyValuePair.Create("Title", "Forged")]);
        Assert.Equal((HttpStatusCode.BadRequest, "This page was open for too long"), (page.Status, page.Heading));
    }
}
