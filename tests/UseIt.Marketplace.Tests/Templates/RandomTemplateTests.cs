using System.Text;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Tests.Templates;

/// <summary>
/// Templates nobody would write: grown from a grammar, pieced together from tokens, real ones with characters knocked out,
/// and plain noise. Each gives a result or a <see cref="TemplateException"/>; any other exception names its seed.
/// <c>USEIT_LONG=1</c> runs 100,000.
/// </summary>
public sealed class RandomTemplateTests
{
    private static readonly int Count = Environment.GetEnvironmentVariable("USEIT_LONG") == "1" ? 100_000 : 5_000;

    private static readonly Dictionary<string, Delegate> Functions = new() { ["host"] = (string? text, int count) => text + count };

    private static readonly string[] Tokens =
    [
        "{{",
        "}}",
        "{{-",
        "-}}",
        "{{~",
        "~}}",
        "{%{",
        "}%}",
        "\n",
        " ",
        ";",
        "|",
        "|>",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        ".",
        "?.",
        "?",
        "!",
        "@",
        "^",
        "$",
        "$$",
        "$0",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "==",
        "!=",
        "<",
        "<=",
        "&&",
        "||",
        "??",
        "?!",
        "..",
        "..<",
        "<<",
        ">>",
        "=",
        "+=",
        "++",
        "--",
        "...",
        "#",
        "##",
        "\\",
        "~",
        "&",
        "if",
        "else",
        "end",
        "for",
        "in",
        "while",
        "tablerow",
        "case",
        "when",
        "func",
        "do",
        "ret",
        "break",
        "continue",
        "capture",
        "with",
        "wrap",
        "import",
        "readonly",
        "this",
        "empty",
        "null",
        "true",
        "false",
        "x",
        "y",
        "f",
        "$x",
        "for.index",
        "while.first",
        "limit:",
        "offset:",
        "reversed",
        "cols:",
        "a:",
        "include",
        "host",
        "0",
        "1",
        "2.5",
        "1m",
        "3f",
        "99999999999999999999",
        "0xff",
        "0b1",
        "1e3",
        "''",
        "'text'",
        "\"\\n\"",
        "`a``b`",
        "$\"",
        "$'{x}'",
        "\"",
        "'",
        "`",
        "array.",
        "string.",
        "math.",
        "date.",
        "object.",
        "regex.",
        "html.",
        "timespan.",
        "size",
        "sort",
        "map",
        "join",
        "each",
        "filter",
        "round",
        "format",
        "parse",
        "to_string",
        "eval",
        "eval_template",
        "slice",
        "truncate",
        "split",
        "replace",
        "to_json",
        "from_json",
        "cycle",
        "insert_at",
        "add_days",
        "divided_by",
        "pad_left",
    ];

    [Fact]
    public void tokens_in_any_order() => Survive(1, random => "{{ " + Joined(random, Tokens, 1 + random.Next(25), " ") + " }}");

    [Fact]
    public void sentences_of_the_grammar() => Survive(2, random => new Grammar(random).Template());

    [Fact]
    public void real_templates_with_wounds()
    {
        var real = Directory
            .GetFiles(TemplateShelf.DefaultFolder(), "*.sbn", SearchOption.AllDirectories)
            .SelectMany(f => File.ReadAllText(f).Split("\n\n"))
            .Concat(MaliciousTemplateTests.Attacks().Select(row => (string)row[0]))
            .ToArray();
        Survive(3, random => Wounded(random, real[random.Next(real.Length)]));
    }

