using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Tests.Templates;

/// <summary>
/// Templates that mean harm end in an error, and take neither the memory nor the stack of the server with them: they run on a stack as
/// small as that of a thread of the pool.
/// </summary>
public sealed class MaliciousTemplateTests : IDisposable
{
    private const int PoolStack = 1536 << 10;
    private const string Knot = "x = []; x[0] = x; y = []; y[0] = y; ";
    private const string Deep = "x = 1; y = 1; for i in 1..100000; x = [x]; y = [y]; end; ";
    private static readonly string Members = string.Concat(Enumerable.Repeat(".a", 200));
    private readonly string folder = Directory.CreateTempSubdirectory("malicious-").FullName;

    public MaliciousTemplateTests()
    {
        File.WriteAllText(Path.Combine(folder, "inf"), "{{ include 'inf' }}");
        File.WriteAllText(Path.Combine(folder, "huge"), "{{ 1e999999999 }}");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string, string> Attacks() =>
        new()
        {
            { "{{ while true; end }}", "iteration limit `1000000`" },
            { "{{ for i in 1..1000; for j in 1..1000; for k in 1..1000; end; end; end }}", "iteration limit `1000000`" },
            { "{{ for i in 1..900000; " + string.Concat(Enumerable.Repeat("if false; end; ", 20)) + "end }}", "20000000 steps" },
            { "{{ for i in 1..2000000000; end }}", "LoopLimit `1000000`" },
            { "{{ x = 1..9223372036854775807 }}", "LoopLimit `1000000`" },
            { "{{ for i in 1..1000; x = (1..999999) | array.size; end }}", "MiB of memory" },
            { "{{ func f; f; end; f }}", "recursive depth limit `100`|nesting is too deep" },
            { "{{ func f(x); ret f(x + 1); end; f 0 }}", "recursive depth limit `100`|nesting is too deep" },
            { "{{ f = do; f; end; f }}", "recursive depth limit `100`|nesting is too deep" },
            { "{{ func a; b; end; func b; [1] | array.each @a; end; a }}", "recursive depth limit `100`|pipes inside each other" },
            { "{{ func w; wrap w; end; end; w }}", "recursive depth limit `100`|nesting is too deep" },
            { "{{ func f(x); x | f; end; 1 | f }}", "pipes inside each other" },
            { "{{ func f(x, n); if n == 0; nosuch; end; x | f n - 1; end; 1 | f 90 }}", "pipes inside each other" },
            { "{{ func f; x[f]" + Members + "; end; x = {}; x.a = x; f }}", "recursive depth limit `100`|nesting is too deep" },
            { "{{ func f; x" + Members + "[f]; end; x = {}; x.a = x; f }}", "recursive depth limit `100`|nesting is too deep" },
            {
                "{{ func f; x[f]" + Members + "; end; func h(y, n); if n == 0; f; end; y | h n - 1; end; x = {}; x.a = x; 1 | h 18 }}",
                "recursive depth limit `100`|nesting is too deep"
            },
            { "{{ func f(x); $'{$'{$'{f x}'}'}'; end; f 1 }}", "recursive depth limit `100`|nesting is too deep" },
            { "{{ s = 's | object.eval'; s | object.eval }}", "`object.eval` was not found" },
            { "{{ s = '{{ s | object.eval_template }}'; s | object.eval_template }}", "`object.eval_template` was not found" },
            { "{{ x = 'a' * 2000000000 }}", "LimitToString" },
            { "{{ x = 'a'; for i in 1..100; x = x + x; end }}", "text is longer" },
            { "{{ x = 'a'; for i in 1..100; x = $'{x}{x}'; end }}", "text is longer" },
            { "{{ x = 'a'; for i in 1..100; x = x | string.replace 'a' 'aaaaaaaaaa'; end }}", "text is longer" },
            { "{{ x = 'a' * 1000000; x = x | string.replace 'a' x }}", "LimitToString" },
            { "{{ x = 'aaaaaaaaaa'; for i in 1..100; x = x | regex.replace 'a' x; end }}", "LimitToString|text is longer|timed out" },
            { "{{ x = 'a' * 1000000; x | regex.replace 'a' x }}", "LimitToString|timed out" },
            { "{{ x = 'a' | string.pad_left 2000000000 }}", "LimitToString" },
            { "{{ x = 'a' * 100000; for i in 1..1000; x; end }}", "output is longer" },
            { "{{ x = 'a' * 100000; for i in 1..1000; capture c; x; end; end }}", "output is longer" },
            { "{{ capture c; 'x'; end; for i in 1..100; capture c; c; c; end; end; c }}", "output is longer" },
            { "{{ x = '<' * 1000000; x = x | html.escape }}", "MiB of memory|text is longer" },
            { "{{ x = '<' * 1000000; for i in 1..20; x; end }}", "output is longer" },
            { "{{ x = ['<' * 1000000] * 1000 | array.each @html.escape }}", "MiB of memory" },
            { "{{ x = ['a' * 1000000] * 1000 | array.each @string.upcase }}", "MiB of memory" },
            { "{{ x = ['a' * 1000000] * 1000 | array.join '' }}", "LimitToString" },
            { "{{ x = ['a' * 1000000] * 1000; x }}", "text is longer" },
            {
                "{{ x = ['\\\\' * 1000]; for i in 1..100; x = x | array.each @string.escape; end }}",
                "LimitToString|MiB of memory|text is longer"
            },
            { "{{ x = 'ab' * 500000; l = []; for i in 1..1000; l[i] = x + i; end }}", "MiB of memory" },
            { "{{ x = {}; for n in 1..10; for i in 1..900000; x['a' + n + i] = i; end; end }}", "MiB of memory" },
            { "{{ x = [1]; for i in 1..100; x = x + x; end }}", "more than 1000000 items" },
            { "{{ x = [1]; for i in 1..100; x = x | array.add_range x; end }}", "iteration limit `1000000`" },
            { "{{ x = [1]; for i in 1..100; x = [x, x]; end; x }}", "too deeply nested" },
            { "{{ x = 'a' * 100; for i in 1..17; x = [x, x]; end; x }}", "text is longer" },
            { "{{ x = []; x[0] = x; x }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; x }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; x + 1 }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; !x; -x }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; x 1 }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; x | math.abs }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; [x] | array.each @math.abs }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; x | object.format 'N' }}", "too deeply nested" },
            { "{{ x = {}; x.x = x; $'{x}' }}", "too deeply nested" },
            { "{{ x = this; x < 1 }}", "too deeply nested" },
            { "{{ x = {}; for x.x in [x]; x < 1; end }}", "too deeply nested|<variable>" },
            { "{{ x = {}; for i in 1..100000; x = {x: x}; end; x % 2 }}", "too deeply nested" },
            { "{{ func f; ret $; end; x = {}; for i in 1..50000; x = f x; end; [x] == [x] }}", "too deeply nested|error" },
            { "{{ x = {}; x.x = x; x | object.to_json }}", "`object.to_json` was not found" },
            { "{{ " + Knot + "x == y }}", "too deeply nested" },
            { "{{ " + Knot + "(x) < (y) }}", "too deeply nested" },
            { "{{ " + Knot + "[1] != [x] }}", "too deeply nested" },
            { "{{ " + Knot + "case x; when 1, y; 1; end }}", "too deeply nested" },
            { "{{ " + Knot + "case [1]; when y; 1; end }}", "too deeply nested" },
            { "{{ " + Deep + "x == y }}", "too deeply nested" },
            { "{{ " + Deep + "x }}", "too deeply nested" },
            { "{{ x = [1]; y = [1]; for i in 1..60; x = [x, x]; y = [y, y]; end; x == y }}", "too deeply nested|more than 1000000 items" },
            { "{{ x = [1] * 1000; y = [x] * 1000; [y, y] == [y, y] }}", "more than 1000000 items" },
            { "{{ x = [1]; for i in 1..100000; x = x | array.concat [1]; end; x | array.size }}", "iteration limit `1000000`" },
            { "{{ x = []; x[2000000000] = 1 }}", "iteration limit `1000000`" },
            { "{{ [1] * 2000000000 }}", "iteration limit `1000000`" },
            { "{{ [] | array.insert_at 2000000000 1 }}", "iteration limit `1000000`" },
            { "{{ x = 3; for i in 1..1000; x = x * x; end }}", "exceeds the maximum supported integer magnitude" },
            { "{{ 1e999999999 }}", "number is too large" },
            { "{{ include 'huge' }}", "number is too large" },
            { "{{ date.add_days date.now 99991e39999999 }}", "number is too large" },
            { "{{ $'{1E+999999999}' }}", "number is too large" },
            { "{{ 1 << 2000000000 }}", "exceeds maximum supported magnitude" },
            { "{{ x = 1; for i in 1..900000; x = x << 1; end }}", "MiB of memory" },
            { "{{ 1 | math.format 'N999999999' }}", "LimitToString" },
            { "{{ 1 | math.format 'N10000000' }}", "text is longer" },
            { "{{ 1 | object.format 'D2000000' }}", "text is longer" },
            { "{{ 1 | object.format 'D999999999' }}", "LimitToString" },
            { "{{ date.now | date.to_string ('%Y' * 500000) }}", "text is longer" },
            { "{{ date.now | date.add_years 100000 }}", "Years value" },
            { "{{ date.add_days date.now 99999999999 }}", "out of range" },
            { "{{ timespan.from_days 99999999999999 }}", "duration is too long" },
            { "{{ ('a' * 30) + '!' | regex.match `^(a+)+$` }}", "timed out" },
            { "{{ ('a' * 5000) + '!' | regex.replace `(a|aa)*$` '' }}", "timed out" },
            { "{{ 'a' * 1000000 | regex.matches 'a' }}", "too long for this pattern" },
            { "{{ 'a' * 100000 | regex.matches '((((((a))))))' }}", "too long for this pattern" },
            { "{{ 'a' * 1000000 | regex.split '((((((a))))))' }}", "too long for this pattern" },
            { "{{ ('[' * 100000) | object.from_json }}", "maximum configured depth" },
            { "{{ include '../../etc/passwd' }}", "Include template path is null" },
            { "{{ include '/etc/passwd' }}", "Include template path is null" },
            { "{{ include 'inf' }}", "recursive depth limit `100`|nesting is too deep" },
            { "{{ 'x'.get_type.assembly }}", "null object" },
            { "{{ string.get_type() }}", "was not found" },
            { "{{ " + new string(' ', 1 << 18) + "}}", "template is longer" },
        };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void ends_in_an_error_within_bounded_memory(string template, string error)
    {
        var (outcome, allocated) = Rendered(template);

        var thrown = Assert.IsType<TemplateException>(outcome);
        // Where two limits stand in the way, either may be reached first.
        Assert.True(error.Split('|').Any(limit => thrown.Message.Contains(limit, StringComparison.Ordinal)), thrown.Message);
        Assert.InRange(allocated, 0, 512L << 20);
    }

    public static TheoryData<string> Harmless() =>
        [
            "{{ x = [1]; for i in 1..100000; x = x | array.reverse; end; x | array.size }}",
            "{{ x = [[1]]; for i in 1..50000; x = x | array.each @array.reverse; end; x[0] | array.size }}",
            "{{ x = [[1]]; for i in 1..50000; x = x | array.each @array.compact; end; x }}",
            "{{ " + Knot + "[x, y] | array.uniq | array.size; [x] | array.contains y }}",
            "{{ 'a' * 5000 | regex.split '' | array.size; 'a' | regex.match (('(' * 100000) + (')' * 100000)) | array.size }}",
            "{{ ('a ' * 500000) | string.handleize | string.size; 'a' * 1000000 | string.split 'a' | array.size }}",
        ];

    [Theory]
    [MemberData(nameof(Harmless))]
    public void what_looks_bad_and_ends_well_stays_within_bounded_memory_too(string template)
    {
        var (outcome, allocated) = Rendered(template);

        Assert.Null(outcome);
        Assert.InRange(allocated, 0, 512L << 20);
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
            { "while true;", ";end" },
            { "if true;else ", ";end" },
            { "if false;else if true;", ";end" },
            { "func f;", ";end" },
            { "case 1;when 1;", ";end" },
            { "with x;", ";end" },
            { "wrap x;", ";end" },
            { "capture x;", ";end" },
            { "1 | f ", "" },
            { "f x:", "" },
            { "1..", "" },
            { "@", "" },
        };

    [Theory]
    [MemberData(nameof(Towers))]
    public void towers_of_brackets_and_blocks_do_not_overflow_the_stack(string open, string close)
    {
        // As high as the longest template that is read at all.
        var height = Math.Min(100_000, 250_000 / (open.Length + close.Length));
        var tower = string.Concat(Enumerable.Repeat(open, height)) + "1" + string.Concat(Enumerable.Repeat(close, height));

        Assert.IsType<TemplateException>(Rendered("{{ " + tower + " }}").Outcome);
    }

    [Theory]
    [InlineData("1", "+1")]
    [InlineData("x", ".x")]
    [InlineData("x", "?.x")]
    [InlineData("x", "[0]")]
    [InlineData("1", "|f")]
    [InlineData("x", "??x")]
    [InlineData("1", "==1")]
    [InlineData("1", "&&1")]
    [InlineData("f", " f")]
    [InlineData("1", ";1")]
    [InlineData("if 1;1", ";else if 1")]
    public void long_chains_do_not_overflow_the_stack(string first, string link)
    {
        foreach (var length in new[] { 90, 200, 250_000 / link.Length })
        {
            var chain = first + string.Concat(Enumerable.Repeat(link, length));

            Assert.True(Rendered("{{ " + chain + " }}").Outcome is null or TemplateException);
            // Scriban writes the whole call into what it says of an unknown function.
            Assert.IsType<TemplateException>(Rendered("{{ nosuch (" + chain + ") }}").Outcome);
        }
    }

    [Fact]
    public void a_rendering_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var template = TemplateSource.Parse("{{ for i in 1..1000000; end }}", "text");

        Assert.Throws<OperationCanceledException>(() => new Rendering { CancellationToken = cancellation.Token }.Render(template));
    }

    [Theory]
    [InlineData("{{ while true; end }}")]
    [InlineData("{{ for i in 1..100; x = (1..999999) | array.sort; end }}")]
    public void a_rendering_ends_when_its_time_is_over(string template)
    {
        var rendering = new Rendering { LoopLimit = int.MaxValue, Time = TimeSpan.FromMilliseconds(1) };

        var thrown = Assert.Throws<TemplateException>(() => rendering.Render(TemplateSource.Parse(template, "text")));

        Assert.Contains("time limit", thrown.Message, StringComparison.Ordinal);
    }

    private (Exception? Outcome, long Allocated) Rendered(string template)
    {
        (Exception? Outcome, long Allocated) rendered = default;
        var thread = new Thread(
            () =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var outcome = Record.Exception(() =>
                    new Rendering { RegexTimeOut = TimeSpan.FromMilliseconds(100), TemplateLoader = new TemplateFolder(folder) }.Render(
                        TemplateSource.Parse(template, "text")
                    )
                );
                rendered = (outcome, GC.GetAllocatedBytesForCurrentThread() - before);
            },
            PoolStack
        );
        thread.Start();
        thread.Join();
        return rendered;
    }
}
