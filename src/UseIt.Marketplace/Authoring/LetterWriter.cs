using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Authoring;

/// <summary>
/// Writes letters and notices. A letter goes out whatever somebody has done to its template: one that was published here was written with
/// made-up contents first, and where it still fails the program's own is used and the operator told.
/// </summary>
public sealed class LetterWriter(TemplateShelf shelf, UnfitTemplates unfit)
{
    private const int LongestSubject = 200;

    public async Task<WrittenText> WriteAsync(LetterKind kind, object model, CancellationToken cancel)
    {
        var set = await shelf.CurrentAsync(kind.Folders, cancel);
        if (!set.IsOwn)
            return Write(kind, set, model);
        try
        {
            return Write(kind, set, model);
        }
        catch (TemplateException)
        {
            unfit.Say(kind.Main);
            return Write(kind, shelf.ShippedIn(kind.Folders), model);
        }
    }

    /// <exception cref="TemplateException">The template is wrong, or what it writes is no letter.</exception>
    public static WrittenText Write(LetterKind kind, TemplateSet set, object model)
    {
        var isPage = kind.Form == LetterForm.Page;
        var text = new Rendering
        {
            Escape = isPage,
            TemplateLoader = set,
            Functions = TemplateFunctions.All,
        }
            .Render(set.Parse(kind.Main), model)
            .Trim();
        if (isPage)
        {
            StillHtml.Check(text, set, kind.Main);
            return new WrittenText(text, IsHtml: true);
        }
        if (kind.Form == LetterForm.Notice)
            return new WrittenText(text, IsHtml: false);
        var (subject, body) = text.Split('\n', 2) is [var first, var rest] ? (first.Trim(), rest.Trim()) : (text, "");
        if (subject.Length is 0 or > LongestSubject || !Texts.IsPlain(subject) || body.Length == 0)
            throw Wrong(kind, $"The first line is the subject, of {LongestSubject} characters or fewer, and what it says comes below.");
        // Whoever gets the mail can do nothing with it otherwise.
        if (kind.Model.GetProperty("Link")?.GetValue(model) is string link && !body.Contains(link, StringComparison.Ordinal))
            throw Wrong(kind, "The letter does not say {{ link }}.");
        return new WrittenText(body, IsHtml: false, subject);
    }

    private static TemplateException Wrong(LetterKind kind, string what) => new($"{kind.Main}(1,1) : error : {what}");
}

/// <summary>The letters and notices as those who write templates see them.</summary>
public sealed class LetterTemplateUses(IEnumerable<LetterKind> kinds) : ITemplateUses
{
    public IReadOnlyList<TemplateUse> Uses { get; } = [.. kinds.Select(k => new OfLetter(k))];

    private sealed class OfLetter(LetterKind kind) : TemplateUse
    {
        public override string Name => kind.Name;
        public override string Title => kind.Title;
        public override string Main => kind.Main;
        public override IReadOnlyList<string> Folders => kind.Folders;
        public override Type Model => kind.Model;

        public override WrittenText Write(TemplateSet set, object model) => LetterWriter.Write(kind, set, model);
    }
}