    [Fact]
    public void noise() =>
        Survive(
            4,
            random =>
            {
                var bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                return (random.Next(2) == 0 ? "{{" : "")
                    + (random.Next(2) == 0 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes));
            }
        );

    private static void Survive(int seed, Func<Random, string> write)
    {
        for (var i = 0; i < Count; i++)
        {
            var template = write(new Random((seed << 24) + i));
            try
            {
                new Rendering
                {
                    Escape = i % 2 == 0,
                    LoopLimit = 50,
                    RecursiveLimit = 20,
                    RegexTimeOut = TimeSpan.FromMilliseconds(50),
                    Functions = Functions,
                }.Render(
                    TemplateSource.Parse(template, "text"),
                    new
                    {
                        x = new[] { 1, 2, 3 },
                        y = "text",
                        o = new { a = 1.5m },
                    }
                );
            }
            catch (TemplateException) { }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, template {i}: {e}\n{template}");
            }
        }
    }

    private static string Joined(Random random, string[] words, int count, string separator) =>
        string.Join(separator, Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)]));

    private static string Wounded(Random random, string template)
    {
        var text = new StringBuilder(template);
        for (var wounds = random.Next(4); wounds >= 0 && text.Length > 2; wounds--)
        {
            var at = random.Next(text.Length - 1);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 4), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                default:
                    text.Insert(at, text.ToString(at, Math.Min(random.Next(10), text.Length - at)));
                    break;
            }
        }
        return text.ToString();
    }

    /// <summary>Writes templates that mostly parse.</summary>
    private sealed class Grammar(Random random)
    {
        private static readonly string[] Functions =
        [
            "array.add",
            "array.any",
            "array.compact",
            "array.concat",
            "array.cycle",
            "array.each",
            "array.filter",
            "array.first",
            "array.insert_at",
            "array.join",
            "array.last",
            "array.limit",
            "array.map",
            "array.offset",
            "array.remove_at",
            "array.reverse",
            "array.size",
            "array.sort",
            "array.uniq",
            "array.contains",
            "string.append",
            "string.capitalize",
            "string.contains",
            "string.handleize",
            "string.index_of",
            "string.literal",
            "string.md5",
            "string.pad_left",
            "string.pluralize",
            "string.remove",
            "string.replace",
            "string.replace_first",
            "string.slice",
            "string.slice1",
            "string.split",
            "string.strip",
            "string.to_int",
            "string.to_double",
            "string.truncate",
            "string.truncatewords",
            "string.base64_decode",
            "math.abs",
            "math.ceil",
            "math.divided_by",
            "math.format",
            "math.modulo",
            "math.plus",
            "math.round",
            "math.times",
            "object.default",
            "object.eval",
            "object.eval_template",
            "object.format",
            "object.from_json",
            "object.has_key",
            "object.keys",
            "object.size",
            "object.to_json",
            "object.typeof",
            "object.values",
            "regex.match",
            "regex.matches",
            "regex.replace",
            "regex.split",
            "html.escape",
            "html.strip",
            "html.newline_to_br",
            "html.url_encode",
            "html.url_escape",
            "date.parse",
            "date.add_days",
            "date.add_months",
            "date.to_string",
            "date.parse_to_string",
            "timespan.from_days",
            "timespan.parse",
            "host",
            "f",
            "include",
        ];

        private static readonly string[] Atoms =
        [
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "2147483647",
            "2147483648",
            "99999999999999999999",
            "1.5",
            "1e300",
            "0.1m",
            "79228162514264337593543950335m",
            "2f",
            "''",
            "'a'",
            "'<b>'",
            "'2026-06-26'",
            "'{\"a\":[1]}'",
            "`\\d+`",
            "'(a'",
            "'%Y-%m-%d'",
            "[]",
            "[1, 2, 3]",
            "['b', 'a']",
            "{}",
            "{a: 1}",
            "1..3",
            "x",
            "y",
            "o",
            "o.a",
            "$x",
            "this",
            "empty",
            "x[0]",
            "x[-1]",
            "y[9]",
            "o?.b?.c",
            "for.index",
            "$0",
            "$",
            "date.now",
            "(timespan.from_days 1)",
            "(date.parse '2026-06-26')",
            "@string.upcase",
            "do; ret $0; end",
        ];

        private static readonly string[] Operators =
        [
            "+",
            "-",
            "*",
            "/",
            "//",
            "%",
            "==",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "&&",
            "||",
            "??",
            "?!",
            "..",
            "..<",
            "<<",
            ">>",
        ];

        public string Template()
        {
            var text = new StringBuilder();
            for (var i = random.Next(1, 5); i > 0; i--)
                text.Append("text\n  {{")
                    .Append(Pick("", "-", "~"))
                    .Append(' ')
                    .Append(Statement(3))
                    .Append(' ')
                    .Append(Pick("", "-", "~"))
                    .Append("}}\n");
            return text.ToString();
        }

        private string Pick(params string[] from) => from[random.Next(from.Length)];

        private string Statement(int depth) =>
            random.Next(depth > 0 ? 14 : 3) switch
            {
                0 or 1 => Expression(depth),
                2 =>
                    $"{Pick("x", "y", "z", "$x", "o.a", "x[0]", "this.q")} {Pick("=", "=", "+=", "-=", "*=", "/=", "//=", "%=")} {Expression(depth)}",
                3 => $"if {Expression(1)}; {Statement(depth - 1)}; else; {Statement(depth - 1)}; end",
                4 or 5 =>
                    $"for {Pick("i", "$i", "x")} in {Expression(1)} {Pick("", "limit: 2", "offset: 1", "reversed")}; {Statement(depth - 1)}; {Pick("", "break", "continue")}; end",
                6 => $"while {Expression(1)}; {Statement(depth - 1)}; break; end",
                7 => $"case {Expression(1)}; when {Expression(0)}; {Statement(depth - 1)}; else; 2; end",
                8 => $"capture {Pick("z", "$z", "o.z")}; {Statement(depth - 1)}; end",
                9 =>
                    $"func f{Pick("", "(a)", "(a, b = 1)", "(a, b...)")}; {Statement(depth - 1)}; {Pick("", "ret $0", "ret a")}; end; f {Expression(0)}",
                10 => $"with {Expression(0)}; {Statement(depth - 1)}; end",
                11 => $"func w; $$; end; wrap w; {Statement(depth - 1)}; end",
                12 => $"tablerow i in {Expression(0)}; i; end",
                _ => Pick("import o", "readonly x", "ret 5", "x++", "--$x", "ret"),
            };

        private string Expression(int depth) =>
            random.Next(depth > 0 ? 8 : 1) switch
            {
                0 or 1 => Pick(Atoms),
                2 => $"{Expression(depth - 1)} {Pick(Operators)} {Expression(depth - 1)}",
                3 or 4 => $"({Expression(depth - 1)}) | {Pick(Functions)} {Arguments()}",
                5 => $"({Pick(Functions)} {Arguments()})",
                6 => $"({Expression(depth - 1)} ? {Expression(depth - 1)} : {Expression(depth - 1)})",
                _ => $"{Pick("!", "-", "+", "@", "")}({Expression(depth - 1)}){Pick("", ".size", "[0]", "?.a")}",
            };

        private string Arguments() =>
            string.Join(' ', Enumerable.Range(0, random.Next(4)).Select(_ => Pick("", "", "", "a:") + $"({Pick(Atoms)})"));
    }
}
