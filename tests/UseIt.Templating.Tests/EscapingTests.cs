namespace UseIt.Templating.Tests;

public sealed class EscapingTests
{
    private static readonly Dictionary<string, string> Pages = new() { ["card"] = "<p>{{ $1 }}</p>", ["rule"] = "<hr>" };

    private sealed class Loader : ITemplateLoader
    {
        public Template? Load(string name) => Pages.TryGetValue(name, out var text) ? Template.Parse(text, name) : null;
    }

    private static string Render(string template, bool escape = true) =>
        Template
            .Parse(template, "page.html.sbn")
            .Render(
                new { name = "<Ann & \"Bob's\">", list = new[] { "<a>" } },
                new RenderOptions
                {
                    Escape = escape,
                    Includes = new Loader(),
                    Functions = new Dictionary<string, Delegate> { ["raw"] = (string html) => new RawHtml(html) },
                }
            );

    [Theory]
    [InlineData("<i>{{ name }}</i>", "<i>&lt;Ann &amp; &quot;Bob&#39;s&quot;&gt;</i>")]
    [InlineData("{{ '<b>' }}{{ $'<{1}>' }}{{ '<' + '>' }}", "&lt;b&gt;&lt;1&gt;&lt;&gt;")]
    [InlineData("{{ name | raw }}", "<Ann & \"Bob's\">")]
    [InlineData("{{ '<b>' | html.escape }}{{ '<b>\n' | html.newline_to_br }}", "&lt;b&gt;&lt;b&gt;<br />\n")]
    [InlineData("{{ list }}{{ {a: '<'} }}", "[&quot;&lt;a&gt;&quot;]{a: &quot;&lt;&quot;}")]
    [InlineData("{{ include 'card' name }}", "<p>&lt;Ann &amp; &quot;Bob&#39;s&quot;&gt;</p>")]
    [InlineData("{{ include_join ['rule', 'rule'] '<' 'tpl:rule' }}", "<hr><hr>&lt;<hr>")]
    [InlineData(
        "{{ capture c }}<b>{{ '<' }}</b>{{ end }}{{ c }}{{ c + '<' }}{{ '<' + c }}{{ c | string.strip }}",
        "<b>&lt;</b><b>&lt;</b>&lt;&lt;<b>&lt;</b><b>&lt;</b>"
    )]
    [InlineData("{{ func cell(x) }}<td>{{ x }}</td>{{ end }}{{ cell '<' }}", "<td>&lt;</td>")]
    [InlineData("{{ ['<', ('<br>' | raw)] | array.join '&' }}", "&lt;&amp;<br>")]
    [InlineData("{{ ('<br>' | raw) | string.append '<' }}{{ ('<br>' | raw) | string.size }}", "<br>&lt;4")]
    [InlineData("{{ ('<br>' | raw) | string.upcase }}", "&lt;BR&gt;")]
    [InlineData("{{ '{{ 1 }}<' | object.eval_template }}", "1<")]
    public void values_are_escaped_and_the_template_is_not(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ name }}{{ include 'card' '<' }}{{ capture c }}<{{ end }}{{ c }}", "<Ann & \"Bob's\"><p><</p><")]
    [InlineData("{{ '<b>' | html.escape }}", "&lt;b&gt;")]
    public void nothing_is_escaped_unless_asked_for(string template, string expected) =>
        Assert.Equal(expected, Render(template, escape: false));
}
