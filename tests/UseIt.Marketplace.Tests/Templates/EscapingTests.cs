using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Tests.Templates;

public sealed class EscapingTests
{
    private sealed class Pages : ITemplateLoader
    {
        private static readonly Dictionary<string, string> All = new()
        {
            ["card"] = "<p>{{ $1 }}</p>",
            ["two"] = "<i>{{ include 'card' $1 }}</i>",
            ["rule"] = "<hr>",
        };

        public string? GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => templateName;

        public string? Load(TemplateContext context, SourceSpan callerSpan, string templatePath) => All[templatePath];

        public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) => new(All[templatePath]);
    }

    private static string Render(string template, bool escape = true) =>
        new Rendering
        {
            Escape = escape,
            TemplateLoader = new Pages(),
            Functions = TemplateFunctions.All,
        }.Render(TemplateSource.Parse(template, "page.html.sbn"), new { name = "<Ann & \"Bob's\">", list = new[] { "<a>" } });

    [Theory]
    [InlineData("<i>{{ name }}</i>", "<i>&lt;Ann &amp; &quot;Bob&#39;s&quot;&gt;</i>")]
    [InlineData("{{ '<b>' }}{{ $'<{1}>' }}{{ '<' + '>' }}", "&lt;b&gt;&lt;1&gt;&lt;&gt;")]
    [InlineData("{{ name | string.upcase }}", "&lt;ANN &amp; &quot;BOB&#39;S&quot;&gt;")]
    [InlineData("{{ name | raw }}", "<Ann & \"Bob's\">")]
    [InlineData("{{ '<b>' | html.escape }}{{ '<b>\n' | html.newline_to_br }}", "&lt;b&gt;&lt;b&gt;<br />\n")]
    [InlineData("{{ '<b>\n' | html.escape | html.newline_to_br }}{{ '<\n' | raw | html.newline_to_br }}", "&lt;b&gt;<br />\n<<br />\n")]
    [InlineData("{{ list }}{{ {a: '<'} }}", "[&quot;&lt;a&gt;&quot;]{a: &quot;&lt;&quot;}")]
    [InlineData("{{ include 'card' name }}", "<p>&lt;Ann &amp; &quot;Bob&#39;s&quot;&gt;</p>")]
    [InlineData("{{ include 'two' '<' }}", "<i><p>&lt;</p></i>")]
    [InlineData("{{ x = include 'card' '<'; x }}", "<p>&lt;</p>")]
    [InlineData("{{ include_join ['rule', 'rule'] '<' 'tpl:rule' }}", "<hr><hr><<hr>")]
    [InlineData("{{ capture c }}<b>{{ '<' }}</b>{{ end }}{{ c }}{{ c }}", "<b>&lt;</b><b>&lt;</b>")]
    [InlineData("{{ func cell(x) }}<td>{{ x }}</td>{{ end }}{{ cell '<' }}", "<td>&lt;</td>")]
    [InlineData("{{ func box }}<div>{{ $$ }}</div>{{ end }}{{ wrap box }}<b>{{ '<' }}</b>{{ end }}", "<div><b>&lt;</b></div>")]
    [InlineData("{{ ('<br>' | raw) | string.size }}", "4")]
    public void values_are_escaped_and_the_template_is_not(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ ('<br>' | raw) | string.append '<' }}", "&lt;br&gt;&lt;")]
    [InlineData("{{ ['<', ('<br>' | raw)] | array.join '&' }}", "&lt;&amp;&lt;br&gt;")]
    [InlineData("{{ capture c }}<b>{{ '<' }}</b>{{ end }}{{ c + '<' }}", "&lt;b&gt;&amp;lt;&lt;/b&gt;&lt;")]
    [InlineData("{{ capture c }}<b>{{ end }}{{ c | string.strip }}", "&lt;b&gt;")]
    public void markup_that_goes_through_a_function_of_texts_is_text_again(string template, string expected) =>
        Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ name }}{{ include 'card' '<' }}{{ capture c }}<{{ end }}{{ c }}", "<Ann & \"Bob's\"><p><</p><")]
    [InlineData("{{ '<b>' | html.escape }}{{ '<\n' | html.newline_to_br }}", "&lt;b&gt;<<br />\n")]
    [InlineData("{{ (include 'card' 1) | string.size }}{{ '<' | raw }}", "8<")]
    public void nothing_is_escaped_unless_asked_for(string template, string expected) =>
        Assert.Equal(expected, Render(template, escape: false));
}
