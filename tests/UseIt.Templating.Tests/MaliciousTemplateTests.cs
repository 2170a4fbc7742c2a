namespace UseIt.Templating.Tests;

/// <summary>Templates that mean harm end in an error, and do not take the memory of the server with them.</summary>
public sealed class MaliciousTemplateTests
{
    private static readonly RenderLimits Limits = new() { Regex = TimeSpan.FromMilliseconds(100) };

    public static TheoryData<string, string> Attacks() =>
        new()
        {
            { "{{ while true; end }}", "iteration limit `1000`" },
            { "{{ for i in 1..1000; for j in 1..1000; for k in 1..1000; end; end; end }}", "iteration limit `1000`" },
            { "{{ for i in 1..2000000000; end }}", "LoopLimit `1000`" },
            { "{{ x = 1..9223372036854775807 }}", "LoopLimit `1000`" },
            { "{{ func f; f; end; f }}", "recursive depth limit `100`" },
            { "{{ func f(x); ret f(x + 1); end; f 0 }}", "recursive depth limit `100`" },
            { "{{ f = do; f; end; f }}", "recursive depth limit `100`" },
            { "{{ func a; b; end; func b; [1] | array.each @a; end; a }}", "recursive depth limit `100`" },
            { "{{ func w; wrap w; end; end; w }}", "recursive depth limit `100`" },
            { "{{ s = 's | object.eval'; s | object.eval }}", "recursive depth limit `100`" },
            { "{{ s = '{{ s | object.eval_template }}'; s | object.eval_template }}", "recursive depth limit `100`" },
            { "{{ x = 'a' * 2000000000 }}", "LimitToString" },
            { "{{ x = 'a'; for i in 1..100; x = x + x; end }}", "LimitToString" },
            { "{{ x = 'a'; for i in 1..100; x = $'{x}{x}'; end }}", "LimitToString" },
            { "{{ x = 'a'; for i in 1..100; x = x | string.replace 'a' 'aaaaaaaaaa'; end }}", "LimitToString" },
            { "{{ x = 'aaaaaaaaaa'; for i in 1..100; x = x | regex.replace 'a' x; end }}", "LimitToString|The Regex engine has" },
            { "{{ x = 'a' | string.pad_left 2000000000 }}", "LimitToString" },
            { "{{ x = 'a' * 100000; for i in 1..1000; x; end }}", "LimitToString" },
            { "{{ x = '<' * 1000000; x = x | html.escape }}", "LimitToString" },
            { "{{ x = 'ab' * 500000; l = []; for i in 1..1000; l[i] = x + i; end }}", "steps limit" },
            { "{{ x = [1]; for i in 1..100; x = x + x; end }}", "steps limit" },
            { "{{ x = [1]; for i in 1..100; x = x | array.add_range x; end }}", "steps limit" },
            { "{{ x = [1]; for i in 1..100; x = [x, x]; end; x }}", "too deeply nested" },
            { "{{ x = [1]; for i in 1..19; x = [x, x]; end; x }}", "LimitToString" },
            { "{{ x = []; x[0] = x; x }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; x | object.to_json }}", "too deeply nested" },
            { "{{ x = []; x[2000000000] = 1 }}", "iteration limit `1000`" },
            { "{{ [1] * 2000000000 }}", "iteration limit `1000`" },
            { "{{ [] | array.insert_at 2000000000 1 }}", "iteration limit `1000`" },
            { "{{ x = 3; for i in 1..1000; x = x * x; end }}", "limit of 1048576 bits" },
            { "{{ 1 << 2000000000 }}", "limit" },
            { "{{ 1 | math.format 'N999999999' }}", "too many digits" },
            { "{{ 1 | object.format 'D2000000' }}", "too many digits" },
            { "{{ ('a' * 30) + '!' | regex.match `^(a+)+$` }}", "timed out" },
            { "{{ ('a' * 5000) + '!' | regex.replace `(a|aa)*$` '' }}", "timed out" },
            { "{{ include '../../etc/passwd' }}", "Include template path is null" },
            { "{{ include '/etc/passwd' }}", "Include template path is null" },
            { "{{ include 'inf' }}", "recursive depth limit `100`" },
            { "{{ 'x'.get_type.assembly }}", "null object" },
            { "{{ string.get_type() }}", "was not found" },
        };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void ends_in_an_error_within_bounded_memory(string template, string error)
    {
        var options = new RenderOptions
        {
            Limits = Limits,
            Includes = new TemplateFolder(Path.Combine(AppContext.BaseDirectory, "Cases", "Includes")),
        };
        var before = GC.GetAllocatedBytesForCurrentThread();

        var thrown = Assert.Throws<TemplateException>(() => Template.Parse(template, "text").Render(null, options));

        // Where two limits stand in the way, a slow machine reaches the one on time first.
        Assert.Contains(error.Split('|'), limit => thrown.Message.Contains(limit, StringComparison.Ordinal));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512L << 20);
    }

    public static TheoryData<string, string> Towers() =>
        new()
        {
            { "(", ")" },
            { "[", "]" },
            { "{a:", "}" },
            { "!", "" },
            { "-", "" },
            { "1+(", ")" },
            { "f(", ")" },
            { "x[", "]" },
            { "true ? 1 : ", "" },
            { "$\"{", "}\"" },
            { "do;", ";end" },
            { "if true;", ";end" },
            { "for x in [1];", ";end" },
            { "if true;else ", ";end" },
            { "func f;", ";end" },
            { "case 1;when 1;", ";end" },
            { "1 | f ", "" },
            { "f x:", "" },
        };

    [Theory]
    [MemberData(nameof(Towers))]
    public void towers_of_brackets_and_blocks_do_not_overflow_the_stack(string open, string close)
    {
        var tower = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));

        Assert.Throws<TemplateException>(() => Template.Parse("{{ " + tower + " }}", "text").Render());
    }

    [Theory]
    [InlineData("1", "+1")]
    [InlineData("x", "?.x")]
    [InlineData("x", "[0]")]
    [InlineData("1", "|math.abs")]
    [InlineData("x", "??x")]
    [InlineData("1", "==1")]
    public void long_chains_do_not_overflow_the_stack(string first, string link)
    {
        var chain = first + string.Concat(Enumerable.Repeat(link, 200_000));
        var outcome = Record.Exception(() => Template.Parse("{{ " + chain + " }}", "text").Render());

        Assert.True(outcome is null or TemplateException, outcome?.ToString());
    }

    [Fact]
    public void a_rendering_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var options = new RenderOptions
        {
            Cancellation = cancellation.Token,
            Limits = new RenderLimits { Loop = 1_000_000 },
        };

        Assert.Throws<OperationCanceledException>(() => Template.Parse("{{ for i in 1..1000000; end }}", "text").Render(null, options));
    }

    [Fact]
    public void a_rendering_ends_when_its_time_is_over()
    {
        var options = new RenderOptions
        {
            Limits = new RenderLimits
            {
                Loop = int.MaxValue,
                Steps = long.MaxValue,
                Time = TimeSpan.FromMilliseconds(50),
            },
        };

        var thrown = Assert.Throws<TemplateException>(() => Template.Parse("{{ while true; end }}", "text").Render(null, options));

        Assert.Contains("time limit", thrown.Message, StringComparison.Ordinal);
    }
}
