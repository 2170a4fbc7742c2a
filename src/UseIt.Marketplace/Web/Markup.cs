using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Html;

namespace UseIt.Marketplace.Web;

/// <summary>HTML under construction: whatever stands in a hole is encoded, except markup itself.</summary>
public sealed class Markup : IHtmlContent
{
    /// <summary>Encodes what HTML needs encoded and leaves letters, quotes and pound signs readable.</summary>
    public static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new();

    public static Markup Of(Hole html) => html.Target;

    public static Markup Raw(string html) => new Markup().AddRaw(html);

    public static Markup Attribute(string name, object? value) =>
        value is null or "" ? new Markup() : Of($" {Raw(name)}=\"{Convert.ToString(value, CultureInfo.InvariantCulture)}\"");

    public static Markup Flag(string name, bool on) => on ? Raw(" " + name) : new Markup();

    public static Markup Joined(string separator, IEnumerable<Markup> parts) => Raw(string.Join(separator, parts));

    public static Markup Rendered(IHtmlContent content)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        content.WriteTo(writer, Encoder);
        return Raw(writer.ToString());
    }

    public bool IsEmpty => text.Length == 0;

    public Markup Add([InterpolatedStringHandlerArgument("")] Hole html) => html.Target;

    private Markup AddRaw(string html)
    {
        text.Append(html);
        return this;
    }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(text);

    public override string ToString() => text.ToString();

    [InterpolatedStringHandler]
    public readonly struct Hole
    {
        public Hole(int literalLength, int formattedCount) => Target = new Markup();

        public Hole(int literalLength, int formattedCount, Markup target) => Target = target;

        internal Markup Target { get; }

        public void AppendLiteral(string html) => Target.AddRaw(html);

        public void AppendFormatted(string? value)
        {
            if (value is not null)
                Target.AddRaw(Encoder.Encode(value));
        }

        public void AppendFormatted(int value) => Target.AddRaw(value.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(decimal value) => Target.AddRaw(value.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double value) => Target.AddRaw(value.ToString("0.##", CultureInfo.InvariantCulture));

        public void AppendFormatted(Markup? value)
        {
            if (value is not null)
                Target.text.Append(value.text);
        }
    }
}
